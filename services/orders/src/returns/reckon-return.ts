import type { LinePieces } from '@oms/contracts';
import type { OrderRecord } from '../orders/order-record.ts';
import { refundedPieces, refundFor, refundWithoutPieces, shippingRefunded } from '../refunds/reckon.ts';
import type { RefundParts, RefundRecord } from '../refunds/refund.ts';

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
  return refundWithoutPieces(order, standing, amount);
}
