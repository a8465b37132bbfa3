import type { OrderReturn } from '@oms/contracts';
import type { Database, Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import { byLine, type PiecesByLine } from '../orders/pieces.ts';

const columns = `
  r.id, r.order_id AS "orderId", r.status, r.reason, r.answer, r.restocked, r.refund_id AS "refundId",
  r.created_at AS "createdAt", r.updated_at AS "updatedAt",
  (SELECT json_agg(json_build_object('lineId', l.line_id, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity,
                                     'received', l.received) ORDER BY l.line_id)
     FROM return_lines l WHERE l.return_id = r.id) AS items`;

export async function findReturn(db: Queryable, orderId: string, id: string): Promise<OrderReturn | undefined> {
  const [row] = await db.query<OrderReturn>(`SELECT ${columns} FROM returns r WHERE r.order_id = $1 AND r.id = $2`, [
    orderId,
    id,
  ]);
  return row;
}

/** Of an order, the oldest first; `after` is the id of the last one seen. */
export const listReturns = (
  db: Queryable,
  orderId: string,
  after: string | undefined,
  limit: number,
): Promise<OrderReturn[]> =>
  db.query<OrderReturn>(`SELECT ${columns} FROM returns r WHERE r.order_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3`, [
    orderId,
    after ?? '00000000-0000-0000-0000-000000000000',
    limit,
  ]);

/** Pieces by line in returns of an order that have not come yet and still may. */
export const openReturns = async (db: Queryable, orderId: string): Promise<PiecesByLine> =>
  byLine(
    await db.query(
      `SELECT l.line_id AS "lineId", sum(l.quantity) AS quantity
         FROM returns r JOIN return_lines l ON l.return_id = r.id
        WHERE r.order_id = $1 AND r.status IN ('requested', 'approved')
        GROUP BY l.line_id`,
      [orderId],
    ),
  );

/** Every return of a customer, the oldest first. */
export const returnsOf = (knex: Database['knex'], customerId: string): Knex.QueryBuilder =>
  knex('returns AS r')
    .join('orders AS o', 'o.id', 'r.order_id')
    .select(knex.raw(columns))
    .where('o.customer_id', customerId)
    .orderBy('r.id');

/** Two statements, sent together. */
export async function insertReturn(tx: Transaction, { items, ...row }: OrderReturn): Promise<void> {
  await Promise.all([
    tx.query(
      `INSERT INTO returns (id, order_id, status, reason, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [row.id, row.orderId, row.status, row.reason, row.createdAt, row.updatedAt],
    ),
    tx.query(
      `INSERT INTO return_lines (return_id, line_id, sku, name, quantity)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::integer[])`,
      [
        row.id,
        items.map(({ lineId }) => lineId),
        items.map(({ sku }) => sku),
        items.map(({ name }) => name),
        items.map(({ quantity }) => quantity),
      ],
    ),
  ]);
}

/** Saves what became of it: two statements, sent together. */
export async function updateReturn(tx: Transaction, { items, ...row }: OrderReturn): Promise<void> {
  const came = items.filter(({ received }) => typeof received === 'number');
  await Promise.all([
    tx.query(
      'UPDATE returns SET status = $2, answer = $3, restocked = $4, refund_id = $5, updated_at = $6 WHERE id = $1',
      [row.id, row.status, row.answer, row.restocked, row.refundId, row.updatedAt],
    ),
    came.length > 0 &&
      tx.query(
        `UPDATE return_lines l SET received = c.received
           FROM unnest($2::uuid[], $3::integer[]) AS c (line_id, received)
          WHERE l.return_id = $1 AND l.line_id = c.line_id`,
        [row.id, came.map(({ lineId }) => lineId), came.map(({ received }) => received)],
      ),
  ]);
}

/** Takes the words out of all returns of an order. */
export const forgetReasons = async (tx: Transaction, orderId: string): Promise<void> => {
  await tx.query('UPDATE returns SET reason = NULL, answer = NULL WHERE order_id = $1', [orderId]);
};
