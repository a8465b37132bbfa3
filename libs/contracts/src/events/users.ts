import * as z from 'zod';
import { defineEvent } from '../event.ts';

export const profileUpdated = defineEvent({
  type: 'oms.users.profile.updated.v1',
  aggregate: 'profile',
  description: 'A person changed their name, telephone number, locale or time zone.',
  data: z.object({
    accountId: z.uuid(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    locale: z.string(),
    timeZone: z.string(),
  }),
});

export const preferencesChanged = defineEvent({
  type: 'oms.users.preferences.changed.v1',
  aggregate: 'preferences',
  description: 'A person said which mails they want. Mails about the security of their account are always sent.',
  data: z.object({
    accountId: z.uuid(),
    mails: z.object({ orderUpdates: z.boolean(), news: z.boolean() }),
  }),
});
