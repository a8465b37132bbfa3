import { isDeepStrictEqual } from 'node:util';
import { type OrderRecord, present } from '../orders/order-record.ts';

/** One member of an order that an event changed. */
export interface FieldChange {
  /** JSON pointer (RFC 6901) into the order, but that lines go by their id. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Every entry has its own, so they tell nothing. */
const counted: ReadonlySet<string> = new Set(['version', 'updatedAt']);

/** What differs between two states of an order, in the terms of the API. */
export function changesIn(before: OrderRecord | undefined, after: OrderRecord): FieldChange[] {
  const [old, now] = [before ? flatten(before) : new Map<string, unknown>(), flatten(after)];
  const changes: FieldChange[] = [];
  for (const [path, value] of now) {
    if (!old.has(path)) changes.push({ path, after: value });
    else if (!isDeepStrictEqual(old.get(path), value)) changes.push({ path, before: old.get(path), after: value });
  }
  for (const [path, value] of old) if (!now.has(path)) changes.push({ path, before: value });
  return changes;
}

function flatten(record: OrderRecord): Map<string, unknown> {
  const { lines, totals, ...fields } = present(record);
  return new Map<string, unknown>([
    ...Object.entries(fields)
      .filter(([name]) => !counted.has(name))
      .map(([name, value]) => [`/${name}`, value] as const),
    ...Object.entries(totals).map(([name, value]) => [`/totals/${name}`, value] as const),
    ...lines.flatMap(({ id, ...line }) =>
      Object.entries(line).map(([name, value]) => [`/lines/${id}/${name}`, value] as const),
    ),
  ]);
}
