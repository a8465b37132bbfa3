import { formatMoney, order, orderTotals, payment } from '@oms/contracts';
import { aboutOrder, defineOrderUpdate, sampleAbout } from './order-update.ts';
import { sampleOrder } from './sample-order.ts';
import { formatTime } from './template.ts';

const { totals, expiresAt } = sampleOrder;

export const paymentReceived = defineOrderUpdate({
  name: 'payment-received',
  description: 'Says that all of an order is paid.',
  category: 'transactional',
  data: aboutOrder.extend({
    fulfillmentStatus: order.shape.fulfillmentStatus,
    totals: orderTotals.pick({ total: true, paid: true, due: true }),
  }),
  sample: {
    ...sampleAbout,
    fulfillmentStatus: 'unfulfilled',
    totals: { total: totals.total, paid: totals.total, due: { ...totals.total, amount: 0 } },
  },
  body: ({ number, placedAt, fulfillmentStatus, totals: { total, paid, due } }, context) => {
    const { t, locale } = context;
    const more = formatMoney({ ...due, amount: -due.amount }, locale);
    return {
      preview: { paid: formatMoney(paid, locale) },
      paragraphs: [
        t('what', { number, time: formatTime(placedAt, context) }),
        t('invoice'),
        ...(due.amount < 0 ? [t('overpaid', { amount: more })] : []),
      ],
      facts: [
        { label: t('total'), value: formatMoney(total, locale) },
        { label: t('paid'), value: formatMoney(paid, locale) },
      ],
      next: t(fulfillmentStatus === 'unfulfilled' ? 'nextShipment' : 'nextNothing'),
    };
  },
});

export const paymentFailed = defineOrderUpdate({
  name: 'payment-failed',
  description: 'Says that a payment of an order did not succeed, and until when another can be made.',
  category: 'transactional',
  data: aboutOrder.extend({ expiresAt: order.shape.expiresAt, payment: payment.pick({ amount: true }) }),
  sample: { ...sampleAbout, expiresAt, payment: { amount: totals.total } },
  body: ({ number, placedAt, expiresAt, payment: { amount } }, context) => {
    const { t, locale } = context;
    return {
      paragraphs: [
        t('what', { number, time: formatTime(placedAt, context), amount: formatMoney(amount, locale) }),
        ...(expiresAt === null ? [] : [t('reservedUntil', { time: formatTime(expiresAt, context) })]),
      ],
      next: t('next'),
    };
  },
});
