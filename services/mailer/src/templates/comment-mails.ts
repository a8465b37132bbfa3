import { comment } from '@oms/contracts';
import * as z from 'zod';
import { aboutOrder, defineOrderUpdate, sampleAbout } from './order-update.ts';
import { formatTime } from './template.ts';

const written = comment.pick({ createdAt: true }).extend({ body: z.string() });
const createdAt = '2026-11-21T16:20:00.000Z';

/** A message from person to person: those who want no updates on orders get it all the same. */
export const commentAnswered = defineOrderUpdate({
  name: 'order-comment',
  description: 'Gives a customer what staff have written about their order.',
  category: 'transactional',
  data: aboutOrder.extend({ comment: written }),
  sample: {
    ...sampleAbout,
    comment: { createdAt, body: 'The lamp comes in oak and in walnut.\nWhich would you like?' },
  },
  body: ({ number, placedAt, comment: { body, createdAt } }, context) => ({
    paragraphs: [context.t('what', { number, time: formatTime(placedAt, context) })],
    words: { label: context.t('written', { time: formatTime(createdAt, context) }), text: body },
    next: context.t('next'),
  }),
});

/** To staff. */
export const customerCommented = defineOrderUpdate({
  name: 'customer-comment',
  description: 'Gives staff what a customer has written about their order.',
  toStaff: true,
  category: 'transactional',
  data: aboutOrder.extend({ email: z.string(), comment: written }),
  sample: {
    ...sampleAbout,
    email: 'ada@example.com',
    comment: { createdAt, body: 'Does the lamp come in walnut, too?' },
  },
  body: ({ number, placedAt, email, comment: { body, createdAt } }, context) => ({
    preview: { email },
    paragraphs: [context.t('what', { number, time: formatTime(placedAt, context), email })],
    words: { label: context.t('written', { time: formatTime(createdAt, context) }), text: body },
    next: context.t('next'),
  }),
});
