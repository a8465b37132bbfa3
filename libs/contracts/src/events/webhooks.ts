import * as z from 'zod';
import { defineEvent } from '../event.ts';

export const webhookSubscriptionDisabled = defineEvent({
  type: 'oms.orders.webhook-subscription.disabled.v1',
  aggregate: 'webhook-subscription',
  description:
    'A subscription to webhooks was set inactive, because its receiver wants no more or does nothing but fail.',
  data: z.object({
    subscriptionId: z.uuid(),
    /** Host and port of the receiver; the whole URL may hold a secret. */
    host: z.string(),
    description: z.string().nullable(),
    reason: z.enum(['failing', 'gone']),
    /** The first failure after the last success. */
    failingSince: z.iso.datetime().nullable(),
    /** Who made it; null once they are erased. */
    accountId: z.uuid().nullable(),
    email: z.string().nullable(),
  }),
});

export const webhookSubscriptionTested = defineEvent({
  type: 'oms.orders.webhook-subscription.tested.v1',
  aggregate: 'webhook-subscription',
  description: 'Somebody had a test sent to the receiver of a subscription. It goes to that receiver alone.',
  data: z.object({ subscriptionId: z.uuid() }),
});
