import * as z from 'zod';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import { unstorableText } from './validation.ts';

/** Query parameters that every list takes. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Entries at the most'),
  cursor: z.string().max(1000).optional().describe('`nextCursor` of the page before'),
};

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe('Null on the last page'),
  });

/** Opaque to clients; the keyset position of a row in its list. */
export const encodeCursor = (key: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * @param parameter of the query that it came in
 * @throws {Problem} 422 when the cursor was not made by a list with keys of this shape
 */
export function decodeCursor<K extends z.ZodType>(
  cursor: string | undefined,
  key: K,
  parameter = 'cursor',
): z.output<K> | undefined {
  if (cursor === undefined) return undefined;
  const given = parse(cursor);
  const parsed = key.safeParse(given);
  // Whoever makes up a cursor can put into it what a query may not hold.
  if (parsed.success && unstorableText(given).length === 0) return parsed.data;
  throw new Problem(problems.validation_failed, {
    detail: 'The cursor is not one that this list has given.',
    errors: [
      { pointer: `/${parameter}`, in: 'query', code: 'invalid_cursor', detail: 'Begin again without a cursor.' },
    ],
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Makes a page of `rows`, which were asked for with one more than `limit` so that a further page shows itself without a
 * COUNT.
 */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number | null)[],
  present: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(present),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}
