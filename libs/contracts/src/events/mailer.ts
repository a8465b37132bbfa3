import * as z from 'zod';
import { defineEvent } from '../event.ts';

export const mailUnsubscribed = defineEvent({
  type: 'oms.mailer.mail.unsubscribed.v1',
  aggregate: 'recipient',
  description: 'A person said, from within a mail, that they want no more of its kind: their preferences follow.',
  data: z.object({
    accountId: z.uuid(),
    /** The preference that it is, as `preferences.changed` names it. */
    category: z.enum(['orderUpdates', 'news']),
  }),
});
