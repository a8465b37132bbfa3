import { formatMoney, numberFormat, order, orderLine, orderTotals } from '@oms/contracts';
import * as z from 'zod';
import { orderId, orderLink } from './order-link.ts';
import { sampleOrder } from './sample-order.ts';
import { defineTemplate, formatTime, type View, type ViewContext } from './template.ts';

/** What of an order the mail about its end shows, and thus all of it that the ledger keeps. */
const endedOrder = order.pick({ number: true, placedAt: true }).extend({
  id: orderId,
  lines: z.array(orderLine.pick({ name: true, sku: true, quantity: true })),
  totals: orderTotals.pick({ total: true, paid: true, refunded: true }),
});

const { id, number, placedAt, lines, totals } = sampleOrder;
const nothing = { ...totals.total, amount: 0 };
const sample: z.output<typeof endedOrder> = {
  id,
  number,
  placedAt,
  lines,
  totals: { total: totals.total, paid: nothing, refunded: nothing },
};

const common = { layout: 'order-ended', category: 'orderUpdates', inDoubt: 'resend' } as const;

export const orderCanceled = defineTemplate({
  ...common,
  name: 'order-canceled',
  description: 'Says that an order was canceled, and why.',
  data: endedOrder.extend({ reason: z.string() }),
  sample: { ...sample, reason: 'The order was placed twice.' },
  view: (ended, context) => ({ ...viewOf(ended, context), reason: ended.reason }),
});

export const orderExpired = defineTemplate({
  ...common,
  name: 'order-expired',
  description: 'Says that an order was not paid in time and is given up.',
  data: endedOrder,
  sample,
  view: viewOf,
});

function viewOf(ended: z.output<typeof endedOrder>, context: ViewContext): View {
  const { total, paid, refunded } = ended.totals;
  const owed = paid.amount - refunded.amount;
  return {
    subject: { number: ended.number },
    number: ended.number,
    placedAt: formatTime(ended.placedAt, context),
    total: formatMoney(total, context.locale),
    unpaid: owed === 0,
    // Of an order that is given up everything is paid back.
    owed: owed > 0 ? formatMoney({ ...paid, amount: owed }, context.locale) : null,
    lines: ended.lines.map((line) => ({
      ...line,
      quantity: numberFormat(context.locale).format(line.quantity),
    })),
    reason: null,
    orderLink: orderLink(ended, context),
  };
}
