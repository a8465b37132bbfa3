import * as z from 'zod';
import { defineEvent } from '../event.ts';

export const accountRegistered = defineEvent({
  type: 'oms.auth.account.registered.v1',
  aggregate: 'account',
  description: 'Somebody made an account; its address is not verified yet unless it says so.',
  data: z.object({
    accountId: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    locale: z.string().nullable(),
    emailVerified: z.boolean(),
  }),
});

export const emailVerificationRequested = defineEvent({
  type: 'oms.auth.email-verification.requested.v1',
  aggregate: 'account',
  description: 'A link that proves an address is to be mailed to it.',
  data: z.object({
    accountId: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    locale: z.string().nullable(),
    /** The link's token, sealed for the mailer. */
    sealedToken: z.string(),
    expiresAt: z.iso.datetime(),
  }),
});
