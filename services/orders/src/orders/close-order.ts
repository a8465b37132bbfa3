import type { Transaction } from '@oms/database';
import { releaseStock } from '../stock/stock-store.ts';
import { factsOf } from './order-facts.ts';
import type { OrderRecord } from './order-record.ts';
import { updateStatus } from './order-store.ts';
import { decide, orderMachine, type Refusal } from './state-machine.ts';

/** What becomes of an order that is given up, or why it cannot be. Reads nothing and changes nothing. */
export function closeOrder(
  before: OrderRecord,
  how: 'cancel' | 'expire',
  now: string,
): { after: OrderRecord } | Refusal {
  const decision = decide(orderMachine, before.status, how, factsOf(before));
  if (!('to' in decision)) return decision;
  return { after: { ...before, status: decision.to, updatedAt: now, version: before.version + 1 } };
}

/**
 * Saves an order that was given up and releases the stock that it held. The order's row is locked already; the rows of stock
 * come after it, as everywhere.
 *
 * Whatever an order's end means for its money belongs here as well, written down in `tx` and carried out after the commit:
 * providers are never called inside a transaction.
 */
export async function saveClosedOrder(tx: Transaction, order: OrderRecord): Promise<void> {
  const held = order.lines
    .map(({ productId, quantity, shipped }) => ({ productId, quantity: quantity - shipped }))
    .filter(({ quantity }) => quantity > 0);
  await Promise.all([updateStatus(tx, order), releaseStock(tx, order.id, held)]);
}
