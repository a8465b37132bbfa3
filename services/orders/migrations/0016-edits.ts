import type { Knex } from 'knex';

const table = `
-- Changes of an order's lines: what was wanted, and what would become of the order.
CREATE TABLE order_edits (
  -- UUIDv7, in the order of proposing.
  id uuid CONSTRAINT order_edits_pkey PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT order_edits_order REFERENCES orders,
  status text NOT NULL CONSTRAINT order_edits_status_known
    CHECK (status IN ('open', 'confirmed', 'discarded', 'superseded')),
  -- Of the order that it was reckoned from.
  base_version integer NOT NULL CONSTRAINT order_edits_base_version_positive CHECK (base_version > 0),
  -- [{sku, quantity}]
  items jsonb NOT NULL,
  -- Lines, discounts and sums of the order as it would be; nothing that tells of a person.
  outcome jsonb NOT NULL,
  difference jsonb NOT NULL,
  -- Null once the order's customer is erased.
  reason text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX order_edits_by_order ON order_edits (order_id, id);
CREATE UNIQUE INDEX order_edits_open ON order_edits (order_id) WHERE status = 'open';
`;

export const up = (knex: Knex): Promise<void> => knex.raw(table);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE order_edits');
