import type { Knex } from 'knex';

const tables = `
-- Money of orders at providers. Its sums are those of payment_ledger, and so are those of orders. All of it changes under the
-- lock of the order's row. Amounts are minor units of the order's currency.
CREATE TABLE payments (
  -- UUIDv7.
  id uuid CONSTRAINT payments_pkey PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT payments_order REFERENCES orders,
  provider text NOT NULL,
  -- How the provider, or the bookkeeping, calls it.
  reference text,
  -- Whether the provider captures by itself what it authorizes.
  capture_method text NOT NULL CONSTRAINT payments_capture_method_known CHECK (capture_method IN ('automatic', 'manual')),
  status text NOT NULL CONSTRAINT payments_status_known
    CHECK (status IN ('pending', 'requires_action', 'authorized', 'captured', 'voided', 'failed')),
  amount bigint NOT NULL CONSTRAINT payments_amount_positive CHECK (amount > 0),
  -- Held and not yet captured.
  authorized bigint NOT NULL DEFAULT 0,
  -- Held once, and let go.
  voided bigint NOT NULL DEFAULT 0,
  captured bigint NOT NULL DEFAULT 0,
  -- Asked of the provider and not yet paid out: the sum of the pending operations.
  refunding bigint NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  -- Whether the provider can neither hold nor capture any more of it.
  closed boolean NOT NULL DEFAULT false,
  -- What its provider needs or gave; secrets in it are sealed.
  details jsonb NOT NULL,
  failure text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT payments_money_in_range CHECK (
    authorized >= 0 AND voided >= 0 AND captured >= 0 AND refunding >= 0 AND refunded >= 0
    AND authorized + voided + captured <= amount AND refunded + refunding <= captured)
);
CREATE INDEX payments_by_order ON payments (order_id, id);
-- What people write down as reference of a manual payment is theirs.
CREATE UNIQUE INDEX payments_by_reference ON payments (provider, reference)
  WHERE reference IS NOT NULL AND provider <> 'manual';

CREATE TABLE payment_ledger (
  -- UUIDv7.
  id uuid CONSTRAINT payment_ledger_pkey PRIMARY KEY,
  order_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  kind text NOT NULL,
  authorized_delta bigint NOT NULL,
  voided_delta bigint NOT NULL,
  captured_delta bigint NOT NULL,
  refunded_delta bigint NOT NULL,
  refund_id uuid,
  -- Id that the provider gave the event which told of it.
  provider_event text,
  created_at timestamptz NOT NULL,
  CONSTRAINT payment_ledger_moves CHECK (CASE kind
    WHEN 'authorization' THEN authorized_delta > 0 AND (voided_delta, captured_delta, refunded_delta) = (0, 0, 0)
    WHEN 'capture' THEN captured_delta > 0 AND authorized_delta IN (0, -captured_delta) AND (voided_delta, refunded_delta) = (0, 0)
    WHEN 'void' THEN voided_delta > 0 AND authorized_delta = -voided_delta AND (captured_delta, refunded_delta) = (0, 0)
    -- Below zero where a provider takes a refund back that it had reported as paid.
    WHEN 'refund' THEN refunded_delta <> 0 AND refund_id IS NOT NULL
      AND (authorized_delta, voided_delta, captured_delta) = (0, 0, 0)
    ELSE false END)
);
CREATE INDEX payment_ledger_by_order ON payment_ledger (order_id, id);
CREATE TRIGGER payment_ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_ledger();

CREATE TABLE refunds (
  -- UUIDv7.
  id uuid CONSTRAINT refunds_pkey PRIMARY KEY,
  order_id uuid NOT NULL CONSTRAINT refunds_order REFERENCES orders,
  return_id uuid,
  status text NOT NULL CONSTRAINT refunds_status_known CHECK (status IN ('pending', 'succeeded', 'failed')),
  amount bigint NOT NULL,
  -- Contained in amount, as are tax and items.
  shipping bigint NOT NULL,
  tax bigint NOT NULL,
  items jsonb NOT NULL,
  -- A person's words; null once the customer is erased.
  reason text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT refunds_amounts_in_range CHECK (amount > 0 AND shipping BETWEEN 0 AND amount AND tax BETWEEN 0 AND amount)
);
CREATE INDEX refunds_by_order ON refunds (order_id, id);

-- What has to be done at a provider: written in the transaction of the decision, carried out after its commit.
CREATE TABLE payment_operations (
  -- The provider's idempotency key.
  id uuid CONSTRAINT payment_operations_pkey PRIMARY KEY,
  -- Those of a payment are carried out one after another. The order's lock makes their order that of the decisions.
  position bigint GENERATED ALWAYS AS IDENTITY,
  order_id uuid NOT NULL,
  payment_id uuid NOT NULL CONSTRAINT payment_operations_payment REFERENCES payments,
  kind text NOT NULL CONSTRAINT payment_operations_kind_known CHECK (kind IN ('create', 'capture', 'void', 'refund')),
  amount bigint NOT NULL,
  refund_id uuid CONSTRAINT payment_operations_refund REFERENCES refunds,
  status text NOT NULL CONSTRAINT payment_operations_status_known CHECK (status IN ('pending', 'succeeded', 'failed')),
  -- How the provider calls a refund.
  reference text,
  error text,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_by uuid,
  leased_until timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT payment_operations_refund_named CHECK ((kind = 'refund') = (refund_id IS NOT NULL))
);
CREATE INDEX payment_operations_by_order ON payment_operations (order_id, position);
CREATE INDEX payment_operations_due ON payment_operations (next_attempt_at, id) WHERE status = 'pending';
CREATE UNIQUE INDEX payment_operations_pending ON payment_operations (payment_id, position) WHERE status = 'pending';

-- Events of providers that were dealt with: they send each at least once.
CREATE TABLE provider_events (
  provider text NOT NULL,
  id text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT provider_events_pkey PRIMARY KEY (provider, id)
);
CREATE INDEX provider_events_by_time ON provider_events (received_at);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> =>
  knex.raw('DROP TABLE provider_events, payment_operations, refunds, payment_ledger, payments');
