import type { Knex } from 'knex';

const tables = `
CREATE TABLE returns (
  -- UUIDv7, in the order of the requests.
  id uuid CONSTRAINT returns_pkey PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT returns_order REFERENCES orders,
  status text NOT NULL CONSTRAINT returns_status_known
    CHECK (status IN ('requested', 'approved', 'rejected', 'received', 'refunded', 'canceled')),
  -- People's words; null once the order's customer is erased.
  reason text CONSTRAINT returns_reason_in_range CHECK (char_length(reason) BETWEEN 1 AND 2000),
  answer text CONSTRAINT returns_answer_in_range CHECK (char_length(answer) BETWEEN 1 AND 2000),
  -- Whether what came can be sold again.
  restocked boolean,
  -- No foreign key: the refund is entered after it.
  refund_id uuid CONSTRAINT returns_refund_unique UNIQUE,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT returns_restocked_once_received CHECK ((status IN ('received', 'refunded')) = (restocked IS NOT NULL)),
  CONSTRAINT returns_refund_of_received CHECK (
    (refund_id IS NULL OR status IN ('received', 'refunded')) AND (refund_id IS NOT NULL OR status <> 'refunded'))
);
CREATE INDEX returns_by_order ON returns (order_id, id);

CREATE TABLE return_lines (
  return_id uuid NOT NULL CONSTRAINT return_lines_return REFERENCES returns,
  line_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL CONSTRAINT return_lines_quantity_positive CHECK (quantity > 0),
  -- Pieces that came, null until they did; the sums of these are returned of the order's lines.
  received integer CONSTRAINT return_lines_received_in_range CHECK (received BETWEEN 0 AND quantity),
  CONSTRAINT return_lines_pkey PRIMARY KEY (return_id, line_id)
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE return_lines, returns');
