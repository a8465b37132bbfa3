import type { Knex } from 'knex';
import { PARTITIONS } from './partition.ts';

/**
 * Migration step: the outbox with its relays' leases, and the inbox.
 *
 * The relay's statements are functions with planner settings of their own. A queue table is empty most of the time, so
 * a plan made then would read the whole table once a million rows have piled up; these always go by the primary key.
 */
export async function createEventTables(knex: Knex, schema: string): Promise<void> {
  for (const statement of statements) await knex.raw(statement, { schema });
}

/** The reverse of {@link createEventTables}. Events not yet published are lost with it. */
export async function dropEventTables(knex: Knex, schema: string): Promise<void> {
  await knex.raw('DROP FUNCTION :schema:.outbox_batch, :schema:.outbox_forget, :schema:.outbox_backlog', { schema });
  await knex.raw('DROP TABLE :schema:.outbox, :schema:.outbox_leases, :schema:.outbox_relays, :schema:.inbox', {
    schema,
  });
}

const relayFunctions = [
  'outbox_batch(smallint[], bigint[], integer, bigint)',
  'outbox_forget(uuid, smallint[], bigint[], bigint[])',
];

/**
 * Migration step: the relay's functions keep the plans of their statements. PostgreSQL takes arrays of one or two values for
 * so much cheaper than what it expects of any array that it would plan anew for each call, for three times as long as the rest takes.
 */
export async function keepRelayPlans(knex: Knex, schema: string): Promise<void> {
  for (const name of relayFunctions) {
    await knex.raw(`ALTER FUNCTION :schema:.${name} SET plan_cache_mode = force_generic_plan`, { schema });
  }
}

/** The reverse of {@link keepRelayPlans}. */
export async function forgetRelayPlans(knex: Knex, schema: string): Promise<void> {
  for (const name of relayFunctions) {
    await knex.raw(`ALTER FUNCTION :schema:.${name} RESET plan_cache_mode`, { schema });
  }
}

const statements = [
  // Rows are inserted and soon deleted, never updated: full pages, and a vacuum by count of dead rows instead of by share
  // of the table, at full speed. Emptied pages are kept for reuse, for cutting them off takes an exclusive lock that
  // business transactions would wait for.
  `CREATE TABLE :schema:.outbox (
    partition smallint NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id uuid NOT NULL,
    aggregate text NOT NULL,
    aggregate_id text NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (partition, seq)
  ) WITH (
    fillfactor = 100,
    vacuum_truncate = false,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0,
    toast.vacuum_truncate = false,
    toast.autovacuum_vacuum_scale_factor = 0,
    toast.autovacuum_vacuum_threshold = 5000,
    toast.autovacuum_vacuum_cost_delay = 0
  )`,
  `COMMENT ON COLUMN :schema:.outbox.payload IS 'the whole CloudEvent as it is published'`,

  `CREATE TABLE :schema:.outbox_relays (
    id uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
  ) WITH (fillfactor = 50)`,

  // Renewed every other second: room in the page lets PostgreSQL update in place (HOT).
  `CREATE TABLE :schema:.outbox_leases (
    partition smallint PRIMARY KEY,
    owner uuid,
    fence bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 50)`,
  `INSERT INTO :schema:.outbox_leases (partition) SELECT generate_series(0, ${PARTITIONS - 1})`,

  `CREATE TABLE :schema:.inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
  )`,
  'CREATE INDEX inbox_handled_at ON :schema:.inbox (handled_at)',

  // The oldest events of each partition that the relay does not hold already. No cursor: an event of another aggregate
  // with a lower seq may commit later.
  `CREATE FUNCTION :schema:.outbox_batch(
    of_partitions smallint[], known bigint[], per_partition integer, max_bytes bigint
  ) RETURNS TABLE (
    seq bigint, id uuid, partition smallint, aggregate_id text, type text, payload text, created_at timestamptz
  ) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      SELECT e.seq, e.id, e.partition, e.aggregate_id, e.type, e.payload, e.created_at
      FROM (
        SELECT o.*, sum(octet_length(o.payload)) OVER (ORDER BY o.seq) AS bytes
        FROM unnest(of_partitions) AS p (partition)
        CROSS JOIN LATERAL (
          SELECT * FROM :schema:.outbox WHERE partition = p.partition AND seq <> ALL (known)
          ORDER BY seq LIMIT per_partition
        ) o
      ) e
      WHERE e.bytes <= max_bytes
      ORDER BY e.seq;
  END $$`,

  // Deletes published events, but only in partitions that the relay still holds under the same fence.
  `CREATE FUNCTION :schema:.outbox_forget(
    relay uuid, of_partitions smallint[], seqs bigint[], fences bigint[]
  ) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  DECLARE event record;
  BEGIN
    FOR event IN
      SELECT e.partition, e.seq
      FROM unnest(of_partitions, seqs, fences) AS e (partition, seq, fence)
      JOIN :schema:.outbox_leases l ON l.partition = e.partition AND l.owner = relay AND l.fence = e.fence
    LOOP
      DELETE FROM :schema:.outbox o WHERE o.partition = event.partition AND o.seq = event.seq;
    END LOOP;
  END $$`,

  // Counts at most 1000 events a partition; beyond that the planner's estimate for the table is near enough.
  `CREATE FUNCTION :schema:.outbox_backlog() RETURNS TABLE (events bigint, oldest timestamptz)
  LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      SELECT CASE WHEN max(b.counted) < 1000 THEN sum(b.counted)::bigint
             ELSE greatest(sum(b.counted)::bigint, (SELECT c.reltuples::bigint FROM pg_class c
                           WHERE c.oid = ':schema:.outbox'::regclass)) END,
             min(b.oldest)
      FROM generate_series(0, ${PARTITIONS - 1}) AS p (partition)
      CROSS JOIN LATERAL (
        SELECT count(*) AS counted, min(o.created_at) AS oldest
        FROM (SELECT created_at FROM :schema:.outbox WHERE partition = p.partition::smallint
              ORDER BY seq LIMIT 1000) o
      ) b;
  END $$`,
];
