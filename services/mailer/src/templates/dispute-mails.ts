import { dispute, formatMoney, payment } from '@oms/contracts';
import { aboutOrder, defineOrderUpdate, sampleAbout } from './order-update.ts';
import { sampleOrder } from './sample-order.ts';
import { formatTime } from './template.ts';

/** To staff. It names nobody, so it is theirs even where the customer is erased meanwhile. */
export const paymentDisputed = defineOrderUpdate({
  name: 'payment-disputed',
  description: 'Tells staff that a payer has a payment taken back by their bank, or how that was decided.',
  toStaff: true,
  category: 'transactional',
  data: aboutOrder.extend({ payment: payment.pick({ id: true, provider: true }), dispute }),
  sample: {
    ...sampleAbout,
    payment: { id: '019e3d6e-6f00-7c3e-8f00-0242ac120003', provider: 'stripe' },
    dispute: { status: 'open', amount: sampleOrder.totals.total, reason: 'product_not_received' },
  },
  body: ({ number, placedAt, payment: { id, provider }, dispute: { status, amount, reason } }, context) => {
    const { t, locale } = context;
    const disputed = formatMoney(amount, locale);
    return {
      subject: { state: t(`state_${status}`) },
      preview: { amount: disputed },
      paragraphs: [t(`what_${status}`, { number, time: formatTime(placedAt, context), amount: disputed })],
      facts: [
        { label: t('amount'), value: disputed },
        { label: t('reason'), value: reason },
        { label: t('provider'), value: provider },
        { label: t('payment'), value: id },
      ],
      next: t(`next_${status}`),
    };
  },
});
