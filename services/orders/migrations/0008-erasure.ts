import type { Knex } from 'knex';

const table = `
-- Accounts that are no more. What comes late about them is not kept.
CREATE TABLE erased_customers (
  id uuid CONSTRAINT erased_customers_pkey PRIMARY KEY,
  erased_at timestamptz NOT NULL
);
CREATE INDEX erased_customers_by_time ON erased_customers (erased_at);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(table);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE erased_customers');
