import type { LinePieces, OrderReturn } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidTransition, Problem } from '@oms/http';
import type { Principal } from '@oms/security';
import type { OrdersContext } from '../context.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { requireTransition } from '../orders/require-transition.ts';
import { loadMoney, OrderMoney } from '../payments/order-money.ts';
import { orderProblems } from '../problems.ts';
import { lockReturn, type Place } from './lock-return.ts';
import { refundForReturn } from './reckon-return.ts';
import { returnMachine } from './return-machine.ts';
import { findReturn, updateReturn } from './return-store.ts';

/**
 * Pays back a return that was received without, or whose refund failed.
 *
 * @throws {Problem} 403, 404, 409 or 422
 */
export async function refundReturn(
  place: Place,
  { refundShipping }: { refundShipping: boolean },
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<OrderReturn> {
  const [{ locked, found }, known] = await Promise.all([
    lockReturn(place, principal, tx),
    loadMoney(tx, place.orderId),
  ]);
  requireTransition(returnMachine, found, 'refund', locked.found);
  const money = new OrderMoney(context, new OrderChange(context, locked, actorOf(principal)), known);
  if (money.refunds.some(({ id, status }) => id === found.refundId && status === 'pending')) {
    throw new Problem(invalidTransition, {
      detail: 'Its refund is on its way already.',
      extensions: { cause: 'refund_pending', currentStatus: found.status },
    });
  }
  const came = found.items.flatMap((item) => (item.received ? [{ ...item, quantity: item.received }] : []));
  const refunded = await payBack(found, came, refundShipping, money, tx);
  if (refunded) return refunded;
  throw new Problem(orderProblems.refund_exceeds_captured, {
    detail: 'There is nothing to pay back: nothing was captured for it, or it is paid back already.',
    extensions: { refundable: { amount: money.refundable, currency: locked.found.currency } },
  });
}

/**
 * Pays back what came with a return, as far as there is something to pay back, and saves the change of its order.
 *
 * @param received the return as it is to be saved
 * @param alongside statements to be sent along
 * @returns the return after it; undefined where there is nothing to pay back, and nothing saved
 * @throws {Problem} 422
 */
export async function payBack(
  received: OrderReturn,
  came: readonly LinePieces[],
  shipping: boolean,
  money: OrderMoney,
  tx: Transaction,
  alongside: () => readonly (Promise<unknown> | undefined)[] = () => [],
): Promise<OrderReturn | undefined> {
  const parts = refundForReturn(money.change.order, came, money.refunds, money.refundable, shipping);
  if (!parts) return undefined;
  money.requireRefundable(parts.amount);
  // Without the customer's words: a credit note is kept when they are erased.
  const { id: refundId } = await money.refund({ ...parts, returnId: received.id, reason: null });
  const underWay: OrderReturn = { ...received, refundId, updatedAt: money.change.now };
  // Sent before all that saving sends: where the refund is paid out already, the return is changed again.
  await Promise.all([updateReturn(tx, underWay), money.save(tx, alongside)]);
  return (await findReturn(tx, received.orderId, received.id)) ?? underWay;
}
