import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // The session that asked for a link, which goes on when the link ends the others.
  await knex.raw('ALTER TABLE link_tokens ADD COLUMN session_id uuid');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE link_tokens DROP COLUMN session_id');
}
