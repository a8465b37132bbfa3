import type { Knex } from 'knex';

/** Indexes are built beside the work of replicas, which no transaction can. */
export const config = { transaction: false };

export async function up(knex: Knex): Promise<void> {
  // What a killed run has left is not valid.
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS event_feed_by_type');
  // Readers of one type, however rare, do not look through all others.
  await knex.raw('CREATE INDEX CONCURRENTLY event_feed_by_type ON event_feed (type, position)');
}

export const down = (knex: Knex): Promise<void> => knex.raw('DROP INDEX CONCURRENTLY IF EXISTS event_feed_by_type');
