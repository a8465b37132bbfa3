import { cpus, totalmem } from 'node:os';
import type { Figure } from './job.ts';

/** The table that is printed. */
export function describeFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, measured, limit = '', ratio, goal }) => [
    name,
    measured,
    limit,
    ratio === undefined ? '' : ratio.toFixed(2),
    goal?.text ?? '',
    goal === undefined ? '' : goal.met ? 'yes' : 'NO',
  ]);
  const table = [['', 'measured', 'limit', 'ratio', 'goal', 'met'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What is written into `bench/results/`. */
export const resultsOf = (figures: readonly Figure[], load: { before: number; after: number }) => ({
  at: new Date().toISOString(),
  machine: { processors: cpus().length, model: cpus()[0]?.model, memoryMiB: Math.round(totalmem() / 1048576), load },
  node: process.version,
  figures,
});

/** A ratio may be so much smaller than the one that is kept: machines differ, and so do minutes. */
const tolerated = 0.8;

/** Whether a ratio has fallen below what is kept. @param kept by name of the figure */
export const fallen = ({ name, ratio }: Figure, kept: Readonly<Record<string, number>>): boolean =>
  ratio !== undefined && ratio < (kept[name] ?? 0) * tolerated;

export const describeFall = ({ name, ratio }: Figure, kept: Readonly<Record<string, number>>): string =>
  `${name}: ${ratio?.toFixed(2)} of its limit, where ${kept[name]?.toFixed(2)} is kept in bench/ratios.json`;
