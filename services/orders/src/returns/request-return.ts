import { type OrderReturn, returnRequested } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type { Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import { kept, maySee, requireOwnerOrStaff } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { lockOrder } from '../orders/order-store.ts';
import { choosePieces } from '../orders/pieces.ts';
import { requireAction } from '../orders/require-transition.ts';
import { notFound } from '../problems.ts';
import type { NewReturn } from './return-requests.ts';
import { insertReturn } from './return-store.ts';
import { loadReturnable } from './returnable.ts';

/**
 * Asks for pieces that were shipped to be taken back. Customers can within the return window, staff at any time.
 *
 * @throws {Problem} 403, 404, 409 or 422
 */
export async function requestReturn(
  orderId: string,
  { items, reason }: NewReturn,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<OrderReturn> {
  const days = context.returnWindowDays;
  // Sent together; what is sent later sees what was committed while the first waited.
  const [locked, returnable] = await Promise.all([
    lockOrder(tx, orderId),
    loadReturnable(tx, orderId, principal, days),
  ]);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  const before = locked.found;
  requireOwnerOrStaff(before, principal);
  requireAction(before, 'request_return', returnable.facts(before.lines));
  const pieces = choosePieces(before, items, { of: returnable.left, what: 'left to send back', cause: 'too_many' });
  choosePieces(before, items, {
    of: returnable.inTime,
    what: `within the ${days} days in which customers can send them back`,
    cause: 'return_window_over',
  });
  const change = new OrderChange(context, locked, actorOf(principal));
  const requested: OrderReturn = {
    id: uuidv7(),
    orderId,
    status: 'requested',
    items: pieces.map((each) => ({ ...each, received: null })),
    reason: kept(before, reason),
    answer: null,
    restocked: null,
    refundId: null,
    createdAt: change.now,
    updatedAt: change.now,
  };
  change.happened(returnRequested, { return: requested });
  await change.save(tx, () => [insertReturn(tx, requested)]);
  return requested;
}
