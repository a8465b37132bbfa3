import { dirname } from 'node:path';
import type { Level, TestFile } from './files.ts';

/**
 * So many files share a process at the most. What they import is loaded once for all of them, which takes longer than the tests of
 * many a file; and where one file fails because of another, there are few to look among.
 */
const FILES_A_PROCESS: Record<Level, number> = { unit: 20, service: 6, system: 3, drill: 1 };

/** Files that run in one process, one after another: always the same, with others of their level, and but for unit tests of their folder. */
export function groupFiles(files: readonly TestFile[]): TestFile[][] {
  const together = Map.groupBy(files, ({ path, level }) => (level === 'unit' ? level : `${level} ${dirname(path)}`));
  return [...together.values()].flatMap((group) =>
    inEqualParts(group, Math.ceil(group.length / FILES_A_PROCESS[group[0]?.level ?? 'drill'])),
  );
}

/** Parts of neighbours, none more than one longer than another. */
function inEqualParts<Item>(items: readonly Item[], parts: number): Item[][] {
  const cut = (part: number): number => Math.round((part * items.length) / parts);
  return Array.from({ length: parts }, (_, part) => items.slice(cut(part), cut(part + 1)));
}
