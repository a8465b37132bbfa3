import * as z from 'zod';

export const deliveryStatuses = ['pending', 'sending', 'delivered', 'failed', 'skipped'] as const;

const deliveryAttempt = z.object({
  number: z.int().min(1),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable().describe('Null while it is under way'),
  statusCode: z.int().nullable().describe('What the receiver answered; null where no answer came'),
  error: z.string().nullable(),
  durationMs: z.int().nullable(),
  responseExcerpt: z.string().nullable().describe('The first KiB of the answer'),
});

export const delivery = z
  .object({
    id: z.uuid(),
    subscriptionId: z.uuid(),
    eventId: z.uuid().describe('The same in every attempt, as `webhook-id`'),
    eventType: z.string(),
    orderId: z.uuid().nullable().describe('Null for a test'),
    occurredAt: z.iso.datetime(),
    status: z
      .enum(deliveryStatuses)
      .describe('`failed`: given up after three days; `skipped`: the subscription was inactive'),
    nextAttemptAt: z.iso
      .datetime()
      .nullable()
      .describe('At the earliest: earlier events of the order, and pauses of a failing receiver, come first'),
    lastError: z.string().nullable(),
    deliveredAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    attempts: z.array(deliveryAttempt),
  })
  .meta({
    id: 'WebhookDelivery',
    examples: [
      {
        id: '0197c9a6-7081-7293-84a5-c6d7e8f90a1b',
        subscriptionId: '0197c9a6-0112-7344-8556-677889900112',
        eventId: '0197c9a0-6f9d-7123-8456-0a1b2c3d4e5f',
        eventType: 'oms.orders.order.placed.v1',
        orderId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f',
        occurredAt: '2026-03-14T09:26:53.589Z',
        status: 'delivered',
        nextAttemptAt: null,
        lastError: null,
        deliveredAt: '2026-03-14T09:26:54.123Z',
        createdAt: '2026-03-14T09:26:53.700Z',
        attempts: [
          {
            number: 1,
            startedAt: '2026-03-14T09:26:54.000Z',
            finishedAt: '2026-03-14T09:26:54.123Z',
            statusCode: 200,
            error: null,
            durationMs: 123,
            responseExcerpt: 'ok',
          },
        ],
      },
    ],
  });

export type Delivery = z.infer<typeof delivery>;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>;
