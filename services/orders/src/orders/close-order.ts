import type { Transaction } from '@oms/database';
import { releaseDiscounts } from '../discounts/discount-use-store.ts';
import { loadMoney, type MoneyContext, OrderMoney } from '../payments/order-money.ts';
import { releaseStock } from '../stock/stock-store.ts';
import type { OrderChange } from './order-change.ts';
import { factsOf } from './order-facts.ts';
import type { OrderRecord } from './order-record.ts';
import { type Decision, decide, orderMachine } from './state-machine.ts';

/** What becomes of an order that is given up, or why it cannot be. */
export const decideToClose = (order: OrderRecord, how: 'cancel' | 'expire'): Decision<OrderRecord['status']> =>
  decide(orderMachine, order.status, how, factsOf(order));

/**
 * Saves an order that was given up and releases what it held. The order's row is locked already; the rows of discounts
 * come after it and those of stock last, as everywhere.
 *
 * What its payments hold is let go and what was captured is paid back, written down in `tx` and carried out after the commit:
 * providers are never called inside a transaction.
 */
export async function saveClosedOrder(
  tx: Transaction,
  change: OrderChange,
  context: MoneyContext,
): Promise<OrderRecord> {
  const money = new OrderMoney(context, change, await loadMoney(tx, change.order.id));
  await money.release();
  const held = change.order.lines
    .map(({ productId, quantity, shipped }) => ({ productId, quantity: quantity - shipped }))
    .filter(({ quantity }) => quantity > 0);
  const { id, discounts } = change.order;
  return money.save(tx, () => [
    discounts.length > 0 ? releaseDiscounts(tx, id) : undefined,
    releaseStock(tx, id, held),
  ]);
}
