import { type OrderReturn, returnApproved, returnCanceled, returnRejected } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { can, type Principal } from '@oms/security';
import type { OrdersContext } from '../context.ts';
import { kept } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { requireTransition } from '../orders/require-transition.ts';
import { lockReturn, type Place } from './lock-return.ts';
import { returnMachine } from './return-machine.ts';
import { updateReturn } from './return-store.ts';

const eventOf = {
  approve: returnApproved,
  reject: returnRejected,
  cancel: returnCanceled,
  withdraw: returnCanceled,
} as const;

/**
 * Approves a return, rejects it, or gives it up: what moves neither pieces nor money.
 *
 * @param answer what the customer is told with it
 * @throws {Problem} 403, 404 or 409
 */
export async function settleReturn(
  place: Place,
  how: 'approve' | 'reject' | 'cancel',
  answer: string | undefined,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<OrderReturn> {
  const { locked, found } = await lockReturn(place, principal, tx);
  const event = how === 'cancel' && !can(principal, 'orders:write') ? 'withdraw' : how;
  const status = requireTransition(returnMachine, found, event, locked.found);
  const change = new OrderChange(context, locked, actorOf(principal));
  const settled: OrderReturn = {
    ...found,
    status,
    answer: kept(locked.found, answer) ?? found.answer,
    updatedAt: change.now,
  };
  change.happened(eventOf[event], { return: settled });
  await change.save(tx, () => [updateReturn(tx, settled)]);
  return settled;
}
