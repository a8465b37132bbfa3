import { type LinePieces, returnRefunded } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type { OrderChange } from '../orders/order-change.ts';
import { factsOf } from '../orders/order-facts.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { decide } from '../orders/state-machine.ts';
import { refundedPieces, refundFor, shippingRefunded, taxWithin } from '../refunds/reckon.ts';
import type { RefundParts, RefundRecord } from '../refunds/refund.ts';
import { returnMachine } from './return-machine.ts';
import { findReturn, updateReturn } from './return-store.ts';

/**
 * What is paid back for pieces that came, as far as they are not paid back yet and there is money of the order to do it with.
 *
 * @param refundable what was captured and is neither paid back nor on its way, in minor units
 * @returns undefined where that is nothing
 */
export function refundForReturn(
  order: OrderRecord,
  came: readonly LinePieces[],
  refunds: readonly RefundRecord[],
  refundable: number,
  shipping: boolean,
): RefundParts | undefined {
  const standing = refunds.filter(({ status }) => status !== 'failed');
  const already = refundedPieces(standing);
  const left = new Map(order.lines.map(({ id, quantity }) => [id, quantity - (already.get(id) ?? 0)]));
  const pieces = came
    .map(({ lineId, quantity }) => ({ lineId, quantity: Math.min(quantity, left.get(lineId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  const parts = refundFor(order, already, pieces, { shipping, shippingRefunded: shippingRefunded(standing) });
  const amount = Math.min(parts.amount, refundable);
  if (amount <= 0) return undefined;
  if (amount === parts.amount) return parts;
  // The rest was paid back before, without saying for which pieces.
  return { amount, tax: taxWithin(order, standing, amount), shipping: 0, items: [] };
}

/** Notes that the money for returns was paid out, within the change of their order that says so. */
export async function returnsRefunded(
  tx: Transaction,
  change: OrderChange,
  returnIds: readonly string[],
): Promise<void> {
  for (const id of returnIds) {
    const found = await findReturn(tx, change.order.id, id);
    const decision = found && decide(returnMachine, found.status, 'refund', factsOf(change.order));
    if (!decision || 'code' in decision) continue;
    const refunded = { ...found, status: decision.to, updatedAt: change.now };
    change.happened(returnRefunded, { return: refunded });
    await updateReturn(tx, refunded);
  }
}
