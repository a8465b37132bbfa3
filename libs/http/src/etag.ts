import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import type { ExpectedVersion } from './route.ts';

/**
 * Strong entity tag of a resource's version (RFC 9110, section 8.8.3).
 *
 * @param besides what else the resource shows and nobody changes by a request, such as what is in stock: letters, digits, - and _.
 * A 304 takes it into account; If-Match does not, for what a client changes is not changed by it.
 */
export const etag = (version: number, besides?: string | number): string =>
  besides === undefined ? `"${version}"` : `"${version}-${besides}"`;

/**
 * Reads If-Match (RFC 9110, section 13.1.1). Comparison is strong, so a weak tag, or one that OMS never made, matches
 * nothing: it is read as version 0.
 *
 * @throws {Problem} 428 when it is missing
 */
export function readIfMatch(header: string | undefined): ExpectedVersion {
  if (header === undefined || header.trim() === '') {
    throw new Problem(problems.precondition_required, {
      detail: 'Send If-Match with the ETag that the last GET of this resource answered.',
    });
  }
  if (header.trim() === '*') return 'any';
  return Number(/^\s*"(\d{1,15})(?:-[\w-]*)?"\s*$/.exec(header)?.[1] ?? 0);
}

/**
 * @param changed names of the fields that differ from what the caller saw, where that is known
 * @throws {Problem} 412 when the caller saw another version than the present one
 */
export function requireVersion(expected: ExpectedVersion, current: number, changed?: readonly string[]): void {
  if (expected === 'any' || expected === current) return;
  throw new Problem(problems.precondition_failed, {
    detail: `The resource is at version ${current} now. Read it again, then repeat the change with its ETag.`,
    extensions: { currentVersion: current, ...(changed && { changed }) },
  });
}

/**
 * True when If-None-Match (RFC 9110, section 13.1.2) holds the resource's tag, compared weakly. Unlike express's own check
 * it is not put off by `Cache-Control: no-cache`, which fetch adds to every conditional request.
 */
export const isUnchanged = (ifNoneMatch: string | undefined, tag: unknown): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .some((candidate) => candidate.trim() === '*' || candidate.trim().replace(/^W\//, '') === tag);
