import type { BenchSystem } from './system.ts';

/** One line of the table. */
export interface Figure {
  /** What is measured, such as `place an order, 32 clients`. */
  name: string;
  /** As people read it: with its unit. */
  measured: string;
  /** What it is held against. */
  limit?: string;
  /** The measured by the limit; independent of the machine, as far as anything is. */
  ratio?: number;
  /** What is wanted, and whether it is so. */
  goal?: { text: string; met: boolean };
}

export interface BenchOptions {
  /** Turns of each measurement. */
  runs: number;
  /** Of each turn. */
  seconds: number;
  warmUpSeconds: number;
  /** At the same time. */
  clients: readonly number[];
  /** Orders in the two databases that lists are read from. */
  listed: readonly [number, number];
  /** For details that the table has no place for. */
  say: (line: string) => void;
}

export type Job = (system: BenchSystem, options: BenchOptions) => Promise<Figure[]>;

export const perSecond = (rate: number): string => `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`;
export const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

export const atLeast = (ratio: number, goal: number): Figure['goal'] => ({ text: `>= ${goal}`, met: ratio >= goal });
export const atMost = (value: number, goal: number, unit: string): Figure['goal'] => ({
  text: `<= ${goal} ${unit}`,
  met: value <= goal,
});
