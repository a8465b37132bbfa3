import { readFileSync } from 'node:fs';
import { accountPages } from '@oms/contracts';
import { anyone } from '@oms/http';
import * as z from 'zod';
import { minimumPasswordLength } from '../passwords/password-policy.ts';
import { route } from '../routes.ts';
import { renderPage } from './page.ts';

/** Everything from here and nothing inline; the page is in nobody's frame and tells nobody where it was. */
export const pageHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

const page = (path: string, operationId: string, summary: string, html: string) =>
  route({
    method: 'get',
    path,
    operationId,
    summary,
    tag: 'Pages',
    access: anyone(),
    hidden: true,
    // Mail programs and trackers add parameters of their own to links.
    query: z.looseObject({}),
    responses: { 200: { description: 'The page', types: ['text/html'] } },
    handler: () => ({ status: 200, type: 'html', headers: pageHeaders, content: html }),
  });

export const asset = (name: string, operationId: string) => {
  const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  return route({
    method: 'get',
    path: `/account/assets/${name}`,
    operationId,
    summary: `A file of the account pages: ${name}`,
    tag: 'Pages',
    access: anyone(),
    hidden: true,
    responses: { 200: { description: 'The file', types: ['text/css', 'text/javascript'] } },
    handler: () => ({
      status: 200,
      type: name.endsWith('.css') ? 'css' : 'text/javascript; charset=utf-8',
      headers: { 'Cache-Control': 'public, max-age=300' },
      content,
    }),
  });
};

export const pageRoutes = [
  page(
    accountPages.verifyEmail,
    'verifyEmailPage',
    'The page that verifies an address',
    renderPage({
      title: 'Confirm your address',
      text: 'You registered with this e-mail address. Confirm that it is yours.',
      button: 'Confirm my address',
      endpoint: '/api/v1/auth/verify-email',
      done: 'Your address is confirmed. You can sign in now.',
    }),
  ),
  page(
    accountPages.reset,
    'resetPasswordPage',
    'The page that sets a new password',
    renderPage({
      title: 'Set a new password',
      text: 'Choose a new password. You will be signed out everywhere.',
      button: 'Set the password',
      endpoint: '/api/v1/auth/password/reset',
      done: 'Your new password is set. You can sign in with it now.',
      fields: `<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${minimumPasswordLength}" aria-describedby="hint">
<p id="hint" class="hint">At least ${minimumPasswordLength} characters; a few words that do not belong together do well.</p>
`,
    }),
  ),
  page(
    accountPages.magicLink,
    'magicLinkPage',
    'The page that signs in by a mailed link',
    renderPage({
      title: 'Sign in',
      text: 'You asked for a link to sign in.',
      button: 'Sign in',
      endpoint: '/api/v1/auth/magic-link/consume',
      done: 'You are signed in.',
      signsIn: true,
    }),
  ),
  asset('account.css', 'accountStyles'),
  asset('link.js', 'accountScript'),
];
