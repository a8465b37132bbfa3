import { isDeepStrictEqual } from 'node:util';
import { isUniqueViolation } from '@oms/database';
import { type ExpectedVersion, Problem, type ProblemDefinition, requireVersion } from '@oms/http';
import { notFound } from './problems.ts';

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members of a PATCH that were given: spreading an undefined one would erase what is there. */
export const definedOnly = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;

/**
 * Writes what a PATCH makes of `found`. One that leaves all as it is writes nothing, and the version stays.
 *
 * @param write answers the new version
 * @returns it as it is now
 */
export const saveChange = async <T extends { version: number }>(
  found: T,
  wanted: T,
  write: (wanted: T) => Promise<number>,
): Promise<T> => (isDeepStrictEqual(found, wanted) ? found : { ...wanted, version: await write(wanted) });

/**
 * What is to be changed, when it is there as the client knows it.
 *
 * @param what such as `tax rate`
 * @throws {Problem} 404 where there is none, 412 where it is another version than `If-Match` names
 */
export function requireCurrent<T extends { version: number }>(
  found: T | undefined,
  what: string,
  expected: ExpectedVersion,
): T {
  if (!found) throw notFound(what);
  requireVersion(expected, found.version);
  return found;
}

/** Lets a write through, and answers `problem` where another row has what `constraint` allows once. */
export const unlessTaken =
  (constraint: string, problem: ProblemDefinition, detail: string) =>
  <T>(write: Promise<T>): Promise<T> =>
    write.catch((error: unknown) => {
      if (!isUniqueViolation(error, constraint)) throw error;
      throw new Problem(problem, { detail });
    });
