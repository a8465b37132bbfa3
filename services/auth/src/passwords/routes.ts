import { anyone, problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { emailAddress } from '../accounts/email-address.ts';
import { clientOf } from '../client.ts';
import { tokenField } from '../links/token-field.ts';
import { authProblems } from '../problems.ts';
import { route } from '../routes.ts';
import { chosenPassword, presentedPassword } from './password-field.ts';
import { changePassword, requestReset, resetPassword } from './reset-password.ts';

const policyProblems = [
  authProblems.password_too_short,
  authProblems.password_too_long,
  authProblems.password_breached,
  authProblems.overloaded,
];

export const forgotPassword = route({
  method: 'post',
  path: '/api/v1/auth/password/forgot',
  operationId: 'forgotPassword',
  summary: 'Have a link mailed that sets a new password',
  description: 'Answers the same whether or not the address has an account.',
  tag: 'Passwords',
  access: anyone(),
  body: z.strictObject({ email: emailAddress }),
  responses: { 202: { description: 'A mail is on its way, if the address has an account' } },
  problems: [problems.too_many_requests],
  handler: async ({ body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('mail', client);
    await requestReset(context, body.email, client);
    return { status: 202 };
  },
});

export const resetForgottenPassword = route({
  method: 'post',
  path: '/api/v1/auth/password/reset',
  operationId: 'resetPassword',
  summary: 'Set a new password by the token that was mailed; ends every session',
  tag: 'Passwords',
  access: anyone(),
  body: z.strictObject({ token: tokenField, password: chosenPassword }),
  responses: { 204: { description: 'The password is set; the token is used up' } },
  problems: [authProblems.link_invalid, ...policyProblems],
  handler: async ({ body, request }, context) => {
    await resetPassword(context, body, clientOf(request));
    return { status: 204 };
  },
});

export const changeOwnPassword = route({
  method: 'post',
  path: '/api/v1/auth/password/change',
  operationId: 'changePassword',
  summary: 'Set a new password; ends the other sessions',
  description: 'Beside a second factor 8 characters are enough, otherwise 15.',
  tag: 'Passwords',
  access: signedIn(),
  body: z.strictObject({ currentPassword: presentedPassword, newPassword: chosenPassword }).meta({
    examples: [{ currentPassword: 'correct horse battery staple', newPassword: 'four brave lanterns drift' }],
  }),
  responses: { 204: { description: 'The password is set' } },
  problems: [authProblems.invalid_credentials, problems.too_many_requests, ...policyProblems],
  handler: async ({ principal, body, request }, context) => {
    await changePassword(
      context,
      { accountId: principal.subject, sessionId: principal.sessionId },
      body,
      clientOf(request),
    );
    return { status: 204 };
  },
});
