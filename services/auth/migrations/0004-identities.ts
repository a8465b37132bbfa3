import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- People as other issuers know them: a subject is unique within its issuer and never given to anybody else (OpenID
    -- Connect Core 1.0, section 2); an address is neither, so it is only remembered for showing.
    CREATE TABLE identities (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
      issuer text NOT NULL,
      subject text NOT NULL,
      -- Name of the provider in the configuration.
      provider text NOT NULL,
      email text,
      linked_at timestamptz NOT NULL,
      last_used_at timestamptz,
      CONSTRAINT identities_subject_unique UNIQUE (issuer, subject)
    );
    CREATE INDEX identities_by_account ON identities (account_id, id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE identities');
}
