import type { Database } from '@oms/database';
import { expect } from 'chai';

/** The money of orders and of payments is the sum of the ledger, and what is on its way is what providers were asked for. */
export async function expectMoneyToAgree(db: Database): Promise<void> {
  const sums = (column: string) => `
    SELECT ${column} AS id, sum(authorized_delta)::bigint AS authorized, sum(voided_delta)::bigint AS voided,
           sum(captured_delta)::bigint AS captured, sum(refunded_delta)::bigint AS refunded
      FROM payment_ledger GROUP BY ${column}`;
  const [orders, payments, refunding] = await Promise.all([
    db.query(
      `SELECT o.id, o.authorized, o.voided, o.paid, o.refunded, l.* FROM orders o LEFT JOIN (${sums('order_id')}) l ON l.id = o.id
        WHERE (o.authorized, o.voided, o.paid, o.refunded)
              <> (coalesce(l.authorized, 0), coalesce(l.voided, 0), coalesce(l.captured, 0), coalesce(l.refunded, 0))`,
    ),
    db.query(
      `SELECT p.id, p.authorized, p.voided, p.captured, p.refunded, l.*
         FROM payments p LEFT JOIN (${sums('payment_id')}) l ON l.id = p.id
        WHERE (p.authorized, p.voided, p.captured, p.refunded)
              <> (coalesce(l.authorized, 0), coalesce(l.voided, 0), coalesce(l.captured, 0), coalesce(l.refunded, 0))`,
    ),
    db.query(
      `SELECT o.id, o.refunding, p.refunding AS of_payments, r.refunding AS of_refunds
         FROM orders o
         LEFT JOIN (SELECT order_id, sum(refunding) AS refunding FROM payments GROUP BY order_id) p ON p.order_id = o.id
         LEFT JOIN (SELECT order_id, sum(amount) AS refunding FROM payment_operations
                     WHERE kind = 'refund' AND status = 'pending' GROUP BY order_id) r ON r.order_id = o.id
        WHERE o.refunding <> coalesce(p.refunding, 0) OR o.refunding <> coalesce(r.refunding, 0)`,
    ),
  ]);
  expect({ orders, payments, refunding }).to.deep.equal({ orders: [], payments: [], refunding: [] });
}
