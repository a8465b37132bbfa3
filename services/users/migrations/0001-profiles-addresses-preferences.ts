import { createEventTables, dropEventTables } from '@oms/events';
import { createIdempotencyTable, dropIdempotencyTable } from '@oms/http';
import type { Knex } from 'knex';

const tables = `
CREATE TABLE profiles (
  -- The account's id.
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text,
  phone text,
  locale text NOT NULL,
  time_zone text NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  -- The version in which each field last changed, to tell who comes with an older one what is different.
  field_versions jsonb NOT NULL DEFAULT '{}',
  -- How much of the account's story is taken in; 0 while the profile was made before its event came.
  account_version bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  search_text text NOT NULL GENERATED ALWAYS AS (lower(coalesce(name, '') || ' ' || email)) STORED
);
CREATE INDEX profiles_search ON profiles USING gin (search_text gin_trgm_ops);
CREATE INDEX profiles_by_creation ON profiles (created_at, id);

CREATE TABLE addresses (
  id uuid PRIMARY KEY,
  profile_id uuid NOT NULL REFERENCES profiles ON DELETE CASCADE,
  -- As it is in the published language: name, company, line1, ...
  address jsonb NOT NULL,
  default_shipping boolean NOT NULL,
  default_billing boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX addresses_by_profile ON addresses (profile_id, id);
CREATE UNIQUE INDEX addresses_one_default_shipping ON addresses (profile_id) WHERE default_shipping;
CREATE UNIQUE INDEX addresses_one_default_billing ON addresses (profile_id) WHERE default_billing;

CREATE TABLE preferences (
  profile_id uuid PRIMARY KEY REFERENCES profiles ON DELETE CASCADE,
  order_updates boolean NOT NULL,
  news boolean NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL
);
`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(tables);
  await createIdempotencyTable(knex);
  await createEventTables(knex, 'users');
}

export async function down(knex: Knex): Promise<void> {
  await dropEventTables(knex, 'users');
  await dropIdempotencyTable(knex);
  await knex.raw('DROP TABLE preferences, addresses, profiles');
}
