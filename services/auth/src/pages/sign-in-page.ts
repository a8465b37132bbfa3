import { accountPages } from '@oms/contracts';
import { anyone, escapeHtml } from '@oms/http';
import { route } from '../routes.ts';
import { asset, pageHeaders } from './routes.ts';

const renderSignInPage = (providers: readonly { name: string; title: string }[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Sign in</title>
<link rel="stylesheet" href="/account/assets/account.css">
<script type="module" src="/account/assets/sign-in.js"></script>
</head>
<body>
<main>
<h1>Sign in</h1>
<p role="status" aria-live="polite"></p>
<div id="ways" hidden>
<form id="password-form">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>
<p><button id="passkey" type="button" class="other" hidden>Sign in with a passkey</button></p>
${providers
  .map(
    ({ name, title }) =>
      `<p><a data-provider href="/api/v1/auth/oauth/${escapeHtml(name)}">Sign in with ${escapeHtml(title)}</a></p>`,
  )
  .join('\n')}
</div>
<form id="code-form" hidden>
<label for="code">Code of your authenticator app, or a recovery code</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required>
<button type="submit">Go on</button>
<p><button id="passkey-factor" type="button" class="other" hidden>Use a passkey</button></p>
</form>
<button id="sign-out" type="button" hidden>Sign out</button>
<noscript><p>Signing in needs JavaScript.</p></noscript>
</main>
</body>
</html>
`;

export const signInPageRoutes = [
  route({
    method: 'get',
    path: accountPages.signIn,
    operationId: 'signInPage',
    summary: 'The page where people sign in',
    tag: 'Pages',
    access: anyone(),
    hidden: true,
    responses: { 200: { description: 'The page', types: ['text/html'] } },
    handler: (_input, { oidc }) => ({
      status: 200,
      type: 'html',
      headers: pageHeaders,
      content: renderSignInPage(oidc.providers),
    }),
  }),
  asset('sign-in.js', 'signInScript'),
];
