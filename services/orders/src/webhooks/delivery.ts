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
  .meta({ id: 'WebhookDelivery' });

export type Delivery = z.infer<typeof delivery>;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>;
