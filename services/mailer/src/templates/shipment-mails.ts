import { orderLine, shipment } from '@oms/contracts';
import * as z from 'zod';
import { aboutOrder, defineOrderUpdate, listed, pieces, sampleAbout, samplePieces } from './order-update.ts';
import { sampleOrder } from './sample-order.ts';
import { formatTime } from './template.ts';

export const shipmentShipped = defineOrderUpdate({
  name: 'shipment-shipped',
  description: 'Says what of an order is on its way, by whom, and where to follow it.',
  category: 'orderUpdates',
  data: aboutOrder.extend({
    lines: z.array(orderLine.pick({ quantity: true, shipped: true })),
    shipment: shipment
      .pick({ carrier: true, trackingNumber: true, trackingUrl: true, shippedAt: true })
      .extend({ items: pieces }),
  }),
  sample: {
    ...sampleAbout,
    lines: sampleOrder.lines.map(({ quantity }, index) => ({ quantity, shipped: index === 0 ? quantity : 0 })),
    shipment: {
      carrier: 'DHL',
      trackingNumber: '00340434161094042557',
      trackingUrl: 'https://carrier.example/track/00340434161094042557',
      shippedAt: '2026-11-22T09:30:00.000Z',
      items: samplePieces.slice(0, 1),
    },
  },
  body: ({ number, placedAt, lines, shipment: sent }, context) => {
    const { t } = context;
    const isRestLeft = lines.some(({ quantity, shipped }) => shipped < quantity);
    return {
      paragraphs: [
        t('what', { number, time: formatTime(placedAt, context) }),
        ...(isRestLeft ? [t('restFollows')] : []),
      ],
      facts: [
        { label: t('shippedAt'), value: formatTime(sent.shippedAt, context) },
        { label: t('carrier'), value: sent.carrier },
        { label: t('trackingNumber'), value: sent.trackingNumber },
      ],
      link: sent.trackingUrl,
      lines: listed(sent.items, context),
      next: t('next'),
    };
  },
});

export const shipmentCanceled = defineOrderUpdate({
  name: 'shipment-canceled',
  description: 'Says that a parcel of an order that was announced does not leave after all.',
  category: 'orderUpdates',
  data: aboutOrder.extend({ shipment: shipment.pick({ shippedAt: true }).extend({ items: pieces }) }),
  sample: { ...sampleAbout, shipment: { shippedAt: '2026-11-22T09:30:00.000Z', items: samplePieces.slice(0, 1) } },
  body: ({ number, placedAt, shipment: { shippedAt, items } }, context) => {
    const { t } = context;
    return {
      paragraphs: [
        t('what', { number, time: formatTime(placedAt, context), announced: formatTime(shippedAt, context) }),
      ],
      lines: listed(items, context),
      next: t('next'),
    };
  },
});
