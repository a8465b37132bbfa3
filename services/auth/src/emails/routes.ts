import { problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { emailAddress } from '../accounts/email-address.ts';
import { clientOf } from '../client.ts';
import { presentedPassword } from '../passwords/password-field.ts';
import { authProblems } from '../problems.ts';
import { route } from '../routes.ts';
import { requestEmailChange } from './change-email.ts';

export const changeOwnEmail = route({
  method: 'post',
  path: '/api/v1/auth/email/change',
  operationId: 'changeEmail',
  summary: 'Have a link mailed to another address that the account is to have',
  description:
    'The present address is told. Once the link is used (POST /api/v1/auth/verify-email), the account has the new address, access tokens from before are void, and its other sessions have ended. Answers the same whether or not the new address has an account.',
  tag: 'Accounts',
  access: signedIn(),
  body: z
    .strictObject({ newEmail: emailAddress, password: presentedPassword })
    .meta({ examples: [{ newEmail: 'ada.lovelace@example.com', password: 'correct horse battery staple' }] }),
  responses: { 202: { description: 'A mail is on its way, if the address can be used' } },
  problems: [authProblems.invalid_credentials, authProblems.overloaded, problems.too_many_requests],
  handler: async ({ principal, body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('mail', client);
    const caller = { accountId: principal.subject, sessionId: principal.sessionId };
    await requestEmailChange(context, caller, body, client);
    return { status: 202 };
  },
});
