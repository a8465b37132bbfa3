import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Hash of the cookie of the browser that asked for the link and alone can use it; null where it was no browser.
    ALTER TABLE link_tokens ADD COLUMN browser_hash bytea;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`ALTER TABLE link_tokens DROP COLUMN browser_hash`);
}
