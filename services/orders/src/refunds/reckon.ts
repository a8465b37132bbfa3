import type { OrderRecord } from '../orders/order-record.ts';
import { share } from '../orders/pricing.ts';
import { creditOf, type RefundedPieces, type RefundParts, type RefundRecord } from './refund.ts';

/** How many pieces of each line, by its id, were paid back already. */
export type Pieces = ReadonlyMap<string, number>;

/** What of an order a refund is reckoned from. */
export type RefundedOrder = Pick<OrderRecord, 'lines' | 'shipping' | 'shippingTax'>;

interface ShippingOptions {
  /** Whether shipping is paid back as well, in proportion to the value of the pieces; all of it once nothing is kept. */
  shipping: boolean;
  /** What was paid back of shipping already; unless given, what went with the pieces that were. */
  shippingRefunded?: number;
}

/** More pieces than a line has left, or a line that the order does not have. */
export class NotRefundable extends RangeError {
  readonly lineId: string;
  /** Pieces of the line that can still be paid back. */
  readonly left: number;

  constructor(lineId: string, left: number) {
    super(`of line ${lineId} ${left} pieces are left to be paid back`);
    this.lineId = lineId;
    this.left = left;
  }
}

/**
 * Reckons what is paid back for pieces: their share of the line's total, which is after discount and with tax. Each amount is the
 * difference of two sums from the first piece on, so that any sequence of refunds of all pieces gives back the line's total to the
 * unit, its tax, and all of shipping.
 *
 * @param already pieces that were paid back before
 * @throws {NotRefundable}
 */
export function refundFor(
  order: RefundedOrder,
  already: Pieces,
  items: readonly { lineId: string; quantity: number }[],
  options: ShippingOptions,
): RefundParts {
  const wanted = new Map<string, number>();
  for (const { lineId, quantity } of items) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity);
  for (const lineId of wanted.keys())
    if (!order.lines.some(({ id }) => id === lineId)) throw new NotRefundable(lineId, 0);
  const pieces = order.lines.flatMap((line): RefundedPieces[] => {
    const quantity = wanted.get(line.id) ?? 0;
    if (quantity === 0) return [];
    const before = already.get(line.id) ?? 0;
    if (quantity > line.quantity - before) throw new NotRefundable(line.id, Math.max(0, line.quantity - before));
    const [start, end] = [upTo(line, before), upTo(line, before + quantity)];
    const { id: lineId, sku, name } = line;
    return [{ lineId, sku, name, quantity, amount: end.amount - start.amount, tax: end.tax - start.tax }];
  });
  const after = new Map(order.lines.map(({ id }) => [id, (already.get(id) ?? 0) + (wanted.get(id) ?? 0)]));
  const refunded = options.shippingRefunded ?? shippingUpTo(order, already);
  const shipping = options.shipping ? Math.max(0, shippingUpTo(order, after) - refunded) : 0;
  const shippingTax = taxOfShipping(order, refunded + shipping) - taxOfShipping(order, refunded);
  return {
    amount: sum(pieces.map(({ amount }) => amount)) + shipping,
    tax: sum(pieces.map(({ tax }) => tax)) + shippingTax,
    shipping,
    surplus: 0,
    items: pieces,
  };
}

/** What the first `pieces` of a line come to. */
function upTo({ quantity, total, tax }: OrderRecord['lines'][number], pieces: number): { amount: number; tax: number } {
  const amount = share(total, pieces, quantity, 'half_up');
  return { amount, tax: total === 0 ? 0 : share(tax, amount, total, 'half_up') };
}

/** What of shipping belongs to pieces, by their value; by their number where all were free. */
function shippingUpTo({ lines, shipping }: RefundedOrder, pieces: Pieces): number {
  const value = (of: (line: OrderRecord['lines'][number]) => number) => sum(lines.map(of));
  const whole = value(({ total }) => total);
  if (whole === 0) {
    const count = value(({ quantity }) => quantity);
    return count === 0
      ? 0
      : share(
          shipping,
          value(({ id }) => pieces.get(id) ?? 0),
          count,
          'half_up',
        );
  }
  const back = value((line) => upTo(line, Math.min(pieces.get(line.id) ?? 0, line.quantity)).amount);
  return share(shipping, back, whole, 'half_up');
}

/** What is left of shipping, without pieces. @param refunded what was paid back of it already */
export function restOfShipping(order: RefundedOrder, refunded: number): RefundParts {
  const shipping = Math.max(0, order.shipping - refunded);
  const tax = taxOfShipping(order, refunded + shipping) - taxOfShipping(order, refunded);
  return { amount: shipping, tax, shipping, surplus: 0, items: [] };
}

const taxOfShipping = ({ shipping, shippingTax }: RefundedOrder, amount: number): number =>
  shipping === 0 ? 0 : share(shippingTax, Math.min(amount, shipping), shipping, 'half_up');

/** Of what an amount without pieces is reckoned. */
type PaidOrder = Pick<OrderRecord, 'total' | 'tax' | 'paid'>;

/**
 * What `amount` is for where no pieces are named. First it gives back what was paid beyond what the order costs: what an edit took
 * off it, or was paid twice. That is on no invoice and has no tax in it. The rest has as much of the tax that was not paid back yet
 * as it has of the money, so that tax and money come to their end together.
 *
 * @param earlier refunds, but for failed ones
 */
export function refundWithoutPieces(
  order: PaidOrder,
  earlier: readonly Pick<RefundRecord, 'amount' | 'tax' | 'surplus'>[],
  amount: number,
): RefundParts {
  const surplus = Math.min(amount, surplusOf(order, earlier));
  const credit = amount - surplus;
  const left = order.total - sum(earlier.map(creditOf));
  const taxLeft = Math.max(0, order.tax - sum(earlier.map((refund) => refund.tax)));
  const tax = Math.min(credit, credit >= left ? taxLeft : share(taxLeft, credit, left, 'half_up'));
  return { amount, tax, shipping: 0, surplus, items: [] };
}

/** What was paid beyond what the order costs, and not given back yet. */
const surplusOf = ({ total, paid }: PaidOrder, earlier: readonly Pick<RefundRecord, 'surplus'>[]): number =>
  Math.max(0, paid - total - sum(earlier.map(({ surplus }) => surplus)));

/**
 * What `amount`, all that is left of an order's money, is for: what was paid beyond what it costs, and all pieces that were not paid
 * back yet with the rest of shipping, where it comes to just that, else for nothing in particular.
 */
export function restFor(
  order: RefundedOrder & PaidOrder,
  refunds: readonly RefundRecord[],
  amount: number,
): RefundParts {
  const standing = refunds.filter(({ status }) => status !== 'failed');
  const already = refundedPieces(standing);
  const left = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity: quantity - (already.get(id) ?? 0) }));
  if (left.every(({ quantity }) => quantity >= 0)) {
    const wanted = left.filter(({ quantity }) => quantity > 0);
    const parts = refundFor(order, already, wanted, { shipping: true, shippingRefunded: shippingRefunded(standing) });
    const surplus = surplusOf(order, standing);
    if (parts.amount + surplus === amount) return { ...parts, amount, surplus };
  }
  return refundWithoutPieces(order, standing, amount);
}

/** What is paid back of an order that was not paid in full: there is no invoice to take it off, and no tax in it. */
export const uninvoiced = (parts: RefundParts): RefundParts => ({
  ...parts,
  tax: 0,
  surplus: parts.amount,
  items: parts.items.map((item) => ({ ...item, tax: 0 })),
});

/** A refund of which `paid` was paid out and the rest was not: each with its share, of no pieces, as they cannot be told apart. */
export function splitRefund(refund: RefundParts, paid: number): [RefundParts, RefundParts] {
  const credit = Math.min(creditOf(refund), paid);
  const tax = credit === 0 ? 0 : Math.floor((refund.tax * credit) / creditOf(refund));
  const shipping = Math.min(refund.shipping, credit);
  const surplus = paid - credit;
  return [
    { amount: paid, tax, shipping, surplus, items: [] },
    {
      amount: refund.amount - paid,
      tax: refund.tax - tax,
      shipping: refund.shipping - shipping,
      surplus: refund.surplus - surplus,
      items: [],
    },
  ];
}

/** What refunds, but for failed ones, have paid back of shipping or will. */
export const shippingRefunded = (refunds: readonly Pick<RefundRecord, 'status' | 'shipping'>[]): number =>
  sum(refunds.filter(({ status }) => status !== 'failed').map(({ shipping }) => shipping));

/** Pieces of each line that refunds, but for failed ones, have paid back or will. */
export function refundedPieces(refunds: readonly Pick<RefundRecord, 'status' | 'items'>[]): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const { status, items } of refunds) {
    if (status === 'failed') continue;
    for (const { lineId, quantity } of items) pieces.set(lineId, (pieces.get(lineId) ?? 0) + quantity);
  }
  return pieces;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((one, other) => one + other, 0);
