import type { Queryable, Transaction } from '@oms/database';
import { v7 as uuidv7 } from 'uuid';
import type { Movement, Stock } from './stock.ts';

export async function findStock(db: Queryable, productId: string): Promise<Stock | undefined> {
  const [row] = await db.query<Stock>(
    `SELECT s.on_hand AS "onHand", s.reserved, s.on_hand - s.reserved AS available
       FROM stock s JOIN products p ON p.id = s.product_id
      WHERE s.product_id = $1 AND p.archived_at IS NULL`,
    [productId],
  );
  return row;
}

/** As {@link findStock}, and locks it. */
export async function lockStock(tx: Transaction, productId: string): Promise<Stock | undefined> {
  // Sent together; the second sees what was committed while the first waited.
  const [, found] = await Promise.all([
    tx.query('SELECT 1 FROM stock WHERE product_id = $1 FOR UPDATE', [productId]),
    findStock(tx, productId),
  ]);
  return found;
}

export interface Adjustment {
  id: string;
  productId: string;
  delta: number;
  reason: string;
  actorId: string | null;
}

/** Changes what is on hand, and enters why. */
export async function adjustStock(tx: Transaction, change: Adjustment): Promise<void> {
  await tx.query(
    `WITH moved AS (
       INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, actor_id, reason)
       VALUES ($1, $2, 'adjustment', $3, $4, $5))
     UPDATE stock SET on_hand = on_hand + $3 WHERE product_id = $2`,
    [change.id, change.productId, change.delta, change.actorId, change.reason],
  );
}

export interface Demand {
  productId: string;
  quantity: number;
}

/**
 * Reserves all of `demands`, or nothing when one of them is more than is available.
 *
 * The rows are locked in the order of their ids before the first is changed, so that orders of the same products wait for
 * one another and never deadlock; what is available is judged on the rows as they are once locked.
 *
 * @param demands at most one a product; below zero, pieces that the order has and gives back
 * @returns what is available of each product that fell short; empty when all was reserved
 */
export async function reserveStock(
  tx: Transaction,
  orderId: string,
  demands: readonly Demand[],
): Promise<{ productId: string; available: number }[]> {
  const rows = await tx.query<{ productId: string; available: number; reserved: boolean; short: boolean }>(
    `WITH wanted AS (
       SELECT * FROM unnest($2::uuid[], $3::bigint[], $4::uuid[]) AS w (product_id, quantity, movement_id)
     ), locked AS (
       SELECT product_id, on_hand - reserved AS available
         FROM stock WHERE product_id = ANY ($2::uuid[]) ORDER BY product_id FOR UPDATE
     ), judged AS (
       SELECT w.*, l.available, l.available < w.quantity AS short, bool_and(l.available >= w.quantity) OVER () AS enough
         FROM wanted w JOIN locked l USING (product_id)
     ), reserved AS (
       UPDATE stock s SET reserved = s.reserved + j.quantity
         FROM judged j WHERE j.enough AND s.product_id = j.product_id
       RETURNING s.product_id
     ), entered AS (
       INSERT INTO stock_movements (id, product_id, kind, reserved_delta, order_id)
       SELECT movement_id, product_id, CASE WHEN quantity > 0 THEN 'reservation' ELSE 'release' END, quantity, $1
         FROM judged WHERE enough
     )
     SELECT j.product_id AS "productId", j.available, j.short, r.product_id IS NOT NULL AS reserved
       FROM judged j LEFT JOIN reserved r USING (product_id)`,
    [
      orderId,
      demands.map(({ productId }) => productId),
      demands.map(({ quantity }) => quantity),
      demands.map(() => uuidv7()),
    ],
  );
  const short = rows.filter((row) => row.short).map(({ productId, available }) => ({ productId, available }));
  if (short.length === 0 && rows.filter(({ reserved }) => reserved).length !== demands.length) {
    throw new Error(`stock of ${demands.length} products was to be reserved, but not all of them have a row`);
  }
  return short;
}

/**
 * Locks the stock of products, in the order of their ids, as {@link reserveStock} does.
 *
 * @returns what is available of each
 */
export async function lockAvailable(tx: Transaction, productIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ productId: string; available: number }>(
    `SELECT product_id AS "productId", on_hand - reserved AS available
       FROM stock WHERE product_id = ANY ($1::uuid[]) ORDER BY product_id FOR UPDATE`,
    [productIds],
  );
  return new Map(rows.map(({ productId, available }) => [productId, available]));
}

/** Reserves what was found to be available once it was locked, for several orders; two statements, sent together. */
export async function reserveLocked(
  tx: Transaction,
  reservations: readonly (Demand & { orderId: string })[],
): Promise<void> {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of reservations) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  await Promise.all([
    tx.query(
      `UPDATE stock s SET reserved = s.reserved + w.quantity
         FROM unnest($1::uuid[], $2::bigint[]) AS w (product_id, quantity) WHERE s.product_id = w.product_id`,
      [[...sums.keys()], [...sums.values()]],
    ),
    tx.query(
      `INSERT INTO stock_movements (id, product_id, kind, reserved_delta, order_id)
       SELECT id, product_id, 'reservation', quantity, order_id
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[]) AS r (id, product_id, quantity, order_id)`,
      [
        reservations.map(() => uuidv7()),
        reservations.map(({ productId }) => productId),
        reservations.map(({ quantity }) => quantity),
        reservations.map(({ orderId }) => orderId),
      ],
    ),
  ]);
}

/**
 * Moves pieces of an order's stock, and enters that. Locks rows in the order of their ids, as {@link reserveStock} does.
 *
 * The order has these pieces, by its lines whose row is locked, so the stock must have them as well.
 *
 * @param onHand what becomes of each piece: 1 comes in, -1 goes
 * @param reserved likewise
 */
const moving =
  (kind: Movement['kind'], { onHand, reserved }: { onHand: -1 | 0 | 1; reserved: -1 | 0 | 1 }) =>
  async (tx: Transaction, orderId: string, pieces: readonly Demand[]): Promise<void> => {
    const sums = new Map<string, number>();
    for (const { productId, quantity } of pieces) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
    if (sums.size === 0) return;
    const rows = await tx.query(
      `WITH wanted AS (
         SELECT *
           FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::uuid[])
             AS w (product_id, on_hand_delta, reserved_delta, movement_id)
       ), locked AS (
         SELECT product_id FROM stock WHERE product_id = ANY ($2::uuid[]) ORDER BY product_id FOR UPDATE
       ), moved AS (
         UPDATE stock s SET on_hand = s.on_hand + w.on_hand_delta, reserved = s.reserved + w.reserved_delta
           FROM wanted w JOIN locked USING (product_id)
          WHERE s.product_id = w.product_id AND s.reserved + w.reserved_delta BETWEEN 0 AND s.on_hand + w.on_hand_delta
         RETURNING s.product_id
       ), entered AS (
         INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, reserved_delta, order_id)
         SELECT movement_id, product_id, $6, on_hand_delta, reserved_delta, $1 FROM wanted
       )
       SELECT product_id FROM moved`,
      [
        orderId,
        [...sums.keys()],
        [...sums.values()].map((quantity) => quantity * onHand),
        [...sums.values()].map((quantity) => quantity * reserved),
        [...sums].map(() => uuidv7()),
        kind,
      ],
    );
    if (rows.length !== sums.size) {
      throw new Error(
        `${kind} of ${sums.size} products for order ${orderId}, but ${rows.length} of them have the pieces`,
      );
    }
  };

/** Gives back what was reserved for an order. */
export const releaseStock = moving('release', { onHand: 0, reserved: -1 });

/** Takes what was reserved for an order out of the warehouse. */
export const shipStock = moving('shipment', { onHand: -1, reserved: -1 });

/** Puts what did not leave after all back, reserved for its order as before. */
export const unshipStock = moving('shipment', { onHand: 1, reserved: 1 });

/** Takes in what came back, for anybody to buy. */
export const restock = moving('return', { onHand: 1, reserved: 0 });

/** Newest first; `before` is the id of the last one seen. */
export const listMovements = (
  db: Queryable,
  productId: string,
  before: string | undefined,
  limit: number,
): Promise<Movement[]> =>
  db.query<Movement>(
    `SELECT id, kind, on_hand_delta AS "onHandDelta", reserved_delta AS "reservedDelta", order_id AS "orderId",
            actor_id AS "actorId", reason, created_at AS "createdAt"
       FROM stock_movements
      WHERE product_id = $1 AND id < $2
      ORDER BY id DESC LIMIT $3`,
    [productId, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit],
  );
