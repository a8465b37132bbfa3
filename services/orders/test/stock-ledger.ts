import type { Database } from '@oms/database';
import { expect } from 'chai';

/** Stock is the sum of its movements, and what is reserved is what open orders wait for. */
export async function expectStockToAgree(db: Database): Promise<void> {
  const wrong = await db.query(
    `SELECT s.product_id, s.on_hand, s.reserved, m.on_hand AS moved_on_hand, m.reserved AS moved_reserved, o.open
       FROM stock s
       LEFT JOIN (SELECT product_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
                    FROM stock_movements GROUP BY product_id) m USING (product_id)
       LEFT JOIN (SELECT l.product_id, sum(l.quantity - l.shipped) AS open
                    FROM order_lines l JOIN orders o ON o.id = l.order_id AND o.status IN ('pending', 'confirmed')
                   GROUP BY l.product_id) o USING (product_id)
      WHERE (s.on_hand, s.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0), coalesce(m.reserved, 0))
         OR s.reserved <> coalesce(o.open, 0)`,
  );
  expect(wrong).to.deep.equal([]);
}
