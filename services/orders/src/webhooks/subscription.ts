import { line, orderEventTypes } from '@oms/contracts';
import * as z from 'zod';

const eventTypes = orderEventTypes.map(({ type }) => type);

/** A type of event of orders, or all of them. */
const eventType = z.enum(['*', ...eventTypes]);

/** Every type of event that goes out. */
export const orderEventType = z.enum(eventTypes);

const fields = {
  id: z.uuid(),
  url: z.string(),
  eventTypes: z
    .array(z.string())
    .describe('`*` for all')
    .meta({ examples: [['oms.orders.order.placed.v1']] }),
  description: z.string().nullable(),
  active: z.boolean(),
  disabledReason: z
    .enum(['failing', 'gone'])
    .nullable()
    .describe('Why OMS has set it inactive: nothing but failures for three days, or an answer of 410'),
  disabledAt: z.iso.datetime().nullable(),
  failingSince: z.iso.datetime().nullable().describe('The first failure after the last success'),
  previousSecretUntil: z.iso.datetime().nullable().describe('Until then the secret before the present one signs too'),
  createdBy: z.uuid().nullable().describe('The account that made it'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int().min(1),
};

export const subscription = z.object(fields).meta({ id: 'WebhookSubscription' });

export const subscriptionWithSecret = z
  .object({
    ...fields,
    secret: z
      .string()
      .describe('Verifies signatures; it is never shown again')
      .meta({ examples: ['whsec_c2VjcmV0IG9mIGEgc3Vic2NyaXB0aW9u'] }),
  })
  .meta({ id: 'WebhookSubscriptionWithSecret' });

const url = z.string().max(2000).describe('`https`, with port 443, 80 or one from 1024 on, and no user name in it');
const types = z
  .array(eventType)
  .min(1)
  .max(100)
  .describe('Types of events of orders, such as `oms.orders.order.placed.v1`, or `*`');
const description = line(500).nullable();

export const newSubscription = z
  .strictObject({
    url,
    eventTypes: types,
    description: description.default(null),
    active: z.boolean().default(true),
  })
  .meta({
    examples: [
      {
        url: 'https://hooks.example.com/orders',
        eventTypes: ['oms.orders.order.placed.v1', 'oms.orders.order.canceled.v1'],
        description: 'Our warehouse',
      },
    ],
  });

export const subscriptionChange = z
  .strictObject({
    url: url.optional(),
    eventTypes: types.optional(),
    description: description.optional(),
    active: z
      .boolean()
      .optional()
      .describe('Events that happen while it is inactive are not sent later; read them from `/events`'),
  })
  .meta({ examples: [{ eventTypes: ['*'], active: true }] });

export type Subscription = z.infer<typeof subscription>;
export type NewSubscription = z.infer<typeof newSubscription>;
