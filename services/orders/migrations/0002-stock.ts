import type { Knex } from 'knex';

const tables = `
-- One row a product, updated by every order of it: half-empty pages let PostgreSQL update in place (HOT).
CREATE TABLE stock (
  product_id uuid CONSTRAINT stock_pkey PRIMARY KEY CONSTRAINT stock_product REFERENCES products,
  on_hand bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0,
  CONSTRAINT stock_reserved_within_on_hand CHECK (0 <= reserved AND reserved <= on_hand)
) WITH (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);

-- The ledger behind stock: on_hand and reserved are the sums of their deltas. No foreign keys: they would lock the
-- product's row in every order, and neither products nor orders are ever deleted.
CREATE TABLE stock_movements (
  id uuid CONSTRAINT stock_movements_pkey PRIMARY KEY,
  product_id uuid NOT NULL,
  kind text NOT NULL CONSTRAINT stock_movements_kind_known
    CHECK (kind IN ('adjustment', 'reservation', 'release', 'shipment', 'return')),
  on_hand_delta bigint NOT NULL DEFAULT 0,
  reserved_delta bigint NOT NULL DEFAULT 0,
  order_id uuid,
  -- Account of who adjusted.
  actor_id uuid,
  reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stock_movements_move CHECK (on_hand_delta <> 0 OR reserved_delta <> 0)
);
CREATE INDEX stock_movements_by_product ON stock_movements (product_id, id);

CREATE FUNCTION refuse_to_rewrite_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER stock_movements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_ledger();
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> =>
  knex.raw('DROP TABLE stock_movements, stock; DROP FUNCTION refuse_to_rewrite_ledger');
