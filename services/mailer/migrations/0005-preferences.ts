import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE recipients
      ADD COLUMN order_updates boolean,
      ADD COLUMN news boolean,
      ADD COLUMN preferences_version bigint NOT NULL DEFAULT 0,
      ADD COLUMN unsubscriptions bigint NOT NULL DEFAULT 0;
    COMMENT ON COLUMN recipients.news IS 'whether the person wants such mails; null until they have said so';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE recipients DROP COLUMN order_updates, DROP COLUMN news, DROP COLUMN preferences_version,
      DROP COLUMN unsubscriptions;
  `);
}
