import { isDeepStrictEqual } from 'node:util';
import type { LineRecord, OrderRecord } from '../orders/order-record.ts';
import type { Kept, Patch } from './entry.ts';

/** What an order says of its customer. All else stays when they are erased. */
const personalFields = [
  'customerId',
  'email',
  'shippingAddress',
  'billingAddress',
  'note',
  'metadata',
] as const satisfies readonly (keyof OrderRecord)[];

/** Kept with the entry itself. */
const ownFields: ReadonlySet<string> = new Set(['id', 'version', 'updatedAt', 'lines'] satisfies (keyof OrderRecord)[]);

const personal: ReadonlySet<string> = new Set(personalFields);

/** An order of which the customer was erased. */
export const nobody = {
  customerId: null,
  email: null,
  shippingAddress: null,
  billingAddress: null,
  note: null,
  metadata: {},
} satisfies Pick<OrderRecord, (typeof personalFields)[number]>;

/**
 * What an event changed in an order and told beside it, in two parts: the second tells of a person. A field that was emptied
 * tells nothing of anybody.
 *
 * @param before undefined: all of the order is told
 * @param personalPaths in `data`, such as `comment.body`
 */
export function keep(
  before: OrderRecord | undefined,
  after: OrderRecord,
  data: Record<string, unknown>,
  personalPaths: readonly string[],
): { open: Kept; personal: Kept | undefined } {
  const open: Kept = { order: {}, data: personalPaths.length > 0 ? structuredClone(data) : data };
  const hidden: Kept = { order: {}, data: {} };
  for (const [field, value] of Object.entries(after)) {
    if (ownFields.has(field)) continue;
    if (before && isDeepStrictEqual(before[field as keyof OrderRecord], value)) continue;
    const tells = personal.has(field) && !isDeepStrictEqual(value, nobody[field as keyof typeof nobody]);
    (tells ? hidden : open).order[field] = value;
  }
  const lines = linePatch(before?.lines ?? [], after.lines);
  if (lines) open.order.lines = lines;
  for (const path of personalPaths) move(path.split('.'), open.data, hidden.data);
  const isEmpty = Object.keys(hidden.order).length + Object.keys(hidden.data).length === 0;
  return { open, personal: isEmpty ? undefined : hidden };
}

/** By id: what changed in a line, or null for one that is gone. */
function linePatch(before: readonly LineRecord[], after: readonly LineRecord[]): Patch | undefined {
  const patch: Patch = {};
  const known = new Map(before.map((line) => [line.id, line]));
  for (const { id, ...line } of after) {
    const old = known.get(id);
    known.delete(id);
    const changed = Object.entries(line).filter(([field, value]) => old?.[field as keyof LineRecord] !== value);
    if (changed.length > 0) patch[id] = Object.fromEntries(changed);
  }
  for (const id of known.keys()) patch[id] = null;
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** Takes what is at `path` out of one object into the other; null stays in its place. */
function move(
  [head = '', ...rest]: readonly string[],
  from: Record<string, unknown>,
  to: Record<string, unknown>,
): void {
  const value = from[head];
  if (value === undefined || value === null) return;
  if (rest.length === 0) {
    to[head] = value;
    from[head] = null;
    return;
  }
  const inner = {};
  move(rest, value as Record<string, unknown>, inner);
  if (Object.keys(inner).length > 0) to[head] = inner;
}

/** An order as a patch leaves it. */
export function applyPatch(order: OrderRecord, { lines: changed, ...fields }: Patch): OrderRecord {
  const after = { ...order, ...fields };
  if (changed === undefined) return after;
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  for (const [id, patch] of Object.entries(changed as Record<string, Partial<LineRecord> | null>)) {
    if (patch === null) lines.delete(id);
    else lines.set(id, { ...lines.get(id), ...patch, id } as LineRecord);
  }
  return { ...after, lines: [...lines.values()].sort((one, other) => (one.id < other.id ? -1 : 1)) };
}

/** Puts what was taken out by {@link keep} back into its places. */
export function restore(open: Record<string, unknown>, hidden: Record<string, unknown>): Record<string, unknown> {
  const whole = { ...open };
  for (const [name, value] of Object.entries(hidden)) {
    const there = whole[name];
    const nested = typeof there === 'object' && there !== null && typeof value === 'object' && value !== null;
    whole[name] = nested ? restore(there as Record<string, unknown>, value as Record<string, unknown>) : value;
  }
  return whole;
}
