import type { Knex } from 'knex';

const changes = `
-- What of refunded took nothing off what the order costs: paid beyond that, or given back before it was paid in full. The rest was
-- for pieces and amounts that nobody owes again.
ALTER TABLE orders
  ADD COLUMN refunded_surplus bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT orders_refunded_surplus_of_refunded CHECK (refunded_surplus BETWEEN 0 AND refunded);
UPDATE orders o SET refunded_surplus = s.surplus
  FROM (SELECT r.order_id, sum(greatest(0, p.paid - (r.amount - r.surplus))) AS surplus
          FROM refunds r
          JOIN (SELECT refund_id, sum(amount) AS paid FROM payment_operations
                 WHERE kind = 'refund' AND status = 'succeeded' GROUP BY refund_id) p ON p.refund_id = r.id
         GROUP BY r.order_id) s
 WHERE s.order_id = o.id AND s.surplus > 0;
`;

export const up = (knex: Knex): Promise<void> => knex.raw(changes);

export const down = (knex: Knex): Promise<void> => knex.raw('ALTER TABLE orders DROP COLUMN refunded_surplus');
