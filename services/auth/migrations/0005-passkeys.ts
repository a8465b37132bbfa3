import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE passkeys (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
      -- As the authenticator calls it, base64url.
      credential_id text NOT NULL CONSTRAINT passkeys_credential_unique UNIQUE,
      -- COSE_Key.
      public_key bytea NOT NULL,
      -- How often the authenticator has signed with it, by its own count; many always say 0.
      sign_count bigint NOT NULL,
      transports text[] NOT NULL,
      -- The key can be copied to the person's other devices.
      synced boolean NOT NULL,
      name text NOT NULL,
      created_at timestamptz NOT NULL,
      last_used_at timestamptz
    );
    CREATE INDEX passkeys_by_account ON passkeys (account_id, id);

    -- Challenges that nobody has answered yet. A challenge is no secret: it is worth nothing without the key.
    CREATE TABLE passkey_challenges (
      challenge text PRIMARY KEY,
      -- Who registers a passkey; null for a sign-in, where the passkey tells who it is.
      account_id uuid REFERENCES accounts ON DELETE CASCADE,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE passkey_challenges, passkeys');
}
