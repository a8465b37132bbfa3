import type { Knex } from 'knex';

const tables = `
-- Invoices and credit notes. snapshot holds all that a document shows, so that it never changes once it is issued; it is kept
-- when the person is erased (docs/decisions/0016-invoices-and-erasure.md).
CREATE TABLE documents (
  -- UUIDv7 of the time of issue.
  id uuid CONSTRAINT documents_pkey PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT documents_order REFERENCES orders,
  kind text NOT NULL CONSTRAINT documents_kind_known CHECK (kind IN ('invoice', 'credit_note')),
  -- Prefix and year, such as INV-2026, and the place in it: from 1 on without a gap.
  series text NOT NULL,
  position bigint NOT NULL CONSTRAINT documents_position_positive CHECK (position > 0),
  number text NOT NULL CONSTRAINT documents_number_unique UNIQUE,
  issued_at timestamptz NOT NULL,
  currency text NOT NULL,
  -- Minor units of currency: of an invoice the total, of a credit note what was given back.
  amount bigint NOT NULL CONSTRAINT documents_amount_not_negative CHECK (amount >= 0),
  refund_id uuid CONSTRAINT documents_one_a_refund UNIQUE,
  snapshot jsonb NOT NULL,
  CONSTRAINT documents_position_once UNIQUE (series, position),
  CONSTRAINT documents_refund_of_credit_note CHECK ((kind = 'credit_note') = (refund_id IS NOT NULL))
);
CREATE UNIQUE INDEX documents_one_invoice ON documents (order_id) WHERE kind = 'invoice';
CREATE INDEX documents_by_order ON documents (order_id);
CREATE TRIGGER documents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON documents
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_ledger();

-- The last number of each series. A sequence would leave a gap with each transaction that is rolled back; this row is given
-- back with the rest of it, at the price that documents of a series are issued one after another.
CREATE TABLE document_numbers (
  series text CONSTRAINT document_numbers_pkey PRIMARY KEY,
  last bigint NOT NULL CONSTRAINT document_numbers_last_positive CHECK (last > 0)
) WITH (fillfactor = 50);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE documents, document_numbers');
