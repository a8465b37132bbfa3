import { formatMoney, linePieces, orderTotals, refund } from '@oms/contracts';
import * as z from 'zod';
import { aboutOrder, defineOrderUpdate, listed, sampleAbout, samplePieces } from './order-update.ts';
import { sampleOrder } from './sample-order.ts';
import { formatTime } from './template.ts';

const [lamp] = sampleOrder.lines;
const amount = lamp?.unitPrice ?? sampleOrder.totals.total;

export const refundPaid = defineOrderUpdate({
  name: 'refund-paid',
  description: 'Says that money of an order was paid back, how much and why.',
  category: 'orderUpdates',
  data: aboutOrder.extend({
    totals: orderTotals.pick({ refunded: true }),
    refund: refund
      .pick({ amount: true, reason: true })
      .extend({ items: z.array(linePieces.pick({ sku: true, name: true, quantity: true })) }),
  }),
  sample: {
    ...sampleAbout,
    totals: { refunded: amount },
    refund: {
      amount,
      reason: 'The shade had a dent.',
      items: samplePieces.slice(0, 1).map((line) => ({ ...line, quantity: 1 })),
    },
  },
  body: ({ number, placedAt, totals: { refunded }, refund: { amount, reason, items } }, context) => {
    const { t, locale } = context;
    const paidBack = formatMoney(amount, locale);
    return {
      preview: { amount: paidBack },
      paragraphs: [t('what', { number, time: formatTime(placedAt, context), amount: paidBack })],
      words: reason === null ? undefined : { label: t('reason'), text: reason },
      facts: [
        { label: t('amount'), value: paidBack },
        { label: t('inAll'), value: refunded.amount > amount.amount ? formatMoney(refunded, locale) : null },
      ],
      lines: listed(items, context),
      next: t('next'),
    };
  },
});

/** To staff. It names nobody, so it is theirs even where the customer is erased meanwhile. */
export const refundFailed = defineOrderUpdate({
  name: 'refund-failed',
  description: 'Tells staff that a provider refused to pay money of an order back.',
  toStaff: true,
  category: 'transactional',
  data: aboutOrder.extend({ refund: refund.pick({ id: true, amount: true }) }),
  sample: { ...sampleAbout, refund: { id: '019e3d6e-6f00-7c3e-8f00-0242ac120002', amount } },
  body: ({ number, placedAt, refund: { id, amount } }, context) => {
    const { t, locale } = context;
    return {
      paragraphs: [t('what', { number, time: formatTime(placedAt, context) })],
      facts: [
        { label: t('amount'), value: formatMoney(amount, locale) },
        { label: t('refund'), value: id },
      ],
      next: t('next'),
    };
  },
});
