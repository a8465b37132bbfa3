import type { Knex } from 'knex';

const tables = `
CREATE TABLE shipping_methods (
  id uuid CONSTRAINT shipping_methods_pkey PRIMARY KEY,
  code text NOT NULL CONSTRAINT shipping_methods_code_unique UNIQUE,
  name text NOT NULL,
  tax_class text NOT NULL
    CONSTRAINT shipping_methods_tax_class_known CHECK (tax_class IN ('standard', 'reduced', 'super_reduced', 'zero')),
  active boolean NOT NULL,
  -- The lowest that has a price in the order's currency is taken where an order names no method.
  position integer NOT NULL,
  version integer NOT NULL DEFAULT 1 CONSTRAINT shipping_methods_version_positive CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX shipping_methods_by_position ON shipping_methods (position, code);

CREATE TABLE shipping_prices (
  shipping_method_id uuid NOT NULL
    CONSTRAINT shipping_prices_method REFERENCES shipping_methods ON DELETE CASCADE,
  currency text NOT NULL,
  -- Minor units.
  amount bigint NOT NULL CONSTRAINT shipping_prices_amount_not_negative CHECK (amount >= 0),
  CONSTRAINT shipping_prices_pkey PRIMARY KEY (shipping_method_id, currency)
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE shipping_prices, shipping_methods');
