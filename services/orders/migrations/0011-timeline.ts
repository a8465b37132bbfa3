import { createPersonKeyTable, dropPersonKeyTable } from '@oms/security';
import type { Knex } from 'knex';

const tables = `
ALTER TABLE orders
  -- Money that providers hold for it and that was not captured yet.
  ADD COLUMN authorized bigint NOT NULL DEFAULT 0,
  -- Money that was held and let go.
  ADD COLUMN voided bigint NOT NULL DEFAULT 0,
  -- Money on its way back: asked of a provider, not yet paid out.
  ADD COLUMN refunding bigint NOT NULL DEFAULT 0,
  -- What each code took off, with what it takes to reckon it again.
  ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]',
  -- Hash of the last entry of its timeline; null for an order from before there were timelines.
  ADD COLUMN timeline_hash text,
  ADD CONSTRAINT orders_money_in_range CHECK (authorized >= 0 AND voided >= 0 AND refunding >= 0
    AND refunded + refunding <= paid);
ALTER TABLE order_lines
  ADD COLUMN delivered integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT order_lines_delivered_in_range CHECK (0 <= delivered AND delivered <= shipped);

-- What happened to each order, in order of its versions: the first entry holds all of it, each later one what changed. It
-- can only grow, and each hash covers the one before.
CREATE TABLE order_timeline (
  -- No foreign key: it would lock the order's row once more, and orders are never deleted.
  order_id uuid NOT NULL,
  version integer NOT NULL CONSTRAINT order_timeline_version_positive CHECK (version > 0),
  -- Of the event that was published.
  event_id uuid NOT NULL,
  type text NOT NULL,
  -- Never before that of the version before.
  occurred_at timestamptz NOT NULL,
  actor_kind text NOT NULL CONSTRAINT order_timeline_actor_known
    CHECK (actor_kind IN ('person', 'apiKey', 'system', 'customer')),
  -- Null for the order's own customer, whom only the personal part names, and for the system.
  actor_id uuid,
  -- Text, for the hash covers it to the letter.
  changes json NOT NULL,
  -- What tells of a person, encrypted with the key of the order's customer.
  personal text,
  hash text NOT NULL,
  CONSTRAINT order_timeline_pkey PRIMARY KEY (order_id, version)
);
CREATE TRIGGER order_timeline_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_timeline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_ledger();

-- Entries that have no position in the feed yet.
CREATE TABLE event_feed_queue (
  occurred_at timestamptz NOT NULL,
  order_id uuid NOT NULL,
  version integer NOT NULL,
  CONSTRAINT event_feed_queue_pkey PRIMARY KEY (occurred_at, order_id, version)
) WITH (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);

-- All entries of all orders in one row. Positions are given by one at a time, after the commit of what they point at: who has
-- seen one never finds a lower one later.
CREATE TABLE event_feed (
  position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT event_feed_pkey PRIMARY KEY,
  order_id uuid NOT NULL,
  version integer NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  occurred_at timestamptz NOT NULL
);
`;

const undo = `
DROP TABLE event_feed, event_feed_queue, order_timeline;
ALTER TABLE order_lines DROP COLUMN delivered;
ALTER TABLE orders DROP COLUMN authorized, DROP COLUMN voided, DROP COLUMN refunding, DROP COLUMN discounts,
  DROP COLUMN timeline_hash;
`;

export async function up(knex: Knex): Promise<void> {
  await createPersonKeyTable(knex);
  await knex.raw(tables);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(undo);
  await dropPersonKeyTable(knex);
}
