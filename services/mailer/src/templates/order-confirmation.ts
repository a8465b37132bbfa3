import {
  type Address,
  countryNames,
  formatMoney,
  multiplyMoney,
  numberFormat,
  order,
  orderLine,
  orderTotals,
} from '@oms/contracts';
import * as z from 'zod';
import type { Translate } from './catalogue.ts';
import { orderId, orderLink } from './order-link.ts';
import { sampleOrder } from './sample-order.ts';
import { defineTemplate, type Formats, formatTime } from './template.ts';

/** What of an order its confirmation shows, and thus all of it that the ledger keeps. */
export const confirmedOrder = order
  .pick({
    number: true,
    placedAt: true,
    expiresAt: true,
    pricesIncludeTax: true,
    shippingAddress: true,
    billingAddress: true,
    shippingMethod: true,
    note: true,
  })
  .extend({
    id: orderId,
    lines: z.array(orderLine.pick({ name: true, sku: true, quantity: true, unitPrice: true })),
    totals: orderTotals.pick({ subtotal: true, discount: true, shipping: true, tax: true, total: true, due: true }),
  });
export type ConfirmedOrder = z.output<typeof confirmedOrder>;

export const orderConfirmation = defineTemplate({
  name: 'order-confirmation',
  description: 'What was ordered, for how much, and where it goes.',
  category: 'transactional',
  inDoubt: 'resend',
  data: confirmedOrder,
  sample: sampleOrder,
  view: (placed, { t, ...formats }) => ({
    subject: { number: placed.number },
    preview: { total: formatMoney(placed.totals.total, formats.locale) },
    number: placed.number,
    placedAt: formatTime(placed.placedAt, formats),
    reservedUntil: reservation(placed, formats),
    lines: placed.lines.map(({ name, sku, quantity, unitPrice }) => ({
      name,
      sku,
      quantity: numberFormat(formats.locale).format(quantity),
      unitPrice: formatMoney(unitPrice, formats.locale),
      amount: formatMoney(multiplyMoney(unitPrice, quantity), formats.locale),
    })),
    totals: totalRows(placed, t, formats.locale),
    shippingAddress: addressLines(placed.shippingAddress, formats.locale),
    billingAddress: addressLines(placed.billingAddress, formats.locale),
    note: placed.note,
    orderLink: orderLink(placed, formats),
  }),
});

const reservation = ({ expiresAt, totals }: ConfirmedOrder, formats: Formats): string | null =>
  expiresAt !== null && totals.due.amount > 0 ? formatTime(expiresAt, formats) : null;

interface TotalRow {
  label: string;
  amount: string;
  strong?: boolean;
}

/** The sums that lead from the lines to the total. What is zero is left out, but for shipping. */
export function totalRows(
  { totals, shippingMethod, pricesIncludeTax }: ConfirmedOrder,
  t: Translate,
  locale: string,
): TotalRow[] {
  const { subtotal, discount, shipping, tax, total } = totals;
  const show = (amount: number): string => formatMoney({ amount, currency: total.currency }, locale);
  const taxRow = { label: t(pricesIncludeTax ? 'taxIncluded' : 'tax'), amount: show(tax.amount) };
  return [
    { label: t('subtotal'), amount: show(subtotal.amount) },
    ...(discount.amount > 0 ? [{ label: t('discount'), amount: show(-discount.amount) }] : []),
    {
      label: shippingMethod ? t('shippingBy', { method: shippingMethod.name }) : t('shipping'),
      amount: show(shipping.amount),
    },
    ...(tax.amount > 0 && !pricesIncludeTax ? [taxRow] : []),
    { label: t('total'), amount: show(total.amount), strong: true },
    ...(tax.amount > 0 && pricesIncludeTax ? [taxRow] : []),
  ];
}

function addressLines(address: Address | null, locale: string): string[] | null {
  if (!address) return null;
  const { name, company, line1, line2, city, region, postalCode, country, phone } = address;
  const countryName = countryNames(locale).of(country);
  return [name, company, line1, line2, `${postalCode} ${city}`, region, countryName, phone].filter(
    (line): line is string => line !== undefined,
  );
}
