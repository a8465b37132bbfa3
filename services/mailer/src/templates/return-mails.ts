import { orderReturn } from '@oms/contracts';
import * as z from 'zod';
import { aboutOrder, defineOrderUpdate, listed, pieces, sampleAbout, samplePieces } from './order-update.ts';
import { formatTime, type Template } from './template.ts';

const returned = aboutOrder.extend({
  return: orderReturn.pick({ answer: true }).extend({
    items: z.array(pieces.element.extend({ received: z.int().min(0).nullish() })),
  }),
});

const sampleOf = (answer: string | null): z.output<typeof returned> => ({
  ...sampleAbout,
  return: { answer, items: samplePieces.slice(0, 1) },
});

const returnMail = (mail: Pick<Template<typeof returned>, 'name' | 'description' | 'category' | 'sample'>): Template =>
  defineOrderUpdate({
    ...mail,
    data: returned,
    body: ({ number, placedAt, return: { answer, items } }, context) => ({
      paragraphs: [context.t('what', { number, time: formatTime(placedAt, context) })],
      words: answer === null ? undefined : { label: context.t('answer'), text: answer },
      lines: listed(
        // Less can come than was asked for.
        items
          .map(({ received, ...line }) => ({ ...line, quantity: received ?? line.quantity }))
          .filter(({ quantity }) => quantity > 0),
        context,
      ),
      next: context.t('next'),
    }),
  });

export const returnApproved = returnMail({
  name: 'return-approved',
  description: 'Says that what a customer wants to send back will be taken.',
  category: 'transactional',
  sample: sampleOf('Please use the label that we have put into the parcel.'),
});

export const returnRejected = returnMail({
  name: 'return-rejected',
  description: 'Says that what a customer wants to send back will not be taken, and why.',
  category: 'transactional',
  sample: sampleOf('The time in which lamps can be sent back has passed.'),
});

export const returnReceived = returnMail({
  name: 'return-received',
  description: 'Says that what a customer sent back has come.',
  category: 'orderUpdates',
  // The answer was told with the approval.
  sample: sampleOf(null),
});
