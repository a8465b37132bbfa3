import { anyone } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { mailProblems } from '../problems.ts';
import { receiveWebhook } from './receive-webhook.ts';

export const receiveMailWebhook = route({
  method: 'post',
  path: '/api/v1/mail/webhooks/:provider',
  operationId: 'receiveMailWebhook',
  summary: 'What a mail provider tells',
  description:
    'For `ses` (by Amazon SNS) and `mailgun`, which sign it: mails that were delivered, bounced or complained about. What came before, and what is not of our mails, is answered with 200 as well.',
  tag: 'Mail webhooks',
  access: anyone(),
  params: z.object({
    provider: z
      .string()
      .max(40)
      .meta({ examples: ['ses'] }),
  }),
  rawBody: true,
  examples: { '*/*': '{"Type":"Notification","MessageId":"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324","Message":"{}"}' },
  responses: { 200: { description: 'It was taken in', body: z.object({ received: z.literal(true) }) } },
  problems: [mailProblems.bad_signature],
  handler: async ({ params: { provider }, body }, context) => {
    await receiveWebhook(provider, body, context);
    return { status: 200, body: { received: true as const } };
  },
});
