import type { Knex } from 'knex';

/**
 * Migration step: the API keys of everybody as auth's events tell of them. A key that was revoked stays as a row without a
 * hash, so that an older event that comes late does not bring it back.
 */
export async function createApiKeyTable(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE api_keys (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL,
      -- SHA-256 of the key, base64url; null once it is revoked.
      hash text,
      permissions text[] NOT NULL,
      -- False while its maker is suspended.
      active boolean NOT NULL,
      expires_at timestamptz,
      -- Of the key, as auth counts.
      version bigint NOT NULL,
      -- When its use was last told to auth, and how often it was.
      use_reported_at timestamptz,
      use_reports integer NOT NULL DEFAULT 0
    )`);
}

/** The reverse of {@link createApiKeyTable}. */
export async function dropApiKeyTable(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE api_keys');
}
