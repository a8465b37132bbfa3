import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';

/** By the end of a test file's name: unit tests touch no server, service tests do, system tests go through the gateway. */
export const LEVELS = ['unit', 'service', 'system'] as const;
/** Besides these there are drills, of what operators do: they take longer and run when they are asked for. */
export const ALL_LEVELS = [...LEVELS, 'drill'] as const;
export type Level = (typeof ALL_LEVELS)[number];

export interface TestFile {
  /** Relative to the repository. */
  path: string;
  level: Level;
}

export interface Selection {
  levels: readonly Level[];
  /** Folders such as `services/orders`; all unless given. */
  workspaces: readonly string[];
  /** Files or folders; all unless given. */
  paths: readonly string[];
}

const PATTERN = '{libs,services}/*/test/**/*.test.ts';
const SYSTEM_PATTERN = 'test/**/*.test.ts';

export function findTestFiles(root: string, { levels, workspaces, paths }: Selection): TestFile[] {
  const all = globSync([PATTERN, SYSTEM_PATTERN], { cwd: root }).sort();
  const misnamed = all.filter((path) => !levelOf(path));
  if (misnamed.length > 0) {
    throw new Error(
      `Name these ${ALL_LEVELS.map((level) => `*.${level}.test.ts`).join(', ')}:\n  ${misnamed.join('\n  ')}`,
    );
  }
  const wanted = paths.map((path) => relative(root, resolve(path)));
  return all.flatMap((path) => {
    const level = levelOf(path);
    if (!level || !levels.includes(level)) return [];
    if (workspaces.length > 0 && !workspaces.some((workspace) => isIn(path, workspace))) return [];
    if (wanted.length > 0 && !wanted.some((place) => isIn(path, place))) return [];
    return [{ path, level }];
  });
}

function levelOf(path: string): Level | undefined {
  return ALL_LEVELS.find((level) => path.endsWith(`.${level}.test.ts`));
}

const isIn = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place.replace(/\/$/, '')}/`);
