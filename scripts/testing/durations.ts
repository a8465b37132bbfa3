import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestFile } from './files.ts';
import type { FileRun } from './run-files.ts';

/** How long test files took when they ran last on this machine. */
export interface Durations {
  /** The longest first: all others wait for what ends last, so what begins last should be short. */
  longestFirst(groups: readonly TestFile[][]): TestFile[][];
  /** Nothing is noted of a file with a failure, which ends early, or late for a limit that passed. */
  note(run: FileRun): void;
  save(): void;
}

/** Of a file that never ran here nothing is known but its size. */
const BYTES_A_SECOND = 3_000;

/** @param path a JSON file, which need not be there */
export function readDurations(root: string, path: string): Durations {
  const known = new Map(Object.entries(readJson(path)));
  const secondsOf = (file: TestFile): number =>
    known.get(file.path) ?? statSync(join(root, file.path)).size / BYTES_A_SECOND;
  return {
    longestFirst(groups) {
      const total = new Map(
        groups.map((group) => [group, group.reduce((sum, file) => sum + secondsOf(file), 0)] as const),
      );
      return groups.toSorted((one, other) => (total.get(other) ?? 0) - (total.get(one) ?? 0));
    },
    note({ file, outcomes, seconds }) {
      if (outcomes.some(({ result }) => result === 'failed')) return;
      known.set(file.path, Math.round(seconds * 10) / 10);
    },
    save() {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
    },
  };
}

function readJson(path: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
