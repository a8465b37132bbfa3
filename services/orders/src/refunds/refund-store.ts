import type { Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import type { RefundRecord } from './refund.ts';

const columns = `
  r.id, r.order_id AS "orderId", r.return_id AS "returnId", r.status, o.currency, r.amount, r.tax, r.shipping, r.surplus, r.items,
  r.reason,
  r.created_at AS "createdAt", r.updated_at AS "updatedAt"`;

/** The refunds of an order, the oldest first. */
export const refundsOf = (db: Queryable, orderId: string): Promise<RefundRecord[]> =>
  db.query<RefundRecord>(
    `SELECT ${columns} FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.order_id = $1 ORDER BY r.id`,
    [orderId],
  );

export async function findRefund(db: Queryable, id: string): Promise<RefundRecord | undefined> {
  const [row] = await db.query<RefundRecord>(
    `SELECT ${columns} FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.id = $1`,
    [id],
  );
  return row;
}

/** What was paid back to a customer, the oldest first. */
export const refundsTo = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('refunds AS r')
    .join('orders AS o', 'o.id', 'r.order_id')
    .select(knex.raw(columns))
    .where('o.customer_id', customerId)
    .orderBy('r.id');

/** Takes a person's words out of the refunds of an order. */
export const forgetRefundReasons = (tx: Transaction, orderId: string): Promise<unknown> =>
  tx.query('UPDATE refunds SET reason = NULL WHERE order_id = $1', [orderId]);

/** Adds refunds, or saves what can change of them. */
export const saveRefunds = (tx: Transaction, refunds: readonly RefundRecord[]): Promise<unknown> =>
  tx.query(
    `INSERT INTO refunds (id, order_id, return_id, status, amount, tax, shipping, surplus, items, reason, created_at, updated_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
                          $8::bigint[], $9::jsonb[], $10::text[], $11::timestamptz[], $12::timestamptz[])
     ON CONFLICT (id) DO UPDATE SET
       status = excluded.status, amount = excluded.amount, tax = excluded.tax, shipping = excluded.shipping,
       surplus = excluded.surplus, items = excluded.items, updated_at = excluded.updated_at`,
    [
      refunds.map(({ id }) => id),
      refunds.map(({ orderId }) => orderId),
      refunds.map(({ returnId }) => returnId),
      refunds.map(({ status }) => status),
      refunds.map(({ amount }) => amount),
      refunds.map(({ tax }) => tax),
      refunds.map(({ shipping }) => shipping),
      refunds.map(({ surplus }) => surplus),
      refunds.map(({ items }) => JSON.stringify(items)),
      refunds.map(({ reason }) => reason),
      refunds.map(({ createdAt }) => createdAt),
      refunds.map(({ updatedAt }) => updatedAt),
    ],
  );
