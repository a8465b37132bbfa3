import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Whose account a mail is about, where it is about one: the person is forgotten by it.
    ALTER TABLE messages ADD COLUMN account_id uuid;
    CREATE INDEX messages_by_account ON messages (account_id, id) WHERE account_id IS NOT NULL;

    -- Accounts that are no more. What comes late about them is not mailed, but for the mail that confirms it.
    CREATE TABLE erased_accounts (
      id uuid PRIMARY KEY,
      erased_at timestamptz NOT NULL
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE erased_accounts;
    ALTER TABLE messages DROP COLUMN account_id;
  `);
}
