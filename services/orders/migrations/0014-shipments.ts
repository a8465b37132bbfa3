import type { Knex } from 'knex';

const tables = `
CREATE TABLE shipments (
  -- UUIDv7, in the order of shipping.
  id uuid CONSTRAINT shipments_pkey PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT shipments_order REFERENCES orders,
  status text NOT NULL CONSTRAINT shipments_status_known CHECK (status IN ('shipped', 'delivered', 'canceled')),
  carrier text,
  -- Null once the order's customer is erased, as is its URL.
  tracking_number text,
  tracking_url text,
  shipped_at timestamptz NOT NULL,
  delivered_at timestamptz,
  canceled_at timestamptz,
  CONSTRAINT shipments_dated CHECK (
    (status = 'delivered') = (delivered_at IS NOT NULL) AND (status = 'canceled') = (canceled_at IS NOT NULL)),
  CONSTRAINT shipments_ends_after_start CHECK (delivered_at >= shipped_at AND canceled_at >= shipped_at)
);
CREATE INDEX shipments_by_order ON shipments (order_id, id);

-- What is in each parcel; of those not canceled the sums are shipped and delivered of the order's lines.
CREATE TABLE shipment_lines (
  shipment_id uuid NOT NULL CONSTRAINT shipment_lines_shipment REFERENCES shipments,
  -- No foreign key: a line of which nothing was shipped after all can be taken out of its order.
  line_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL CONSTRAINT shipment_lines_quantity_positive CHECK (quantity > 0),
  CONSTRAINT shipment_lines_pkey PRIMARY KEY (shipment_id, line_id)
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE shipment_lines, shipments');
