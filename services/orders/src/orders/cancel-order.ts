import { type Order, orderCanceled, words } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidTransition, Problem } from '@oms/http';
import type { Principal } from '@oms/security';
import * as z from 'zod';
import type { OrdersContext } from '../context.ts';
import { notFound } from '../problems.ts';
import { decideToClose, saveClosedOrder } from './close-order.ts';
import { maySee, requireOwnerOrStaff } from './order-access.ts';
import { OrderChange } from './order-change.ts';
import { actorOf } from './order-events.ts';
import { present } from './order-record.ts';
import { lockOrder } from './order-store.ts';

export const cancellation = z.strictObject({
  reason: words(500).describe('Why; the customer is told'),
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
  context: OrdersContext,
): Promise<Order> {
  const locked = await lockOrder(tx, id);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  const before = locked.found;
  requireOwnerOrStaff(before, principal);
  const decision = decideToClose(before, 'cancel');
  if ('code' in decision) {
    const { status, fulfillmentStatus, version } = before;
    throw new Problem(invalidTransition, {
      detail: decision.detail,
      extensions: { cause: decision.code, currentStatus: status, fulfillmentStatus, version },
    });
  }
  const change = new OrderChange(context, locked, actorOf(principal));
  change.happened(orderCanceled, { reason }, { status: decision.to });
  return present(await saveClosedOrder(tx, change, context));
}
