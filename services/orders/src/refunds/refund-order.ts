import { money, words } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import type { Principal } from '@oms/security';
import * as z from 'zod';
import type { OrdersContext } from '../context.ts';
import { kept } from '../orders/order-access.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { choosePieces, wantedPieces } from '../orders/pieces.ts';
import { requireAction } from '../orders/require-transition.ts';
import type { OrderMoney } from '../payments/order-money.ts';
import { amountOf, lockMoney } from '../payments/pay.ts';
import { orderProblems } from '../problems.ts';
import { refundedPieces, refundFor, refundWithoutPieces, restFor, restOfShipping, shippingRefunded } from './reckon.ts';
import type { RefundParts, RefundRecord } from './refund.ts';

export const newRefund = z
  .strictObject({
    amount: money
      .optional()
      .describe(
        'An amount without pieces: what was paid beyond what the order costs first; the tax in the rest is its share of that of the order',
      ),
    items: wantedPieces.optional().describe('Pieces, for which their share of the line’s total is paid back'),
    shipping: z
      .boolean()
      .optional()
      .describe(
        'Whether shipping is paid back as well: in proportion to the pieces, or all that is left of it without any',
      ),
    reason: words(500).describe('Why; the customer is told, and it is kept until they are erased'),
  })
  .meta({ examples: [{ items: [{ sku: 'MUG-BLUE', quantity: 1 }], reason: 'Arrived with a scratch' }] })
  .refine(({ amount, items, shipping }) => amount === undefined || (items === undefined && !shipping), {
    path: ['amount'],
    message: 'must not be given beside items or shipping, which say how much it is',
  });

type NewRefund = z.infer<typeof newRefund>;

/**
 * Pays back money of an order: an amount, pieces, shipping, or all that is left. Of what was captured with the help of others the
 * refund is `pending` until they have paid it out.
 *
 * @throws {Problem} 404, 409 or 422
 */
export async function refundOrder(
  orderId: string,
  request: NewRefund,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<RefundRecord> {
  const money = await lockMoney(orderId, principal, tx, context);
  const { order } = money.change;
  requireAction(order, 'refund');
  const parts = partsOf(order, request, money);
  if (parts.amount > money.refundable || parts.amount === 0) {
    throw new Problem(orderProblems.refund_exceeds_captured, {
      detail:
        parts.amount === 0
          ? 'What is named costs nothing, or is paid back already.'
          : 'Pay back what refundable names, or less.',
      extensions: {
        asked: { amount: parts.amount, currency: order.currency },
        refundable: { amount: money.refundable, currency: order.currency },
      },
    });
  }
  money.requireRefundable(parts.amount);
  const refund = await money.refund({ ...parts, reason: kept(order, request.reason) });
  await money.save(tx);
  return refund;
}

function partsOf(order: OrderRecord, request: NewRefund, { refunds, refundable }: OrderMoney): RefundParts {
  const standing = refunds.filter(({ status }) => status !== 'failed');
  const amount = amountOf(order, request.amount);
  if (amount !== undefined) return refundWithoutPieces(order, standing, amount);
  const { items, shipping } = request;
  if (items === undefined && shipping === undefined) return restFor(order, standing, refundable);
  const already = refundedPieces(standing);
  const pieces = items
    ? choosePieces(order, items, {
        of: ({ id, quantity }) => quantity - (already.get(id) ?? 0),
        what: 'left to be paid back',
        cause: 'too_many',
      })
    : [];
  const refunded = shippingRefunded(standing);
  if (items === undefined) return restOfShipping(order, shipping ? refunded : order.shipping);
  return refundFor(order, already, pieces, { shipping: shipping ?? false, shippingRefunded: refunded });
}
