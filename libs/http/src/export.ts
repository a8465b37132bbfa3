import { Readable } from 'node:stream';
import type * as z from 'zod';
import type { ResponseDefinition } from './route.ts';

/** What a list can be streamed as, beside its pages in JSON. */
export const exportTypes = ['text/csv', 'application/x-ndjson'] as const;
type ExportType = (typeof exportTypes)[number];

/** A column of a CSV: its heading, and what stands in it. */
export type Column<Item> = readonly [heading: string, read: (item: Item) => string | number | boolean | null];

/**
 * What spreadsheets take for the beginning of a formula, full-width forms included (OWASP, CSV Injection). Such a text gets an
 * apostrophe in front, which makes it a text again; numbers stay as they are.
 */
const formulaStart = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function csvField(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (fields: readonly (string | number | boolean | null)[]): string =>
  `${fields.map(csvField).join(',')}\r\n`;

/** Characters that are sent at once, at the least but for the last. */
const chunkLength = 64 * 1024;

/** Lines of some kilobytes together, for each chunk costs a write. */
async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

async function* csvLines<Item>(items: AsyncIterable<Item>, columns: readonly Column<Item>[]) {
  yield csvLine(columns.map(([heading]) => heading));
  for await (const item of items) yield csvLine(columns.map(([, read]) => read(item)));
}

async function* jsonLines(items: AsyncIterable<unknown>) {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

/** The types that a list can be streamed as, for its declaration, with the example that the schema of an item carries. */
export function exportsOf<Item>(
  schema: z.ZodType<Item>,
  columns: readonly Column<Item>[],
): Pick<ResponseDefinition, 'types' | 'examples'> {
  const [item] = (schema.meta()?.examples ?? []) as Item[];
  if (item === undefined) return { types: exportTypes };
  const lines = [columns.map(([heading]) => heading), columns.map(([, read]) => read(item))].map(csvLine);
  return {
    types: exportTypes,
    examples: { 'text/csv': lines.join(''), 'application/x-ndjson': `${JSON.stringify(item)}\n` },
  };
}

/**
 * A reply that streams every item as it comes: CSV by RFC 4180, or one JSON text a line. A failure on the way breaks the
 * connection off, so that nobody takes a part for the whole. A client that hangs up ends `items`.
 *
 * @param name of the file, without its ending
 */
export function sendRows<Item>(
  type: ExportType,
  items: AsyncIterable<Item>,
  { name, columns }: { name: string; columns: readonly Column<Item>[] },
): { type: string; content: Readable; headers: Record<string, string> } {
  const csv = type === 'text/csv';
  const lines = csv ? csvLines(items, columns) : jsonLines(items);
  return {
    type: csv ? 'text/csv; charset=utf-8; header=present' : type,
    headers: { 'Content-Disposition': `attachment; filename="${name}.${csv ? 'csv' : 'ndjson'}"` },
    content: Readable.from(inChunks(lines), { objectMode: true }),
  };
}
