import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE send_pace (
      transport text PRIMARY KEY,
      free_from timestamptz NOT NULL
    );
    COMMENT ON TABLE send_pace IS 'how far each provider''s rate has been used up by all replicas: a leaky bucket that is empty at free_from';

    CREATE INDEX messages_sealed ON messages (expires_at) WHERE sealed_token IS NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX messages_sealed;
    DROP TABLE send_pace;
  `);
}
