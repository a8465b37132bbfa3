import type { Knex } from 'knex';

const tables = `
CREATE TABLE products (
  id uuid CONSTRAINT products_pkey PRIMARY KEY,
  sku text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  tax_class text NOT NULL
    CONSTRAINT products_tax_class_known CHECK (tax_class IN ('standard', 'reduced', 'super_reduced', 'zero')),
  -- Whether it can be ordered now.
  active boolean NOT NULL,
  -- Set once it is deleted: orders go on naming it.
  archived_at timestamptz,
  version integer NOT NULL DEFAULT 1 CONSTRAINT products_version_positive CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX products_sku_unique ON products (sku) WHERE archived_at IS NULL;
CREATE INDEX products_by_name ON products (name, id) WHERE archived_at IS NULL;
CREATE INDEX products_search ON products USING gin ((sku || ' ' || name || ' ' || description) gin_trgm_ops)
  WHERE archived_at IS NULL;

CREATE TABLE prices (
  product_id uuid NOT NULL CONSTRAINT prices_product REFERENCES products ON DELETE CASCADE,
  currency text NOT NULL,
  -- Minor units.
  amount bigint NOT NULL CONSTRAINT prices_amount_not_negative CHECK (amount >= 0),
  CONSTRAINT prices_pkey PRIMARY KEY (product_id, currency)
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE prices, products');
