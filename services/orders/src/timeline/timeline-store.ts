import { type Queryable, type Transaction, textArray } from '@oms/database';
import { sampledTraceparent } from '@oms/telemetry';
import type { TimelineEntry } from './entry.ts';

/**
 * Enters what happened to orders, that of each in order of its versions, and queues it for the feed; one statement.
 *
 * @param traceparents of what caused each entry; that of the work under way unless given
 */
export const appendEntries = async (
  tx: Transaction,
  entries: readonly TimelineEntry[],
  traceparents: readonly (string | undefined)[] = entries.map(() => sampledTraceparent()),
): Promise<void> => {
  await tx.query(
    `WITH entered AS (
       INSERT INTO order_timeline
         (order_id, version, event_id, type, occurred_at, actor_kind, actor_id, changes, personal, hash)
       SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::uuid[],
                            $8::json[], $9::text[], $10::text[])
     )
     INSERT INTO event_feed_queue (order_id, version, occurred_at, traceparent)
     SELECT * FROM unnest($1::uuid[], $2::integer[], $5::timestamptz[], $11::text[])`,
    [
      entries.map(({ orderId }) => orderId),
      entries.map(({ version }) => version),
      entries.map(({ eventId }) => eventId),
      entries.map(({ type }) => type),
      entries.map(({ occurredAt }) => occurredAt),
      entries.map(({ actorKind }) => actorKind),
      entries.map(({ actorId }) => actorId),
      textArray(
        entries.map(({ changes }) => changes),
        'json',
      ),
      textArray(entries.map(({ personal }) => personal)),
      entries.map(({ hash }) => hash),
      traceparents,
    ],
  );
};

const columns = `order_id AS "orderId", version, event_id AS "eventId", type, occurred_at AS "occurredAt",
  actor_kind AS "actorKind", actor_id AS "actorId", changes::text AS changes, personal, hash`;

/** The keys of the customers of some orders, of those that have one and are not erased. */
export const findCustomerKeys = (
  db: Queryable,
  orderIds: readonly string[],
): Promise<{ orderId: string; customerId: string; sealedKey: string }[]> =>
  db.query(
    `SELECT o.id AS "orderId", o.customer_id AS "customerId", k.sealed_key AS "sealedKey"
       FROM orders o JOIN person_keys k ON k.person_id = o.customer_id
      WHERE o.id = ANY ($1::uuid[]) AND k.sealed_key IS NOT NULL`,
    [orderIds],
  );

/** The entries of some orders, those of each in order of their versions. */
export const findEntries = (db: Queryable, orderIds: readonly string[]): Promise<TimelineEntry[]> =>
  db.query<TimelineEntry>(
    `SELECT ${columns} FROM order_timeline WHERE order_id = ANY ($1::uuid[]) ORDER BY order_id, version`,
    [orderIds],
  );
