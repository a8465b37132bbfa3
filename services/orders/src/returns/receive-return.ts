import { type OrderReturn, returnReceived } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { Problem, problems, requireRecentLogin } from '@oms/http';
import { can, type Principal } from '@oms/security';
import type { OrdersContext } from '../context.ts';
import { needsPaymentsWrite } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { byLine, choosePieces, countPieces, productsOf } from '../orders/pieces.ts';
import { requireTransition } from '../orders/require-transition.ts';
import { loadMoney, OrderMoney } from '../payments/order-money.ts';
import { restock } from '../stock/stock-store.ts';
import { lockReturn, type Place } from './lock-return.ts';
import { payBack } from './refund-return.ts';
import { returnMachine } from './return-machine.ts';
import type { Receipt } from './return-requests.ts';
import { updateReturn } from './return-store.ts';

/**
 * Whether what comes is paid back with it: whoever may pay back does so unless they say otherwise.
 *
 * @throws {Problem} 401 or 403 where it is not for them to decide, or somebody else may hold their session
 */
function paysBack({ refund, refundShipping }: Receipt, principal: Principal): boolean {
  const mayPayBack = can(principal, 'payments:write');
  const wanted = refund ?? (refundShipping || mayPayBack);
  if (!wanted) return false;
  if (!mayPayBack) {
    const detail = `${needsPaymentsWrite} Send refund: false to take it in and leave paying back to whoever may.`;
    throw new Problem(problems.forbidden, { detail });
  }
  requireRecentLogin(principal);
  return true;
}

/**
 * Takes in what was sent back, all that was requested or less, and pays back what the customer paid for it. A refund that has
 * to be paid out by others is carried out after the commit.
 *
 * @throws {Problem} 401, 403, 404, 409 or 422
 */
export async function receiveReturn(
  place: Place,
  request: Receipt,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<OrderReturn> {
  const isPaidBack = paysBack(request, principal);
  const [{ locked, found }, known] = await Promise.all([
    lockReturn(place, principal, tx),
    loadMoney(tx, place.orderId),
  ]);
  const before = locked.found;
  const status = requireTransition(returnMachine, found, 'receive', before);
  const requested = byLine(found.items);
  const came = choosePieces(before, request.items, {
    of: ({ id }) => requested.get(id) ?? 0,
    what: 'in the return',
    cause: 'too_many',
  });
  const counts = byLine(came);
  const change = new OrderChange(context, locked, actorOf(principal));
  const received: OrderReturn = {
    ...found,
    status,
    items: found.items.map((item) => ({ ...item, received: counts.get(item.lineId) ?? 0 })),
    restocked: request.restock,
    updatedAt: change.now,
  };
  const lines = countPieces(before.lines, came, ({ returned }, quantity) => ({ returned: returned + quantity }));
  change.happened(returnReceived, { return: received }, { lines });
  const money = new OrderMoney(context, change, known);
  const putBack = () => [request.restock ? restock(tx, place.orderId, productsOf(before.lines, came)) : undefined];
  const paidBack = isPaidBack && (await payBack(received, came, request.refundShipping, money, tx, putBack));
  if (paidBack) return paidBack;
  await change.save(tx, () => [...putBack(), updateReturn(tx, received)]);
  return received;
}
