import { anyone, problems } from '@oms/http';
import * as z from 'zod';
import { emailAddress } from '../accounts/email-address.ts';
import { clientOf } from '../client.ts';
import { tokenField } from '../links/token-field.ts';
import { authProblems } from '../problems.ts';
import { route } from '../routes.ts';
import { answerSignIn, cookieField, signInAnswer, signInProblems, tokenHeaders } from '../sessions/sign-in-answer.ts';
import { browserCookieFor, readBrowserCookie } from './browser-cookie.ts';
import { logInWithMagicLink, requestMagicLink } from './magic-link.ts';

const tag = 'Sessions';

export const askForMagicLink = route({
  method: 'post',
  path: '/api/v1/auth/magic-link',
  operationId: 'requestMagicLink',
  summary: 'Have a link mailed that signs in',
  description:
    'Answers the same whether or not the address has an account. A page of our own origins is given a cookie: the link then works in that browser alone. It works for ten minutes, once.',
  tag,
  access: anyone(),
  cookies: true,
  body: z.strictObject({ email: emailAddress }),
  responses: {
    202: {
      description: 'A mail is on its way, if the address has an account',
      headers: { 'Set-Cookie': '`__Host-magic-link`, for pages of our own origins' },
    },
  },
  problems: [problems.too_many_requests],
  handler: async ({ body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('mail', client);
    const cookie = browserCookieFor(context.site, request);
    await requestMagicLink(context, { email: body.email, browser: cookie?.value }, client);
    return { status: 202, ...(cookie && { headers: { 'Set-Cookie': cookie.header } }) };
  },
});

export const consumeMagicLink = route({
  method: 'post',
  path: '/api/v1/auth/magic-link/consume',
  operationId: 'logInWithMagicLink',
  summary: 'Sign in by the token of a magic link',
  description: 'The session has `amr` `email`. An account with a second factor is asked for it as after a password.',
  tag,
  access: anyone(),
  cookies: true,
  body: z
    .strictObject({ token: tokenField, cookie: cookieField })
    .meta({ examples: [{ token: 'dG9rZW4gb2YgYSBtYWlsZWQgbGluaw' }] }),
  responses: {
    200: { description: 'Signed in, or a second factor is needed', body: signInAnswer, headers: tokenHeaders },
  },
  problems: [authProblems.link_invalid, ...signInProblems],
  handler: async ({ body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('sign-in', client);
    const browser = readBrowserCookie(request);
    return answerSignIn(
      context,
      request,
      await logInWithMagicLink(context, { token: body.token, browser }, client),
      body.cookie,
    );
  },
});
