import { dateTimeFormat } from '@oms/contracts';
import { owedOf } from '../orders/balance.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import type { CreditNoteSnapshot, InvoiceSnapshot, Invoicing } from './document.ts';
import { shareByRate, sumByRate, type Taxed } from './tax-sums.ts';

/** A refund that was paid out; amounts in minor units of the order's currency. */
export interface RefundedAmounts {
  id: string;
  /** With tax. */
  amount: number;
  /** Contained in `amount`. */
  tax: number;
  reason: string | null;
  /** What of `amount` is for shipping; 0 unless given. */
  shipping?: number;
  /** What pieces it is for; none where it is an amount without pieces. `amount` of each is with its `tax`. */
  lines?: readonly { sku: string; name: string; quantity: number; amount: number; tax: number }[];
}

/** The calendar date of a time in a zone, as `2026-11-21`. */
export const dateIn = (timeZone: string, time: string): string =>
  dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(time));

/** Of what an order consists, each with its rate of tax. */
const taxedParts = (order: OrderRecord): Taxed[] => [
  ...order.lines.map(({ taxRatePpm, tax, total }) => ({ ratePpm: taxRatePpm, tax, gross: total })),
  ...(order.shipping > 0 ? [{ ratePpm: order.shippingTaxRatePpm, tax: order.shippingTax, gross: order.shipping }] : []),
];

const common = (order: OrderRecord, now: string, { seller, timeZone }: Invoicing) => ({
  date: dateIn(timeZone, now),
  seller,
  billTo: order.billingAddress,
  order: { number: order.number, date: dateIn(timeZone, order.placedAt) },
  currency: order.currency,
});

/** What the invoice of an order shows. */
export function invoiceSnapshot(order: OrderRecord, now: string, invoicing: Invoicing): InvoiceSnapshot {
  const { pricesIncludeTax } = order;
  const quoted = (gross: number, tax: number) => (pricesIncludeTax ? gross : gross - tax);
  return {
    kind: 'invoice',
    ...common(order, now, invoicing),
    shipTo: order.shippingAddress,
    pricesIncludeTax,
    lines: order.lines.map(({ sku, name, quantity, unitPrice, discount, taxRatePpm, tax, total }) => ({
      sku,
      name,
      quantity,
      unitPrice,
      discount,
      taxRatePpm,
      amount: quoted(total, tax),
    })),
    subtotal: order.subtotal,
    discounts: order.discounts.map(({ code, kind, amount }) => ({
      code,
      off: kind === 'free_shipping' ? 'shipping' : 'lines',
      amount,
    })),
    shipping:
      order.shippingMethodName === null
        ? null
        : {
            name: order.shippingMethodName,
            amount: quoted(order.shipping, order.shippingTax),
            taxRatePpm: order.shippingTaxRatePpm,
          },
    taxes: sumByRate(taxedParts(order)),
    tax: order.tax,
    total: order.total,
    paid: order.paid,
    refunded: order.refunded,
    due: owedOf(order),
  };
}

/**
 * What the credit note of a refund shows, but for the invoice that it corrects. What is not for
 * shipping, or for lines that the order still has, is shared among the rates of tax as the order has them.
 *
 * @throws {RangeError} where lines and shipping are more than the refund
 */
export function creditNoteSnapshot(
  order: OrderRecord,
  refund: RefundedAmounts,
  now: string,
  invoicing: Invoicing,
): Omit<CreditNoteSnapshot, 'invoice'> {
  const { lines = [], shipping = 0 } = refund;
  const rates = new Map(order.lines.map(({ sku, taxRatePpm }) => [sku, taxRatePpm]));
  const rated = lines.map((line) => ({ ...line, taxRatePpm: rates.get(line.sku) ?? null }));
  const other = refund.amount - shipping - sum(lines.map(({ amount }) => amount));
  if (other < 0) throw new RangeError(`refund ${refund.id} is less than its parts by ${-other}`);
  const ofLines = rated.flatMap(({ taxRatePpm: ratePpm, tax, amount }) =>
    ratePpm === null ? [] : [{ ratePpm, tax, gross: amount }],
  );
  const rest = {
    tax: refund.tax - sum(ofLines.map(({ tax }) => tax)),
    gross: refund.amount - sum(ofLines.map(({ gross }) => gross)),
  };
  // All that is left is shipping, or some of it is not: then it cannot be told at which rate it was taxed.
  const ofRest =
    rest.gross === shipping
      ? [{ ratePpm: order.shippingTaxRatePpm, ...rest }]
      : shareByRate(rest.gross, rest.tax, sumByRate(taxedParts(order)));
  return {
    kind: 'credit_note',
    ...common(order, now, invoicing),
    reason: refund.reason,
    lines: rated.map(({ sku, name, quantity, taxRatePpm, amount }) => ({ sku, name, quantity, taxRatePpm, amount })),
    shipping,
    other,
    taxes: sumByRate([...ofLines, ...ofRest].filter(({ gross }) => gross > 0)),
    tax: refund.tax,
    total: refund.amount,
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, amount) => all + amount, 0);
