import type { Knex } from 'knex';

const table = `
-- What customers and staff have written about orders.
CREATE TABLE order_comments (
  id uuid CONSTRAINT order_comments_pkey PRIMARY KEY,
  -- No foreign key: it would lock the order's row once more, and orders are never deleted.
  order_id uuid NOT NULL,
  -- Of the order after it, which is its place in the conversation.
  version integer NOT NULL CONSTRAINT order_comments_version_positive CHECK (version > 0),
  visibility text NOT NULL CONSTRAINT order_comments_visibility_known CHECK (visibility IN ('public', 'internal')),
  -- Null once the order's customer is erased.
  body text CONSTRAINT order_comments_body_in_range CHECK (char_length(body) BETWEEN 1 AND 5000),
  author text NOT NULL CONSTRAINT order_comments_author_known CHECK (author IN ('customer', 'staff')),
  -- The account of staff; null once it is erased, and for the order's own customer, whom the order names.
  author_id uuid,
  created_at timestamptz NOT NULL,
  CONSTRAINT order_comments_order_version UNIQUE (order_id, version),
  CONSTRAINT order_comments_internal_by_staff CHECK (visibility = 'public' OR author = 'staff'),
  CONSTRAINT order_comments_customer_unnamed CHECK (author = 'staff' OR author_id IS NULL)
);
CREATE INDEX order_comments_by_author ON order_comments (author_id) WHERE author_id IS NOT NULL;
`;

export const up = (knex: Knex): Promise<void> => knex.raw(table);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE order_comments');
