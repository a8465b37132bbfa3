import { createEventTables, dropEventTables } from '@oms/events';
import type { Knex } from 'knex';

const tables = `
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  -- Lower case: one account a mailbox, however it is written.
  email_key text NOT NULL CONSTRAINT accounts_email_key_unique UNIQUE,
  name text,
  locale text,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  suspension_reason text,
  email_verified_at timestamptz,
  -- Carried by access tokens: raised, it makes every earlier token of the account void.
  epoch integer NOT NULL DEFAULT 1 CHECK (epoch > 0),
  -- Counts changes, for the events about the account.
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((status = 'suspended') = (suspension_reason IS NOT NULL))
);
CREATE INDEX accounts_by_id_desc ON accounts (id DESC);

CREATE TABLE account_roles (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('customer', 'staff', 'admin')),
  granted_at timestamptz NOT NULL,
  granted_by uuid,
  PRIMARY KEY (account_id, role)
);
CREATE INDEX account_roles_by_role ON account_roles (role, account_id);

CREATE TABLE passwords (
  account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE link_tokens (
  hash bytea PRIMARY KEY,
  purpose text NOT NULL,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  -- The address that the link was mailed to, which it proves.
  email text NOT NULL,
  -- The password chosen in the registration that the link belongs to: it counts once the link is used, so that whoever
  -- registers somebody else's address cannot leave a password there.
  password_hash text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX link_tokens_by_account ON link_tokens (account_id, purpose);
CREATE INDEX link_tokens_by_expiry ON link_tokens (expires_at);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  -- When the person last proved who they are, and how (auth_time and amr of access tokens).
  authenticated_at timestamptz NOT NULL,
  amr text[] NOT NULL,
  user_agent text,
  ip text,
  -- The latest refresh tokens are those of this generation.
  generation integer NOT NULL DEFAULT 1,
  -- Ends then unless used before.
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revocation_reason text,
  CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
);
CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
  hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
  generation integer NOT NULL,
  issued_at timestamptz NOT NULL,
  rotated_at timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id, generation);

CREATE TABLE revocations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id uuid,
  account_id uuid,
  minimum_epoch integer,
  created_at timestamptz NOT NULL,
  -- When the last access token that it concerns has ended.
  expires_at timestamptz NOT NULL,
  -- When it was broadcast.
  published_at timestamptz,
  CHECK ((session_id IS NOT NULL) <> (account_id IS NOT NULL)),
  CHECK ((account_id IS NULL) = (minimum_epoch IS NULL))
);
CREATE INDEX revocations_unpublished ON revocations (id) WHERE published_at IS NULL;
CREATE INDEX revocations_by_expiry ON revocations (expires_at);

CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  public_jwk jsonb NOT NULL,
  -- JWE under KEY_ENCRYPTION_KEY.
  sealed_private_key text NOT NULL,
  created_at timestamptz NOT NULL,
  published_at timestamptz NOT NULL,
  active_from timestamptz NOT NULL,
  -- From then on it is no longer published; null while no later key has taken over.
  retires_at timestamptz,
  CHECK (published_at <= active_from)
);

CREATE TABLE audit_log (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  type text NOT NULL,
  -- Whose account it is about; no foreign key, since the log outlives the account.
  account_id uuid,
  -- Who did it; null for nobody signed in.
  actor_id uuid,
  ip text,
  user_agent text,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_account ON audit_log (account_id, id DESC);
CREATE INDEX audit_log_by_type ON audit_log (type, id DESC);

CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(tables);
  await createEventTables(knex, 'auth');
}

export async function down(knex: Knex): Promise<void> {
  await dropEventTables(knex, 'auth');
  await knex.raw(`
    DROP TABLE audit_log, signing_keys, revocations, refresh_tokens, sessions, link_tokens, passwords, account_roles,
      accounts;
    DROP FUNCTION audit_log_is_append_only;
  `);
}
