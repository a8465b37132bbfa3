import { type OrderReturn, returnRequested } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { can, type Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import { maySee, requireOwnerOrStaff } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import type { LineRecord } from '../orders/order-record.ts';
import { lockOrder } from '../orders/order-store.ts';
import { choosePieces, countAll } from '../orders/pieces.ts';
import { requireAction } from '../orders/require-transition.ts';
import { notFound } from '../problems.ts';
import { piecesOutWithin } from '../shipments/shipment-store.ts';
import type { NewReturn } from './return-requests.ts';
import { insertReturn, openReturns } from './return-store.ts';

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
  const [locked, open, recent] = await Promise.all([
    lockOrder(tx, orderId),
    openReturns(tx, orderId),
    piecesOutWithin(tx, orderId, days),
  ]);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  const before = locked.found;
  requireOwnerOrStaff(before, principal);
  requireAction(before, 'request_return', countAll(open));
  const leftOf = ({ id, shipped, returned }: LineRecord) => shipped - returned - (open.get(id) ?? 0);
  const pieces = choosePieces(before, items, { of: leftOf, what: 'left to send back', cause: 'too_many' });
  if (!can(principal, 'orders:write')) {
    choosePieces(before, items, {
      // What went back already is taken to be of the oldest.
      of: (line) => Math.min(leftOf(line), recent.get(line.id) ?? 0),
      what: `within the ${days} days in which customers can send them back`,
      cause: 'return_window_over',
    });
  }
  const change = new OrderChange(context, locked, actorOf(principal));
  const requested: OrderReturn = {
    id: uuidv7(),
    orderId,
    status: 'requested',
    items: pieces.map((each) => ({ ...each, received: null })),
    reason,
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
