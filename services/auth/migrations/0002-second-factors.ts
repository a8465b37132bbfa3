import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Fewer characters than a password needs that stands alone; the account then cannot be without a second factor.
    ALTER TABLE passwords ADD COLUMN short boolean NOT NULL DEFAULT false;

    CREATE TABLE totp_factors (
      account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
      -- JWE under KEY_ENCRYPTION_KEY.
      sealed_secret text NOT NULL,
      created_at timestamptz NOT NULL,
      -- Null until a first code has shown that the secret arrived; it asks for no codes before.
      confirmed_at timestamptz,
      -- The latest time step whose code was used: no code of it or of an earlier one is taken again.
      last_step bigint NOT NULL DEFAULT 0
    );

    CREATE TABLE recovery_codes (
      account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
      hash bytea NOT NULL,
      created_at timestamptz NOT NULL,
      used_at timestamptz,
      PRIMARY KEY (account_id, hash)
    );

    -- People who have proved one factor and owe another.
    CREATE TABLE sign_in_attempts (
      hash bytea PRIMARY KEY,
      account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
      -- What they have proved (RFC 8176).
      amr text[] NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    );
    CREATE INDEX sign_in_attempts_by_account ON sign_in_attempts (account_id);
    CREATE INDEX sign_in_attempts_by_expiry ON sign_in_attempts (expires_at);

    -- Kinds of browsers that an account has signed in from: a hash of the user agent without its versions.
    CREATE TABLE known_devices (
      account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
      fingerprint bytea NOT NULL,
      first_seen_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      PRIMARY KEY (account_id, fingerprint)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE known_devices, sign_in_attempts, recovery_codes, totp_factors;
    ALTER TABLE passwords DROP COLUMN short;
  `);
}
