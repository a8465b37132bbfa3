import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE messages
      ADD COLUMN delivered_at timestamptz,
      ADD COLUMN bounced_at timestamptz,
      ADD COLUMN complained_at timestamptz;
    COMMENT ON COLUMN messages.delivered_at IS 'when the recipient''s server took it, as the provider tells; a bounce may follow';

    ALTER TABLE attempts ADD COLUMN provider_id text;
    COMMENT ON COLUMN attempts.provider_id IS 'what the provider calls the mail';
    CREATE INDEX attempts_by_provider_id ON attempts (provider_id) WHERE provider_id IS NOT NULL;

    -- Webhooks that were taken in, for as long as the provider could send them again.
    CREATE TABLE webhook_receipts (
      provider text NOT NULL,
      id text NOT NULL,
      received_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (provider, id)
    );
    CREATE INDEX webhook_receipts_by_age ON webhook_receipts (received_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE webhook_receipts;
    ALTER TABLE attempts DROP COLUMN provider_id;
    ALTER TABLE messages DROP COLUMN delivered_at, DROP COLUMN bounced_at, DROP COLUMN complained_at;
  `);
}
