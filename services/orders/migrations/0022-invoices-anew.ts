import type { Knex } from 'knex';

const changes = `
ALTER TABLE documents
  -- Which invoice of its order it is, from 1 on, or corrects: one that was canceled is followed by the next.
  ADD COLUMN revision integer NOT NULL DEFAULT 1 CONSTRAINT documents_revision_positive CHECK (revision > 0),
  -- A credit note without a refund cancels its invoice.
  DROP CONSTRAINT documents_refund_of_credit_note,
  ADD CONSTRAINT documents_refund_of_credit_note CHECK (kind = 'credit_note' OR refund_id IS NULL);
DROP INDEX documents_one_invoice;
CREATE UNIQUE INDEX documents_one_invoice ON documents (order_id, revision) WHERE kind = 'invoice';
CREATE UNIQUE INDEX documents_canceled_once ON documents (order_id, revision)
  WHERE kind = 'credit_note' AND refund_id IS NULL;

ALTER TABLE refunds
  -- What of amount is on no invoice: paid beyond what the order costs, or before it was paid in full.
  ADD COLUMN surplus bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT refunds_surplus_untaxed CHECK (surplus >= 0 AND tax + surplus <= amount);
`;

const undo = `
ALTER TABLE refunds DROP CONSTRAINT refunds_surplus_untaxed, DROP COLUMN surplus;
DROP INDEX documents_canceled_once;
DROP INDEX documents_one_invoice;
CREATE UNIQUE INDEX documents_one_invoice ON documents (order_id) WHERE kind = 'invoice';
ALTER TABLE documents
  DROP CONSTRAINT documents_refund_of_credit_note,
  ADD CONSTRAINT documents_refund_of_credit_note CHECK ((kind = 'credit_note') = (refund_id IS NOT NULL)),
  DROP COLUMN revision;
`;

export const up = (knex: Knex): Promise<void> => knex.raw(changes);

export const down = (knex: Knex): Promise<void> => knex.raw(undo);
