import { type Queryable, textArray } from '@oms/database';

export interface NewEvent {
  id: string;
  partition: number;
  aggregate: string;
  aggregateId: string;
  type: string;
  /** The whole CloudEvent as JSON. */
  payload: string;
}

export interface OutboxEvent {
  seq: number;
  id: string;
  partition: number;
  aggregateId: string;
  type: string;
  payload: string;
  createdAt: string;
}

export interface Backlog {
  /** Exact while no partition holds more than 1000, an estimate beyond. */
  events: number;
  oldest: string | null;
}

export async function insertEvents(tx: Queryable, events: readonly NewEvent[]): Promise<void> {
  await tx.query(
    `INSERT INTO outbox (id, partition, aggregate, aggregate_id, type, payload)
     SELECT id, partition, aggregate, aggregate_id, type, payload
     FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[])
          WITH ORDINALITY AS e (id, partition, aggregate, aggregate_id, type, payload, position)
     ORDER BY position`,
    [
      events.map(({ id }) => id),
      events.map(({ partition }) => partition),
      events.map(({ aggregate }) => aggregate),
      events.map(({ aggregateId }) => aggregateId),
      events.map(({ type }) => type),
      textArray(events.map(({ payload }) => payload)),
    ],
  );
}

/** The oldest events of each of `partitions` but for those `known`, by seq. */
export const fetchBatch = (
  db: Queryable,
  options: { partitions: readonly number[]; known: readonly number[]; perPartition: number; maxBytes: number },
): Promise<OutboxEvent[]> =>
  db.query<OutboxEvent>(
    `SELECT seq, id, partition, aggregate_id AS "aggregateId", type, payload, created_at AS "createdAt"
     FROM outbox_batch($1::smallint[], $2::bigint[], $3::integer, $4::bigint)`,
    [options.partitions, options.known, options.perPartition, options.maxBytes],
  );

/**
 * Deletes events that were published. Not waited for on disk: should PostgreSQL crash, they come back and are published
 * once more, which consumers expect anyway.
 */
export async function forgetEvents(
  db: Queryable,
  relay: string,
  events: readonly { partition: number; seq: number; fence: number }[],
): Promise<void> {
  await db.query(
    `SELECT outbox_forget($1::uuid, $2::smallint[], $3::bigint[], $4::bigint[])
     FROM set_config('synchronous_commit', 'off', true)`,
    [relay, events.map(({ partition }) => partition), events.map(({ seq }) => seq), events.map(({ fence }) => fence)],
  );
}

export async function readBacklog(db: Queryable): Promise<Backlog> {
  const [backlog] = await db.query<Backlog>('SELECT events, oldest FROM outbox_backlog()');
  return backlog ?? { events: 0, oldest: null };
}
