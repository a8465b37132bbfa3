import { accountPages } from '@oms/contracts';
import { anyone, Problem, problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { audit } from '../audit/audit-log.ts';
import { readCookie } from '../browser/cookies.ts';
import { readRefreshCookie, refreshCookie } from '../browser/refresh-cookie.ts';
import { returnUrl, type Site } from '../browser/site.ts';
import { clientOf } from '../client.ts';
import type { AuthContext } from '../context.ts';
import { tokenHash } from '../links/link-token.ts';
import { authProblems, notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { endFormerSession } from '../sessions/end-own-sessions.ts';
import { findIdentities, type Identity } from './identity-store.ts';
import { flowCookieName, forgetFlowCookie } from './oidc-client.ts';
import { OidcFailure } from './oidc-failure.ts';
import { failureCode, linkIdentity, signInWithIdentity, unlinkIdentity } from './use-identity.ts';

const tag = 'Identities';
const providerName = z
  .string()
  .max(60)
  .meta({ examples: ['google'] });
const returnTo = z
  .string()
  .max(2000)
  .optional()
  .describe('Where the browser goes in the end: a path here, or a page of an allowed origin');

/** @throws {Problem} 422 when it is no page of ours */
function checkedReturn(site: Site, wanted: string | undefined, place: 'query' | 'body'): { returnTo?: string } {
  if (wanted === undefined) return {};
  const url = returnUrl(site, wanted);
  if (url !== undefined) return { returnTo: url };
  throw new Problem(problems.validation_failed, {
    errors: [{ pointer: '/returnTo', in: place, code: 'foreign_url', detail: 'must lead to a page of ours' }],
  });
}

/** @throws {Problem} 404, 503 */
async function begin(
  { oidc, logger }: AuthContext,
  provider: string,
  purpose: Parameters<AuthContext['oidc']['begin']>[1],
  options: { reauthenticate?: boolean } = {},
): Promise<{ url: string; cookie: string }> {
  if (!oidc.providers.some(({ name }) => name === provider)) throw notFound('provider');
  return oidc.begin(provider, purpose, options).catch((error: unknown) => {
    logger.warn({ err: error, provider }, 'a sign-in could not be begun');
    throw new Problem(problems.service_unavailable, {
      detail: `${provider} cannot be reached. Try again, or sign in another way.`,
      headers: { 'Retry-After': '10' },
    });
  });
}

export const beginOauth = route({
  method: 'get',
  path: '/api/v1/auth/oauth/:provider',
  operationId: 'beginOauth',
  summary: 'Sign in at another issuer',
  description:
    'For a browser to go to: it is sent on to the issuer, and from there back to the callback, which ends at `returnTo`, or at the sign-in page. A session counts as signed in when the issuer says that the person signed in there (`auth_time`): one that the issuer remembers from earlier does not count as a recent sign-in, and `reauthenticate=true` brings one that does.',
  tag,
  access: anyone(),
  params: z.object({ provider: providerName }),
  query: z.strictObject({
    returnTo,
    reauthenticate: z
      .enum(['true', 'false'])
      .optional()
      .describe('Have the issuer ask the person to sign in there again, for what needs a recent sign-in'),
  }),
  responses: {
    302: {
      description: 'On to the issuer',
      headers: { Location: 'The issuer’s sign-in page', 'Set-Cookie': '`__Host-oidc`, which binds the way back' },
    },
  },
  problems: [problems.too_many_requests],
  handler: async ({ params, query, request }, context) => {
    await context.ipLimits.require('sign-in', clientOf(request));
    // The way back comes from the issuer's site, so the cookie is not with it: the session is noted here.
    const kept = readRefreshCookie(request);
    const purpose = {
      ...checkedReturn(context.site, query.returnTo, 'query'),
      ...(kept !== undefined && { formerToken: tokenHash(kept).toString('base64url') }),
    };
    const { url, cookie } = await begin(context, params.provider, purpose, {
      reauthenticate: query.reauthenticate === 'true',
    });
    return { status: 302, headers: { Location: url, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } };
  },
});

export const finishOauth = route({
  method: 'get',
  path: '/api/v1/auth/oauth/:provider/callback',
  operationId: 'finishOauth',
  summary: 'Come back from another issuer',
  description:
    'Sets the refresh token as the cookie `__Host-rt` and sends the browser to `returnTo`, where a page gets its access token at POST /api/v1/auth/refresh. An account with a second factor is asked for it on the sign-in page first. Where it fails the sign-in page says why (`#error=...`).',
  tag,
  access: anyone(),
  params: z.object({ provider: providerName }),
  // What the issuer sends is the issuer's to say (RFC 6749, section 4.1.2).
  query: z.record(z.string(), z.unknown()),
  responses: {
    302: {
      description: 'To `returnTo` or to the sign-in page',
      headers: { Location: 'Where the browser goes on', 'Set-Cookie': '`__Host-rt` once signed in' },
    },
  },
  handler: async ({ params: { provider }, query, request }, context) => {
    if (!context.oidc.providers.some(({ name }) => name === provider)) throw notFound('provider');
    const client = clientOf(request);
    const goOn = (location: string, ...cookies: string[]) => ({
      status: 302 as const,
      headers: { Location: location, 'Set-Cookie': [forgetFlowCookie, ...cookies], 'Cache-Control': 'no-store' },
    });
    const onPage = (fields: Record<string, string>): string =>
      `${context.site.origin}${accountPages.signIn}#${new URLSearchParams(fields)}`;
    try {
      const came = await context.oidc.finish(provider, readCookie(request, flowCookieName), searchOf(query));
      const to = came.returnTo;
      if (came.linkTo) {
        await linkIdentity(context, came.linkTo, came.identity, client);
        return goOn(to ?? onPage({ done: 'linked' }));
      }
      const outcome = await signInWithIdentity(context, came.identity, client);
      if ('mfaRequired' in outcome) {
        const { mfaToken, methods } = outcome;
        return goOn(onPage({ mfaToken, methods: methods.join(','), ...(to !== undefined && { to }) }));
      }
      const { formerToken } = came;
      if (formerToken !== undefined) await endFormerSession(context, Buffer.from(formerToken, 'base64url'), client);
      return goOn(to ?? onPage({ done: 'signed-in' }), refreshCookie(outcome.refreshToken));
    } catch (error) {
      const code = failureCode(error);
      if (code === undefined) throw error;
      const cause = error instanceof OidcFailure ? error.cause : undefined;
      context.logger.info({ err: cause, provider, code }, 'a sign-in at another issuer failed');
      const details = { provider, reason: code };
      await audit(context.db, context.now(), { type: 'login.failed', accountId: null, client, details });
      return goOn(onPage({ error: code }));
    }
  },
});

/** The query as the issuer sent it; of a parameter that came twice, both, so that it is refused. */
const searchOf = (query: Record<string, unknown>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]),
    ),
  );

export const beginLink = route({
  method: 'post',
  path: '/api/v1/auth/identities',
  operationId: 'linkIdentity',
  summary: 'Link a login at another issuer to this account',
  description:
    'Sets the cookie `__Host-oidc` and answers where the browser has to go; its way back ends at `returnTo`. To be asked by a page of PUBLIC_URL, whose browser then holds the cookie.',
  tag,
  access: signedIn({ recentLogin: true }),
  body: z.strictObject({ provider: providerName, returnTo }),
  responses: {
    200: {
      description: 'Where the browser goes',
      body: z.object({ authorizationUrl: z.url() }),
      headers: { 'Set-Cookie': '`__Host-oidc`, which binds the way back' },
    },
  },
  problems: [problems.not_found],
  handler: async ({ principal, body }, context) => {
    const { subject: accountId, sessionId } = principal;
    if (sessionId === undefined) throw new Problem(problems.forbidden, { detail: 'Sign in as a person.' });
    const { url, cookie } = await begin(context, body.provider, {
      ...checkedReturn(context.site, body.returnTo, 'body'),
      linkTo: { accountId, sessionId },
    });
    return { status: 200, headers: { 'Set-Cookie': cookie }, body: { authorizationUrl: url } };
  },
});

const identity = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    issuer: z.string(),
    email: z.string().nullable().describe('As the issuer last said; it need not be the account’s'),
    linkedAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Identity' });

const present = ({ id, provider, issuer, email, linkedAt, lastUsedAt }: Identity): z.infer<typeof identity> => ({
  id,
  provider,
  issuer,
  email,
  linkedAt,
  lastUsedAt,
});

export const listIdentities = route({
  method: 'get',
  path: '/api/v1/auth/identities',
  operationId: 'listIdentities',
  summary: 'Logins at other issuers that are linked',
  tag,
  access: signedIn(),
  responses: { 200: { description: 'In the order of linking', body: z.object({ data: z.array(identity) }) } },
  handler: async ({ principal }, { db }) => ({
    status: 200,
    body: { data: (await findIdentities(db, principal.subject)).map(present) },
  }),
});

export const removeIdentity = route({
  method: 'delete',
  path: '/api/v1/auth/identities/:id',
  operationId: 'unlinkIdentity',
  summary: 'Unlink a login at another issuer',
  tag,
  access: signedIn({ recentLogin: true }),
  params: z.object({ id: z.uuid() }),
  responses: { 204: { description: 'It signs nobody in any more' } },
  problems: [authProblems.last_way_in],
  handler: async ({ principal, params, request }, context) => {
    await unlinkIdentity(context, principal.subject, params.id, clientOf(request));
    return { status: 204 };
  },
});
