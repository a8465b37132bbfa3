import { type Money, minorUnits, type Order } from '@oms/contracts';
import type { Column } from '@oms/http';

/** In units of the currency, as spreadsheets reckon: 19.99. */
function decimal({ amount, currency }: Money): string {
  const digits = minorUnits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

type Total = Exclude<keyof Order['totals'], 'due'>;
const total = (name: Total): Column<Order> => [name, ({ totals }) => decimal(totals[name])];

/** An order as a line of a CSV. */
export const orderColumns: readonly Column<Order>[] = [
  ['id', ({ id }) => id],
  ['number', ({ number }) => number],
  ['placedAt', ({ placedAt }) => placedAt],
  ['status', ({ status }) => status],
  ['paymentStatus', ({ paymentStatus }) => paymentStatus],
  ['fulfillmentStatus', ({ fulfillmentStatus }) => fulfillmentStatus],
  ['customerId', ({ customerId }) => customerId],
  ['email', ({ email }) => email],
  ['currency', ({ currency }) => currency],
  total('subtotal'),
  total('discount'),
  total('shipping'),
  total('tax'),
  total('total'),
  total('paid'),
  total('refunded'),
  ['items', ({ lines }) => lines.map(({ sku, quantity }) => `${quantity} x ${sku}`).join('; ')],
  ['discountCodes', ({ discounts }) => discounts.map(({ code }) => code).join(' ')],
  ['shippingMethod', ({ shippingMethod }) => shippingMethod?.code ?? null],
  ['name', ({ shippingAddress }) => shippingAddress?.name ?? null],
  ['line1', ({ shippingAddress }) => shippingAddress?.line1 ?? null],
  ['line2', ({ shippingAddress }) => shippingAddress?.line2 ?? null],
  ['city', ({ shippingAddress }) => shippingAddress?.city ?? null],
  ['postalCode', ({ shippingAddress }) => shippingAddress?.postalCode ?? null],
  ['region', ({ shippingAddress }) => shippingAddress?.region ?? null],
  ['country', ({ shippingAddress }) => shippingAddress?.country ?? null],
  ['note', ({ note }) => note],
  ['updatedAt', ({ updatedAt }) => updatedAt],
  ['version', ({ version }) => version],
];
