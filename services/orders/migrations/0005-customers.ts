import type { Knex } from 'knex';

const table = `
-- What auth's events told about accounts with a proven address, for orders that somebody else places for them.
CREATE TABLE customers (
  id uuid CONSTRAINT customers_pkey PRIMARY KEY,
  email text NOT NULL,
  -- Version of the account that this was learned from.
  account_version bigint NOT NULL
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(table);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE customers');
