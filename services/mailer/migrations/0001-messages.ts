import { createEventTables, dropEventTables } from '@oms/events';
import { createIdempotencyTable, dropIdempotencyTable } from '@oms/http';
import type { Knex } from 'knex';

/** The ledger of mails with every attempt to send one, whom not to write to, and what is known of recipients. */
export async function up(knex: Knex): Promise<void> {
  await createEventTables(knex, 'mailer');
  await createIdempotencyTable(knex);
  await knex.raw(`
    CREATE TABLE messages (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL,
      recipient text NOT NULL,
      recipient_name text,
      template text NOT NULL,
      locale text NOT NULL,
      time_zone text NOT NULL,
      data jsonb NOT NULL,
      sealed_token text,
      resend_in_doubt boolean NOT NULL,
      status text NOT NULL DEFAULT 'queued'
        CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'suppressed')),
      attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      next_attempt_at timestamptz CHECK ((status = 'queued') = (next_attempt_at IS NOT NULL)),
      expires_at timestamptz,
      give_up_at timestamptz NOT NULL,
      leased_by uuid,
      leased_until timestamptz CHECK ((status = 'sending') = (leased_until IS NOT NULL)),
      message_id text NOT NULL,
      sent_at timestamptz CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
      last_error text,
      request_id text,
      traceparent text,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT messages_once UNIQUE (event_id, recipient, template)
    );
    COMMENT ON COLUMN messages.sealed_token IS 'the token of a one-time link, opened only to render the mail; forgotten once it is sent';
    COMMENT ON COLUMN messages.resend_in_doubt IS 'what to do when nobody knows whether the server has taken it: send again under the same Message-ID, or leave it';

    CREATE INDEX messages_due ON messages (next_attempt_at, id) WHERE status = 'queued';
    CREATE INDEX messages_leased ON messages (leased_until) WHERE status = 'sending';
    CREATE INDEX messages_expiring ON messages (expires_at) WHERE status = 'queued' AND expires_at IS NOT NULL;
    CREATE INDEX messages_by_status ON messages (status, id DESC);
    CREATE INDEX messages_by_recipient ON messages (lower(recipient), id DESC);
    CREATE INDEX messages_by_template ON messages (template, id DESC);

    CREATE TABLE attempts (
      message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      number integer NOT NULL CHECK (number >= 1),
      started_at timestamptz NOT NULL DEFAULT now(),
      offered_at timestamptz,
      finished_at timestamptz,
      outcome text CHECK (outcome IN ('sent', 'rejected', 'deferred', 'unknown', 'abandoned')),
      transport text,
      detail text,
      response text,
      PRIMARY KEY (message_id, number),
      CHECK ((outcome IS NULL) = (finished_at IS NULL))
    );
    COMMENT ON COLUMN attempts.offered_at IS 'when the content began to go out: before that the server cannot have taken the mail';

    CREATE TABLE suppressions (
      email text PRIMARY KEY CHECK (email = lower(email)),
      reason text NOT NULL CHECK (reason IN ('bounced', 'complained', 'unsubscribed', 'manual')),
      note text,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE recipients (
      account_id uuid PRIMARY KEY,
      name text,
      locale text,
      time_zone text,
      profile_version bigint NOT NULL
    );
    COMMENT ON TABLE recipients IS 'what events have told about how a person wants to be addressed';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE recipients, suppressions, attempts, messages');
  await dropIdempotencyTable(knex);
  await dropEventTables(knex, 'mailer');
}
