import type { Knex } from 'knex';

const tables = `
-- Every use updates its row, as every order does that of its stock: half-empty pages let PostgreSQL update in place (HOT).
CREATE TABLE discounts (
  id uuid CONSTRAINT discounts_pkey PRIMARY KEY,
  -- Upper case, in which all codes are compared.
  code text NOT NULL CONSTRAINT discounts_code_upper_case CHECK (code = upper(code)),
  name text NOT NULL,
  kind text NOT NULL CONSTRAINT discounts_kind_known CHECK (kind IN ('percentage', 'fixed', 'free_shipping')),
  -- Parts per million.
  rate_ppm integer CONSTRAINT discounts_rate_in_range CHECK (rate_ppm BETWEEN 1 AND 1000000),
  -- Arrays of {amount, currency}, one a currency, in minor units: only ever read and written as a whole.
  amounts jsonb NOT NULL,
  minimum_subtotals jsonb NOT NULL,
  -- What it is limited to; null for everything.
  skus text[],
  starts_at timestamptz,
  ends_at timestamptz,
  max_uses integer CONSTRAINT discounts_max_uses_positive CHECK (max_uses > 0),
  max_uses_per_customer integer
    CONSTRAINT discounts_max_uses_per_customer_positive CHECK (max_uses_per_customer > 0),
  -- Whether an order may have other discounts beside it.
  combinable boolean NOT NULL,
  active boolean NOT NULL,
  -- How many rows of discount_uses there are.
  used integer NOT NULL DEFAULT 0 CONSTRAINT discounts_used_not_negative CHECK (used >= 0),
  -- Set once it is deleted: orders go on naming it.
  archived_at timestamptz,
  version integer NOT NULL DEFAULT 1 CONSTRAINT discounts_version_positive CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT discounts_terms_fit_kind CHECK (
    (kind = 'percentage') = (rate_ppm IS NOT NULL) AND (kind = 'fixed') = (amounts <> '[]')),
  CONSTRAINT discounts_end_after_start CHECK (ends_at > starts_at)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX discounts_code_unique ON discounts (code) WHERE archived_at IS NULL;

-- One row for each discount of an order that stands; it goes when the order is given up. No foreign keys: they would lock
-- rows in every order, and neither discounts nor orders are ever deleted.
CREATE TABLE discount_uses (
  order_id uuid NOT NULL,
  discount_id uuid NOT NULL,
  CONSTRAINT discount_uses_pkey PRIMARY KEY (order_id, discount_id)
);

CREATE TABLE discount_customers (
  customer_id uuid NOT NULL,
  discount_id uuid NOT NULL,
  used integer NOT NULL CONSTRAINT discount_customers_used_not_negative CHECK (used >= 0),
  CONSTRAINT discount_customers_pkey PRIMARY KEY (customer_id, discount_id)
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE discount_customers, discount_uses, discounts');
