import { type Database, type Queryable, streamRowsIn, type Transaction } from '@oms/database';
import type { ExportEntry } from '@oms/events';
import { type OrderRecord, present } from '../orders/order-record.ts';
import { ordersOf } from '../orders/order-store.ts';

/** Forgets a customer, and notes that nothing may bring them back. */
export async function eraseCustomer(tx: Transaction, id: string): Promise<void> {
  await tx.query(`INSERT INTO erased_customers (id, erased_at) VALUES ($1, now()) ON CONFLICT DO NOTHING`, [id]);
  await tx.query(`DELETE FROM customers WHERE id = $1`, [id]);
  await redactOrders(tx, [id]);
}

/**
 * Takes the person out of their orders: who, their address, their words, what a client noted. What was bought and paid stays,
 * and can still be found by number and sku.
 */
const redactOrders = (db: Queryable, customerIds: readonly string[]): Promise<unknown> =>
  db.query(
    `UPDATE orders o
        SET customer_id = NULL, email = NULL, shipping_address = NULL, billing_address = NULL, note = NULL, metadata = '{}',
            search = concat_ws(' ', o.number,
              (SELECT string_agg(DISTINCT l.sku, ' ') FROM order_lines l WHERE l.order_id = o.id)),
            updated_at = now(), version = version + 1
      WHERE customer_id = ANY ($1::uuid[])`,
    [customerIds],
  );

/** Orders that a request placed while its account was being erased. */
export async function redactLateOrders(db: Database): Promise<void> {
  const erased = await db.query<{ id: string }>(
    `SELECT id FROM erased_customers WHERE erased_at > now() - interval '1 day'`,
  );
  if (erased.length > 0) {
    await redactOrders(
      db,
      erased.map(({ id }) => id),
    );
  }
}

/** All that is held on a person: their orders, and the address that orders for them are placed with. */
export async function* findEverything(
  tx: Transaction,
  knex: Database['knex'],
  accountId: string,
): AsyncGenerator<ExportEntry> {
  for await (const entry of streamRowsIn(tx, knex('customers').where({ id: accountId }).select('id', 'email'))) {
    yield { section: 'customer', entry };
  }
  for await (const record of streamRowsIn<OrderRecord>(tx, ordersOf(knex, accountId), { batch: 100 })) {
    yield { section: 'orders', entry: present(record) };
  }
}
