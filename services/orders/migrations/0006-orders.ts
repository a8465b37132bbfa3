import type { Knex } from 'knex';

const tables = `
CREATE SEQUENCE order_sequence START 100001;

-- What turns the sequence into numbers that tell nothing; never leaves the database and the service.
CREATE TABLE order_number_key (
  only_row boolean CONSTRAINT order_number_key_pkey PRIMARY KEY DEFAULT true
    CONSTRAINT order_number_key_only_row CHECK (only_row),
  key bytea NOT NULL
);
INSERT INTO order_number_key (key)
  VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- id is a UUIDv7 made from placed_at: in order of id is in order of time, so that one index serves a filter, its order
-- and its time limits. All amounts are minor units of currency.
CREATE TABLE orders (
  id uuid CONSTRAINT orders_pkey PRIMARY KEY,
  number text NOT NULL CONSTRAINT orders_number_unique UNIQUE,
  customer_id uuid,
  email text,
  status text NOT NULL CONSTRAINT orders_status_known
    CHECK (status IN ('pending', 'confirmed', 'completed', 'canceled', 'expired')),
  payment_status text NOT NULL CONSTRAINT orders_payment_status_known
    CHECK (payment_status IN
      ('pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'voided')),
  fulfillment_status text NOT NULL CONSTRAINT orders_fulfillment_status_known
    CHECK (fulfillment_status IN ('unfulfilled', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered')),
  currency text NOT NULL,
  prices_include_tax boolean NOT NULL,
  rounding text NOT NULL CONSTRAINT orders_rounding_known CHECK (rounding IN ('half_up', 'half_even', 'down')),
  subtotal bigint NOT NULL,
  discount bigint NOT NULL,
  -- With tax, of which shipping_tax is the tax.
  shipping bigint NOT NULL,
  shipping_tax bigint NOT NULL,
  shipping_tax_class text,
  shipping_tax_rate_ppm integer NOT NULL,
  tax bigint NOT NULL,
  total bigint NOT NULL,
  paid bigint NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  shipping_method_code text,
  shipping_method_name text,
  shipping_address jsonb,
  billing_address jsonb,
  note text,
  metadata jsonb NOT NULL,
  -- What q looks through: number, e-mail, names, skus, addresses.
  search text NOT NULL,
  placed_at timestamptz NOT NULL,
  expires_at timestamptz,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL CONSTRAINT orders_version_positive CHECK (version > 0),
  CONSTRAINT orders_amounts_in_range CHECK (
    subtotal >= 0 AND discount BETWEEN 0 AND subtotal AND shipping_tax BETWEEN 0 AND shipping AND tax >= shipping_tax
    AND paid >= 0 AND refunded BETWEEN 0 AND paid),
  CONSTRAINT orders_total_adds_up CHECK (
    total = subtotal - discount + shipping + CASE WHEN prices_include_tax THEN 0 ELSE tax - shipping_tax END)
);
CREATE INDEX orders_by_customer ON orders (customer_id, id);
CREATE INDEX orders_by_status ON orders (status, id);
CREATE INDEX orders_by_payment_status ON orders (payment_status, id);
CREATE INDEX orders_by_fulfillment_status ON orders (fulfillment_status, id);
CREATE INDEX orders_search ON orders USING gin (search gin_trgm_ops);

CREATE TABLE order_lines (
  order_id uuid NOT NULL CONSTRAINT order_lines_order REFERENCES orders ON DELETE CASCADE,
  -- UUIDv7, in the order of the lines.
  id uuid NOT NULL,
  -- No foreign key: it would lock the product's row in every order, and products are never deleted.
  product_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL CONSTRAINT order_lines_quantity_positive CHECK (quantity > 0),
  unit_price bigint NOT NULL,
  discount bigint NOT NULL,
  tax_class text NOT NULL,
  tax_rate_ppm integer NOT NULL,
  tax bigint NOT NULL,
  total bigint NOT NULL,
  shipped integer NOT NULL DEFAULT 0,
  returned integer NOT NULL DEFAULT 0,
  CONSTRAINT order_lines_pkey PRIMARY KEY (order_id, id),
  CONSTRAINT order_lines_pieces_in_range CHECK (0 <= returned AND returned <= shipped AND shipped <= quantity),
  CONSTRAINT order_lines_amounts_in_range CHECK (
    unit_price >= 0 AND discount BETWEEN 0 AND unit_price * quantity AND tax BETWEEN 0 AND total)
);
CREATE INDEX order_lines_by_sku ON order_lines (sku, order_id);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> =>
  knex.raw('DROP TABLE order_lines, orders, order_number_key; DROP SEQUENCE order_sequence');
