import type { Order } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidTransition, Problem } from '@oms/http';
import type { Principal } from '@oms/security';
import * as z from 'zod';
import type { OrdersContext } from '../context.ts';
import { notFound } from '../problems.ts';
import { closeOrder, saveClosedOrder } from './close-order.ts';
import { maySee, requireOwnerOrStaff } from './order-access.ts';
import { actorOf } from './order-events.ts';
import { present } from './order-record.ts';
import { lockOrder } from './order-store.ts';

export const cancellation = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe('Why; the customer is told'),
});

/**
 * Cancels an order of which nothing is shipped yet, and releases its stock.
 *
 * @throws {Problem} 403, 404 or 409
 */
export async function cancelOrder(
  id: string,
  reason: string,
  principal: Principal,
  tx: Transaction,
  { events }: OrdersContext,
): Promise<Order> {
  const locked = await lockOrder(tx, id);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  const before = locked.found;
  requireOwnerOrStaff(before, principal);
  const decision = closeOrder(before, 'cancel', locked.now);
  if ('code' in decision) {
    const { status, fulfillmentStatus, version } = before;
    throw new Problem(invalidTransition, {
      detail: decision.detail,
      extensions: { cause: decision.code, status, fulfillmentStatus, version },
    });
  }
  const order = present(decision.after);
  await Promise.all([saveClosedOrder(tx, decision.after), events.canceled(tx, order, actorOf(principal), reason)]);
  return order;
}
