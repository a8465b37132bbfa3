import type { Transaction } from '@oms/database';
import type { ReachedLimit } from './choose-discounts.ts';

/**
 * Uses all of `discountIds` for an order, or some of them when a limit is reached: then the transaction must not commit.
 *
 * Rows are locked in the order of their ids before the first is changed, so that orders with the same discounts wait for one
 * another and never deadlock; limits are judged on the rows as they are once locked. An order's own row is locked before
 * those of discounts, those of stock after them.
 *
 * @param discountIds each once
 * @returns the limits that are reached; empty when all were used
 */
export async function useDiscounts(
  tx: Transaction,
  order: { id: string; customerId: string | null },
  discountIds: readonly string[],
): Promise<ReachedLimit[]> {
  const rows = await tx.query<{ code: string; used: boolean; usedByCustomer: boolean }>(
    `WITH locked AS (
       SELECT id, code, max_uses_per_customer
         FROM discounts WHERE id = ANY ($3::uuid[]) ORDER BY id FOR UPDATE
     ), used AS (
       UPDATE discounts d SET used = d.used + 1
         FROM locked l WHERE d.id = l.id AND (d.max_uses IS NULL OR d.used < d.max_uses)
       RETURNING d.id
     ), used_by_customer AS (
       INSERT INTO discount_customers AS c (customer_id, discount_id, used)
       SELECT $2::uuid, id, 1 FROM locked
       ON CONFLICT (customer_id, discount_id) DO UPDATE SET used = c.used + 1
         WHERE c.used < coalesce((SELECT max_uses_per_customer FROM locked WHERE id = c.discount_id), 2147483647)
       RETURNING c.discount_id AS id
     ), entered AS (
       INSERT INTO discount_uses (order_id, discount_id) SELECT $1, id FROM used
     )
     SELECT l.code, u.id IS NOT NULL AS used, c.id IS NOT NULL AS "usedByCustomer"
       FROM locked l LEFT JOIN used u USING (id) LEFT JOIN used_by_customer c USING (id)
      ORDER BY l.code`,
    [order.id, order.customerId, discountIds],
  );
  if (rows.length !== discountIds.length) throw new Error('not all discounts that were to be used have a row');
  return rows.flatMap(({ code, used, usedByCustomer }): ReachedLimit[] => {
    if (!used) return [{ code, limit: 'maxUses' }];
    return usedByCustomer ? [] : [{ code, limit: 'maxUsesPerCustomer' }];
  });
}

/**
 * Gives back what an order, whose row is locked, has used: once, however often it is called. Locks rows in the order of their
 * ids, as {@link useDiscounts} does.
 */
export const releaseDiscounts = async (tx: Transaction, orderId: string): Promise<void> => {
  await tx.query(
    `WITH released AS (
       DELETE FROM discount_uses WHERE order_id = $1 RETURNING discount_id
     ), locked AS (
       SELECT id FROM discounts WHERE id IN (SELECT discount_id FROM released) ORDER BY id FOR UPDATE
     ), of_customer AS (
       UPDATE discount_customers c SET used = c.used - 1
         FROM locked l
        WHERE c.discount_id = l.id AND c.customer_id = (SELECT customer_id FROM orders WHERE id = $1)
     )
     UPDATE discounts d SET used = d.used - 1 FROM locked l WHERE d.id = l.id`,
    [orderId],
  );
};
