import type { EditDifference } from '@oms/contracts';
import type { FieldError } from '@oms/http';
import type { OfferedProduct } from '../orders/catalogue-store.ts';
import type { LineRecord, OrderRecord } from '../orders/order-record.ts';
import { AmountTooLarge, exact, price } from '../orders/pricing.ts';
import { type Rate, taxRateFor } from '../tax-rates/tax-rate-for.ts';

/** What an edit changes in an order. */
export type EditOutcome = Pick<OrderRecord, 'lines' | 'subtotal' | 'discount' | 'tax' | 'total' | 'discounts'>;

export interface EditItem {
  sku: string;
  /** How many there are to be. */
  quantity: number;
}

/** What more pieces are sold at. */
export interface EditOffer {
  /** Of the skus that are new, and of the lines that grow. */
  products: readonly OfferedProduct[];
  /** Of the country that the order is sent to. */
  rates: readonly Rate[];
}

/** Lines of an order at the most. */
const mostLines = 200;

/**
 * Reckons what becomes of an order. A line that stays keeps its price and rate of tax, whatever its product costs by now; a sku
 * that is new comes at the present price and rate. The order's discounts are taken off anew by the terms that it keeps, and their
 * minimums are not judged again. Shipping stays to the unit, with its tax and with what was taken off it. Pieces
 * that were shipped stay.
 *
 * @param idOf a new line, by its sku
 * @returns what is wrong with the items, where the order cannot become that
 */
export function reckonEdit(
  order: OrderRecord,
  items: readonly EditItem[],
  offer: EditOffer,
  idOf: (sku: string) => string,
): { outcome: EditOutcome } | { errors: FieldError[] } {
  const { lines, errors } = linesAfter(order, items, offer, idOf);
  const [first] = errors;
  if (first) return { errors };
  if (lines.length === 0) {
    return refused('nothing_left', 'leave nothing of the order; cancel it instead');
  }
  if (lines.length > mostLines) return refused('too_many_lines', `come to more than ${mostLines} lines`);
  if (stockMoves(order.lines, lines).length === 0 && linesChanged(order.lines, lines).length === 0) {
    return refused('no_change', 'leave the order as it is');
  }
  try {
    const outcome = repriced(order, lines);
    if (isDueAgain(order, outcome)) {
      return refused(
        'already_refunded',
        'come to what was paid once and went back; take out less, or more, or order them anew',
      );
    }
    return { outcome };
  } catch (error) {
    if (!(error instanceof AmountTooLarge)) throw error;
    return refused('amount_too_large', 'come to more than can be reckoned exactly');
  }
}

/**
 * Whether the order would cost no more than was ever paid, but more than is kept of that. What is paid back of an order that was
 * paid in full is not due again, so nobody would have to pay the difference.
 */
const isDueAgain = ({ paid, refundedSurplus }: OrderRecord, { total }: EditOutcome): boolean =>
  total <= paid && total > paid - refundedSurplus;

const refused = (code: string, detail: string): { errors: FieldError[] } => ({
  errors: [{ pointer: '/items', in: 'body', code, detail }],
});

/** The lines with the wanted quantities; the amounts of those that are new are not reckoned yet. */
function linesAfter(
  { lines: before, shippingAddress, currency }: OrderRecord,
  items: readonly EditItem[],
  { products, rates }: EditOffer,
  idOf: (sku: string) => string,
): { lines: LineRecord[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const after = new Map(before.map((line) => [line.sku, line]));
  const named = new Set<string>();
  for (const [index, { sku, quantity }] of items.entries()) {
    const refuse = (code: string, detail: string, field = 'sku') =>
      errors.push({ pointer: `/items/${index}/${field}`, in: 'body', code, detail });
    if (named.has(sku)) refuse('duplicate_sku', 'stands here already');
    named.add(sku);
    const line = before.find((each) => each.sku === sku);
    if (line && quantity < line.shipped) {
      refuse(
        'already_shipped',
        `must be at least ${line.shipped}: so many are shipped, and can be returned`,
        'quantity',
      );
    }
    if (quantity === 0) {
      if (!line) refuse('unknown_sku', 'is not the sku of a line of this order');
      after.delete(sku);
      continue;
    }
    if (line && quantity <= line.quantity) {
      after.set(sku, { ...line, quantity });
      continue;
    }
    const product = products.find((each) => (line ? each.id === line.productId : each.sku === sku));
    if (line) {
      if (!product?.active) refuse('not_for_sale', 'cannot be ordered at present, so there can be no more of it');
      after.set(sku, { ...line, quantity });
    } else if (!product) refuse('unknown_sku', 'is not the sku of a product');
    else if (!product.active) refuse('not_for_sale', 'cannot be ordered at present');
    else if (product.price === null) refuse('no_price', `has no price in ${currency}`);
    else {
      after.set(sku, {
        id: idOf(sku),
        productId: product.id,
        sku,
        name: product.name,
        quantity,
        unitPrice: product.price,
        discount: 0,
        taxClass: product.taxClass,
        taxRatePpm: taxRateFor(rates, product.taxClass, shippingAddress?.region),
        tax: 0,
        total: 0,
        shipped: 0,
        delivered: 0,
        returned: 0,
      });
    }
  }
  return { lines: [...after.values()].sort((one, other) => (one.id < other.id ? -1 : 1)), errors };
}

/** @throws {AmountTooLarge} */
function repriced(order: OrderRecord, lines: readonly LineRecord[]): EditOutcome {
  const { pricesIncludeTax, rounding, shipping, shippingTax } = order;
  const offLines = order.discounts.filter(({ kind }) => kind !== 'free_shipping');
  const priced = price({
    pricesIncludeTax,
    rounding,
    lines,
    discounts: offLines,
    // What is paid for it is kept, not what it was quoted at.
    shipping: { price: 0, taxRatePpm: 0 },
  });
  const amounts = new Map(offLines.map((applied, index) => [applied.discountId, priced.discounts[index] ?? 0]));
  return {
    lines: lines.map((line, index) => ({
      ...line,
      discount: priced.lines[index]?.discount ?? 0,
      tax: priced.lines[index]?.tax ?? 0,
      total: priced.lines[index]?.total ?? 0,
    })),
    subtotal: priced.subtotal,
    discount: priced.discount,
    tax: exact(priced.tax + shippingTax),
    total: exact(priced.total + shipping),
    discounts: order.discounts.map((applied) => ({
      ...applied,
      amount: amounts.get(applied.discountId) ?? applied.amount,
    })),
  };
}

/** Lines of which there are more or fewer afterwards, in the order of both. */
function linesChanged(
  before: readonly LineRecord[],
  after: readonly LineRecord[],
): { line: LineRecord; before: number; after: number }[] {
  const quantities = (lines: readonly LineRecord[]) => new Map(lines.map(({ id, quantity }) => [id, quantity]));
  const [then, now] = [quantities(before), quantities(after)];
  return [...before, ...after.filter(({ id }) => !then.has(id))]
    .map((line) => ({ line, before: then.get(line.id) ?? 0, after: now.get(line.id) ?? 0 }))
    .filter((change) => change.before !== change.after);
}

/** What is reserved of each product in addition; below zero, released. Products of which that is nothing are left out. */
export function stockMoves(
  before: readonly LineRecord[],
  after: readonly LineRecord[],
): { productId: string; sku: string; quantity: number }[] {
  const moves = new Map<string, { productId: string; sku: string; quantity: number }>();
  for (const { line, ...pieces } of linesChanged(before, after)) {
    const { productId, sku } = line;
    const quantity = (moves.get(productId)?.quantity ?? 0) + pieces.after - pieces.before;
    moves.set(productId, { productId, sku, quantity });
  }
  return [...moves.values()].filter(({ quantity }) => quantity !== 0);
}

/** What an edit leads to, with what has become of the order's lines meanwhile: parcels change no amounts. */
export const asShipped = (order: OrderRecord, outcome: EditOutcome): EditOutcome => ({
  ...outcome,
  lines: outcome.lines.map((line) => {
    const { shipped, delivered, returned } = order.lines.find(({ id }) => id === line.id) ?? line;
    return { ...line, shipped, delivered, returned };
  }),
});

/** What an edit means for who pays and who packs. */
export function differenceOf(order: OrderRecord, { lines, total }: EditOutcome): EditDifference {
  const { currency, paid, refunded } = order;
  return {
    total: { amount: total - order.total, currency },
    due: { amount: total - paid + refunded, currency },
    lines: linesChanged(order.lines, lines).map(({ line, before, after }) => ({
      lineId: line.id,
      sku: line.sku,
      name: line.name,
      before,
      after,
      stock: after - before,
    })),
  };
}
