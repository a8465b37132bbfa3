import { editDifference, formatMoney, numberFormat, order, orderTotals } from '@oms/contracts';
import * as z from 'zod';
import { aboutOrder, countOf, defineOrderUpdate, sampleAbout } from './order-update.ts';
import { sampleOrder } from './sample-order.ts';
import { formatTime } from './template.ts';

const [lamp, bulb] = sampleOrder.lines;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

export const orderEdited = defineOrderUpdate({
  name: 'order-edited',
  description: 'Says which lines of an order were changed, and what that means in money.',
  category: 'orderUpdates',
  data: aboutOrder.extend({
    status: order.shape.status,
    expiresAt: order.shape.expiresAt,
    totals: orderTotals.pick({ total: true }),
    difference: editDifference.pick({ total: true, due: true }).extend({
      lines: z.array(editDifference.shape.lines.element.pick({ sku: true, name: true, before: true, after: true })),
    }),
  }),
  sample: {
    ...sampleAbout,
    status: 'confirmed',
    expiresAt: sampleOrder.expiresAt,
    totals: { total: eur(8_933) },
    difference: {
      total: eur(-6_200),
      due: eur(-6_200),
      lines: [
        { sku: lamp?.sku ?? '', name: lamp?.name ?? '', before: 2, after: 1 },
        { sku: bulb?.sku ?? '', name: bulb?.name ?? '', before: 1, after: 2 },
      ],
    },
  },
  body: ({ number, placedAt, status, expiresAt, totals, difference: { total, due, lines } }, context) => {
    const { t, locale } = context;
    // What is confirmed does not expire any more.
    const payBy = status === 'pending' && due.amount > 0 ? expiresAt : null;
    const owed = formatMoney({ ...due, amount: Math.abs(due.amount) }, locale);
    return {
      paragraphs: [
        t('what', { number, time: formatTime(placedAt, context) }),
        ...(due.amount > 0 ? [t('due', { amount: owed })] : []),
        ...(payBy === null ? [] : [t('payBy', { time: formatTime(payBy, context) })]),
        ...(due.amount < 0 ? [t('overpaid', { amount: owed })] : []),
      ],
      facts: [
        { label: t('total'), value: formatMoney(totals.total, locale) },
        { label: t('difference'), value: formatMoney(total, locale) },
      ],
      lines: lines
        .filter(({ before, after }) => before !== after)
        .map(({ sku, name, before, after }) => ({
          text: countOf({ name, quantity: after }, locale),
          detail: t('was', { sku, count: numberFormat(locale).format(before) }),
        })),
      next: t('next'),
    };
  },
});
