import { accountPages } from '@oms/contracts';
import { anyone, Problem, problems } from '@oms/http';
import { othersCookies } from '../browser/cookies.ts';
import { readRefreshCookie } from '../browser/refresh-cookie.ts';
import { route } from '../routes.ts';
import { findVisitor } from './find-visitor.ts';
import { opensPage, signInUrl } from './judge-visit.ts';

export const forwardAuth = route({
  method: 'get',
  path: '/api/v1/auth/forward',
  operationId: 'forwardAuth',
  summary: 'Tell the proxy whether a browser may see operators’ pages',
  description:
    'For Traefik’s ForwardAuth, before pages for operators on the host of PUBLIC_URL: 204 for a browser signed in by cookie whose account is an administrator’s, with who it is in headers for the page behind, and the cookies that this one may have: not ours; otherwise a browser that opens a page is sent to sign in and then back, and anything else is refused.',
  tag: 'Sessions',
  access: anyone(),
  responses: {
    204: {
      description: 'An administrator',
      headers: {
        'X-Auth-Account': 'Id of the account',
        'X-Auth-Email': 'Its address',
        Cookie: 'The cookies of the request but for ours, where there are any',
      },
    },
    302: { description: 'To the sign-in page', headers: { Location: 'The sign-in page' } },
  },
  problems: [problems.unauthenticated],
  handler: async ({ request }, context) => {
    const token = readRefreshCookie(request);
    const visitor = token === undefined ? undefined : await findVisitor(context, token);
    const headers = { 'Cache-Control': 'no-store' };
    if (visitor?.roles.includes('admin')) {
      const cookies = othersCookies(request);
      return {
        status: 204,
        headers: {
          ...headers,
          'X-Auth-Account': visitor.id,
          'X-Auth-Email': visitor.email,
          ...(cookies !== undefined && { Cookie: cookies }),
        },
      };
    }
    const visit = {
      method: request.header('x-forwarded-method') ?? 'GET',
      host: request.header('x-forwarded-host'),
      uri: request.header('x-forwarded-uri'),
      fetchMode: request.header('sec-fetch-mode'),
    };
    if (opensPage(visit)) return { status: 302, headers: { ...headers, Location: signInUrl(context.site, visit) } };
    throw new Problem(problems.unauthenticated, {
      detail: `An administrator signs in at ${context.site.origin}${accountPages.signIn} first.`,
      headers,
    });
  },
});
