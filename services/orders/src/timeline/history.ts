import type { Actor } from '@oms/contracts';
import type { PersonKey, PersonKeys } from '@oms/security';
import type { OrderRecord } from '../orders/order-record.ts';
import type { Kept, TimelineEntry } from './entry.ts';
import { applyPatch, nobody, restore } from './patch.ts';

/** What the timeline's ciphertexts are for. */
export const timelineContext = 'timeline';

/** An entry, and the order before and after it. */
export interface Moment {
  entry: TimelineEntry;
  actor: Actor;
  /** What the event told beside the order; what was a person's words is null once they are erased. */
  data: Record<string, unknown>;
  before: OrderRecord | undefined;
  after: OrderRecord;
  /** It told of a person who has been erased since. */
  redacted: boolean;
}

/**
 * The life of an order, rebuilt from its timeline alone.
 *
 * @param entries of one order, from its first version on
 * @param key of its customer; undefined once they are erased, and what told of them is then left out
 */
export async function* replay(
  entries: readonly TimelineEntry[],
  key: PersonKey | undefined,
): AsyncGenerator<Moment, void> {
  let before: OrderRecord | undefined;
  for (const entry of entries) {
    const open = JSON.parse(entry.changes) as Kept;
    const hidden =
      key && entry.personal !== null
        ? (JSON.parse(key.decrypt(entry.personal, timelineContext)) as Kept)
        : { order: {}, data: {} };
    const start =
      before ?? ({ ...nobody, refundedSurplus: 0, lines: [] as OrderRecord['lines'] } as unknown as OrderRecord);
    const after = {
      ...applyPatch(start, { ...open.order, ...hidden.order }),
      id: entry.orderId,
      version: entry.version,
      updatedAt: entry.occurredAt,
    };
    const actor: Actor =
      entry.actorKind === 'customer'
        ? { kind: 'person', id: after.customerId ?? before?.customerId ?? null }
        : { kind: entry.actorKind, id: entry.actorId };
    const redacted = entry.personal !== null && !key;
    yield { entry, actor, data: restore(open.data, hidden.data), before, after, redacted };
    before = after;
  }
}

/** Told that what was kept of the customer of an order cannot be read. */
export type OnUnreadable = (about: { err: unknown; orderId: string; eventIds: string[] }) => void;

/**
 * The whole life of an order.
 *
 * @param customer of the order, and their key; undefined once they are erased
 * @param onUnreadable where the key does not open what was kept of them, that is told, and left out as if they were erased.
 * Unless given, it fails.
 */
export async function replayAll(
  keys: PersonKeys,
  customer: { customerId: string; sealedKey: string } | undefined,
  entries: readonly TimelineEntry[],
  onUnreadable?: OnUnreadable,
): Promise<Moment[]> {
  try {
    const key = customer && keys.open(customer.customerId, customer.sealedKey);
    return await collect(replay(entries, key));
  } catch (err) {
    const [first] = entries;
    if (!onUnreadable || !customer || !first) throw err;
    const eventIds = entries.filter(({ personal }) => personal !== null).map(({ eventId }) => eventId);
    onUnreadable({ err, orderId: first.orderId, eventIds });
    return collect(replay(entries, undefined));
  }
}

async function collect(moments: AsyncIterable<Moment>): Promise<Moment[]> {
  const all: Moment[] = [];
  for await (const moment of moments) all.push(moment);
  return all;
}

/** The order as it stood at a time. @returns undefined when that was before its first entry */
export function orderAt(history: Iterable<Moment>, time: number): OrderRecord | undefined {
  let found: OrderRecord | undefined;
  for (const { entry, after } of history) {
    if (Date.parse(entry.occurredAt) > time) break;
    found = after;
  }
  return found;
}
