import type { Knex } from 'knex';

const tables = `
CREATE TABLE webhook_subscriptions (
  id uuid CONSTRAINT webhook_subscriptions_pkey PRIMARY KEY,
  url text NOT NULL,
  -- Of the URL; what is sent to one host at a time is limited.
  host text NOT NULL,
  -- Null for all of them.
  event_types text[],
  description text,
  active boolean NOT NULL,
  disabled_reason text CONSTRAINT webhook_subscriptions_disabled_reason_known CHECK (disabled_reason IN ('failing', 'gone')),
  disabled_at timestamptz,
  -- Sealed with the service's key-encryption key; the previous secret signs too until its time.
  secret text NOT NULL,
  previous_secret text,
  previous_secret_until timestamptz,
  -- Who made it, and the address they had then.
  created_by uuid,
  created_by_email text,
  -- Up to here of the feed deliveries were made.
  position bigint NOT NULL,
  -- Failures since the last success, when the first of them was, and until when it is therefore left alone.
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  paused_until timestamptz,
  version integer NOT NULL CONSTRAINT webhook_subscriptions_version_positive CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT webhook_subscriptions_disabled_is_inactive CHECK (disabled_reason IS NULL OR NOT active),
  CONSTRAINT webhook_subscriptions_previous_secret_ends CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL))
);

-- One event for one subscription. What is sent is read from the order's timeline each time, so that nothing of a person is kept here.
CREATE TABLE webhook_deliveries (
  id uuid CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
  subscription_id uuid NOT NULL
    CONSTRAINT webhook_deliveries_subscription REFERENCES webhook_subscriptions ON DELETE CASCADE,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  -- Where the event stands in the feed; all null for a test.
  position bigint,
  order_id uuid,
  order_version integer,
  occurred_at timestamptz NOT NULL,
  -- Waits for the earlier events of its order; one that a person sends again does not.
  in_order boolean NOT NULL,
  status text NOT NULL CONSTRAINT webhook_deliveries_status_known
    CHECK (status IN ('pending', 'sending', 'delivered', 'failed', 'skipped')),
  attempts integer NOT NULL DEFAULT 0,
  -- Since it was queued.
  failures integer NOT NULL DEFAULT 0,
  queued_at timestamptz NOT NULL DEFAULT now(),
  next_attempt_at timestamptz,
  leased_by uuid,
  leased_until timestamptz,
  last_error text,
  delivered_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT webhook_deliveries_once UNIQUE (subscription_id, event_id),
  CONSTRAINT webhook_deliveries_pending_is_due CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL)),
  CONSTRAINT webhook_deliveries_sending_is_leased CHECK ((status = 'sending') = (leased_until IS NOT NULL))
);
CREATE INDEX webhook_deliveries_by_subscription ON webhook_deliveries (subscription_id, id);
CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (status, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (subscription_id, next_attempt_at, id)
  WHERE in_order AND status = 'pending';
CREATE INDEX webhook_deliveries_requested ON webhook_deliveries (subscription_id, next_attempt_at, id)
  WHERE NOT in_order AND status = 'pending';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (leased_until) WHERE status = 'sending';
-- What an event of an order waits for.
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (subscription_id, order_id, position)
  WHERE in_order AND status IN ('pending', 'sending');
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (created_at) WHERE status IN ('delivered', 'failed', 'skipped');

CREATE TABLE webhook_attempts (
  delivery_id uuid NOT NULL CONSTRAINT webhook_attempts_delivery REFERENCES webhook_deliveries ON DELETE CASCADE,
  number integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  status_code integer,
  error text,
  duration_ms integer,
  response_excerpt text,
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (delivery_id, number)
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> =>
  knex.raw('DROP TABLE webhook_attempts, webhook_deliveries, webhook_subscriptions');
