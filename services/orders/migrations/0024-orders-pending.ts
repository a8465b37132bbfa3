import type { Knex } from 'knex';

/** Indexes are built beside the work of replicas, which no transaction can. */
export const config = { transaction: false };

export async function up(knex: Knex): Promise<void> {
  // What a killed run has left is not valid.
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS orders_pending');
  // What the sweeper walks, orders that are paid in part included: an order leaves it once it is confirmed or ended.
  await knex.raw(`CREATE INDEX CONCURRENTLY orders_pending ON orders (expires_at, id) WHERE status = 'pending'`);
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS orders_due');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS orders_due');
  await knex.raw(
    `CREATE INDEX CONCURRENTLY orders_due ON orders (expires_at, id)
       WHERE status = 'pending' AND payment_status IN ('pending', 'voided')`,
  );
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS orders_pending');
}
