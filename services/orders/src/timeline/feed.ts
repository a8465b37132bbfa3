import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { every, type Worker } from '@oms/chassis';
import type { CloudEvent } from '@oms/contracts';
import type { Database, Queryable } from '@oms/database';
import type { PersonKeys } from '@oms/security';
import { type Logger, runOutsideRequest } from '@oms/telemetry';
import { present } from '../orders/order-record.ts';
import { type Moment, type OnUnreadable, replayAll } from './history.ts';
import { findCustomerKeys, findEntries } from './timeline-store.ts';

/** One event of one order, and where it stands among those of all orders. */
export interface FeedEntry {
  position: number;
  orderId: string;
  version: number;
  eventId: string;
  type: string;
  time: string;
  /** Of what caused it, where a span of that is kept. */
  traceparent?: string | null;
}

/** Entries given a position in one transaction. */
const batchSize = 1_000;

/** Any number that no other lock has. */
export const sequencerLock = 7_406_301;

const signals = new EventEmitter();

/** Has the sequencer of this process run soon: something was entered and committed. */
export const signalEntered = (): void => {
  runOutsideRequest(() => signals.emit('entered'));
};

/** Calls back when this process has given out positions. @returns what ends it */
export function onFeedAdvanced(callback: () => void): () => void {
  signals.on('advanced', callback);
  return () => signals.off('advanced', callback);
}

/**
 * Gives entries of timelines their positions in the feed: one sequencer at a time over all replicas, so that positions
 * become visible in their order; entries of one order keep theirs, since the time of an entry is never before that of the
 * entry before it, and that one was committed first.
 *
 * @returns how many were given out
 */
export async function sequenceFeed(db: Database): Promise<number> {
  let given = 0;
  for (;;) {
    const batch = await db.transaction(async (tx) => {
      const [, rows] = await Promise.all([
        tx.query('SELECT pg_advisory_xact_lock($1)', [sequencerLock]),
        tx.query(
          `WITH taken AS (
             DELETE FROM event_feed_queue q USING (
               SELECT occurred_at, order_id, version FROM event_feed_queue
                ORDER BY occurred_at, order_id, version LIMIT $1) AS first
              WHERE (q.occurred_at, q.order_id, q.version) = (first.occurred_at, first.order_id, first.version)
             RETURNING q.occurred_at, q.order_id, q.version, q.traceparent
           )
           INSERT INTO event_feed (order_id, version, event_id, type, occurred_at, traceparent)
           SELECT t.order_id, t.version, t.event_id, t.type, t.occurred_at, taken.traceparent
             FROM taken JOIN order_timeline t USING (order_id, version)
            ORDER BY t.occurred_at, t.order_id, t.version
           RETURNING 1`,
          [batchSize],
        ),
      ]);
      return rows.length;
    });
    given += batch;
    if (batch < batchSize) break;
  }
  if (given > 0) signals.emit('advanced');
  return given;
}

/** Between two runs, in milliseconds: what is entered meanwhile goes with the next one, in one transaction. */
const restMs = 50;

/** Keeps the feed up for as long as the service runs: soon after each commit here, and each second for those elsewhere. */
export function createSequencer({ db, logger }: { db: Database; logger: Logger }): Worker {
  const sweeper = every('feed of events', 1_000, () => sequenceFeed(db), logger);
  let running: Promise<unknown> | undefined;
  let again = false;
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = (): void => {
    again = true;
    if (running || signal.aborted) return;
    running = (async () => {
      while (again && !signal.aborted) {
        again = false;
        await sequenceFeed(db);
        await delay(restMs, undefined, { signal }).catch(() => undefined);
      }
    })()
      .catch((error: unknown) => logger.warn({ err: error }, 'the feed of events could not be advanced; it will be'))
      .finally(() => {
        running = undefined;
        if (again) run();
      });
  };
  return {
    name: sweeper.name,
    start() {
      signals.on('entered', run);
      return sweeper.start();
    },
    async stop() {
      stopping.abort();
      signals.off('entered', run);
      await running;
      await sweeper.stop();
    },
  };
}

/** Entries above a position, in their order, of all types or of one. */
export const readFeed = (db: Queryable, after: number, limit: number, type?: string): Promise<FeedEntry[]> =>
  db.query<FeedEntry>(
    `SELECT position, order_id AS "orderId", version, event_id AS "eventId", type, occurred_at AS time, traceparent
       FROM event_feed WHERE position > $1 ${type === undefined ? '' : 'AND type = $3'} ORDER BY position LIMIT $2`,
    [after, limit, ...(type === undefined ? [] : [type])],
  );

/** The position that was given out last; 0 when none was. */
export async function feedEnd(db: Queryable): Promise<number> {
  const [row] = await db.query<{ position: number }>(
    'SELECT coalesce(max(position), 0)::bigint AS position FROM event_feed',
  );
  return row?.position ?? 0;
}

/**
 * The events behind entries of the feed, as they were published but for what has been erased since.
 *
 * @param onUnreadable told of an order whose customer's key does not open what was kept of them: its events come as if they were
 * erased. Unless given, it fails.
 */
export async function loadEvents(
  db: Queryable,
  keys: PersonKeys,
  entries: readonly FeedEntry[],
  onUnreadable?: OnUnreadable,
): Promise<CloudEvent[]> {
  const wanted = new Set(entries.map(({ eventId }) => eventId));
  const orderIds = [...new Set(entries.map(({ orderId }) => orderId))];
  const [timelines, customers] = await Promise.all([findEntries(db, orderIds), findCustomerKeys(db, orderIds)]);
  const ofOrder = Map.groupBy(timelines, ({ orderId }) => orderId);
  const customerOf = new Map(customers.map((row) => [row.orderId, row]));
  const events = new Map<string, CloudEvent>();
  for (const orderId of orderIds) {
    const history = await replayAll(keys, customerOf.get(orderId), ofOrder.get(orderId) ?? [], onUnreadable);
    for (const moment of history) {
      if (wanted.has(moment.entry.eventId)) events.set(moment.entry.eventId, toEvent(moment));
    }
  }
  return entries.flatMap(({ eventId }) => events.get(eventId) ?? []);
}

const toEvent = ({ entry, actor, data, after }: Moment): CloudEvent => ({
  specversion: '1.0',
  id: entry.eventId,
  source: '/oms/orders',
  type: entry.type,
  subject: entry.orderId,
  time: entry.occurredAt,
  datacontenttype: 'application/json',
  aggregateversion: entry.version,
  data: { order: present(after), actor, ...data },
});
