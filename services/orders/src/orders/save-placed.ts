import type { Transaction } from '@oms/database';
import { insertRecords, prepareRecords } from '@oms/events';
import type { PersonKey } from '@oms/security';
import { sampledTraceparent } from '@oms/telemetry';
import { reserveLocked } from '../stock/stock-store.ts';
import { signalEntered } from '../timeline/feed.ts';
import { appendEntries } from '../timeline/timeline-store.ts';
import type { OrderChange } from './order-change.ts';
import { insertOrders } from './order-store.ts';

/** An order that is placed, and whose stock is locked and enough. */
export interface Placed {
  change: OrderChange;
  /** Of its customer; without one nothing that tells of a person is kept in the timeline. */
  key: PersonKey | undefined;
  /** Runs `work` as part of the request that it was placed by. */
  within<T>(work: () => T): T;
}

/** Writes orders with all that goes with them: reservations, events, timelines. Statements for all of them, sent together. */
export async function savePlaced(tx: Transaction, placed: readonly Placed[]): Promise<void> {
  if (placed.length === 0) return;
  const prepared = placed.map(({ change, key, within }) =>
    within(() => {
      const { occurrences, entries, hash } = change.prepare(key);
      const traceparent = sampledTraceparent();
      return { order: change.order, timelineHash: hash, records: prepareRecords(occurrences), entries, traceparent };
    }),
  );
  await Promise.all([
    reserveLocked(
      tx,
      prepared.flatMap(({ order: { id, lines } }) =>
        lines.map(({ productId, quantity }) => ({ orderId: id, productId, quantity })),
      ),
    ),
    insertOrders(tx, prepared),
    insertRecords(
      tx,
      prepared.flatMap(({ records }) => records),
    ),
    appendEntries(
      tx,
      prepared.flatMap(({ entries }) => entries),
      prepared.flatMap(({ entries, traceparent }) => entries.map(() => traceparent)),
    ),
  ]);
  tx.afterCommit(() => {
    for (const { change, within } of placed) within(() => change.announce());
    signalEntered();
  });
}
