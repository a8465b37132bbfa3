import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE api_keys (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
      name text NOT NULL,
      -- SHA-256 of the key, base64url; null once it is revoked.
      hash text,
      -- What its maker gave it.
      granted text[] NOT NULL,
      -- What it may do now: less what its maker has lost since.
      permissions text[] NOT NULL,
      -- False while its maker is suspended.
      active boolean NOT NULL DEFAULT true,
      created_at timestamptz NOT NULL,
      expires_at timestamptz,
      -- To the hour or so.
      last_used_at timestamptz,
      revoked_at timestamptz,
      version bigint NOT NULL DEFAULT 1,
      CHECK ((hash IS NULL) = (revoked_at IS NOT NULL)),
      CHECK (permissions <@ granted)
    );
    CREATE INDEX api_keys_by_account ON api_keys (account_id, id DESC) WHERE revoked_at IS NULL;

    ALTER TABLE revocations
      ADD COLUMN api_key_id uuid,
      ADD COLUMN minimum_version bigint,
      DROP CONSTRAINT revocations_check,
      ADD CONSTRAINT revocations_of_one CHECK (num_nonnulls(session_id, account_id, api_key_id) = 1),
      ADD CONSTRAINT revocations_version CHECK ((api_key_id IS NULL) = (minimum_version IS NULL))`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DELETE FROM revocations WHERE api_key_id IS NOT NULL;
    ALTER TABLE revocations
      DROP CONSTRAINT revocations_version,
      DROP CONSTRAINT revocations_of_one,
      DROP COLUMN minimum_version,
      DROP COLUMN api_key_id,
      ADD CONSTRAINT revocations_check CHECK ((session_id IS NOT NULL) <> (account_id IS NOT NULL));
    DROP TABLE api_keys`);
}
