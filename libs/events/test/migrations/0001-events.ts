import { createEventTables, dropEventTables, forgetRelayPlans, keepRelayPlans } from '@oms/events';
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await createEventTables(knex, 'parcels');
  await keepRelayPlans(knex, 'parcels');
  await knex.raw('CREATE TABLE parcels.parcels (id uuid PRIMARY KEY, version integer NOT NULL)');
  await knex.raw(
    'CREATE TABLE parcels.effects (number bigint GENERATED ALWAYS AS IDENTITY, parcel uuid NOT NULL, step integer NOT NULL)',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE parcels.effects, parcels.parcels');
  await forgetRelayPlans(knex, 'parcels');
  await dropEventTables(knex, 'parcels');
}
