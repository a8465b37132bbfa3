import { anyone, maybeSignedIn, Problem, problems, type RequestInfo, signedIn } from '@oms/http';
import * as z from 'zod';
import { emailAddress } from '../accounts/email-address.ts';
import { deliver, forgetRefreshCookie, readRefreshCookie, requireOwnPage } from '../browser/refresh-cookie.ts';
import { clientOf } from '../client.ts';
import type { AuthContext } from '../context.ts';
import { tokenHash } from '../links/link-token.ts';
import { tokenField } from '../links/token-field.ts';
import { presentedPassword } from '../passwords/password-field.ts';
import { authProblems, notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { endOwnSessions } from './end-own-sessions.ts';
import { logIn } from './log-in.ts';
import { refresh } from './refresh.ts';
import { findLiveSessions, findTokenWithSession, type Session } from './session-store.ts';
import { answerSignIn, cookieField, signInAnswer, signInProblems, tokenHeaders, tokenPair } from './sign-in-answer.ts';

export const logInWithPassword = route({
  method: 'post',
  path: '/api/v1/auth/login',
  operationId: 'logIn',
  summary: 'Sign in with address and password',
  tag: 'Sessions',
  access: anyone(),
  cookies: true,
  body: z
    .strictObject({ email: emailAddress, password: presentedPassword, cookie: cookieField })
    .meta({ examples: [{ email: 'ada@example.com', password: 'correct horse battery staple' }] }),
  responses: {
    200: { description: 'Signed in, or a second factor is needed', body: signInAnswer, headers: tokenHeaders },
  },
  problems: [authProblems.invalid_credentials, authProblems.overloaded, ...signInProblems],
  handler: async ({ body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('sign-in', client);
    return answerSignIn(context, request, await logIn(context, body, client), body.cookie);
  },
});

export const refreshTokens = route({
  method: 'post',
  path: '/api/v1/auth/refresh',
  operationId: 'refreshTokens',
  summary: 'Exchange a refresh token for a new pair',
  description:
    'Each refresh token is good for one exchange. One that comes again, other than within ten seconds of its exchange, ends the session: somebody has a copy. Without a token in the body the one in the cookie `__Host-rt` is used, for pages of our own origins alone, and the new one replaces it there.',
  tag: 'Sessions',
  access: anyone(),
  cookies: true,
  body: z.strictObject({ refreshToken: tokenField.optional() }).optional(),
  responses: { 200: { description: 'A new pair', body: tokenPair, headers: tokenHeaders } },
  problems: [authProblems.refresh_token_invalid, authProblems.origin_not_allowed],
  handler: async ({ body, request }, context) => {
    const given = body?.refreshToken;
    const kept = given === undefined ? readRefreshCookie(request) : undefined;
    if (kept !== undefined) requireOwnPage(context.site, request);
    const refreshToken = given ?? kept;
    if (refreshToken === undefined && body !== undefined) {
      const detail = 'is missing, and there is no cookie in its place';
      throw new Problem(problems.validation_failed, {
        errors: [{ pointer: '/refreshToken', in: 'body', code: 'required', detail }],
      });
    }
    if (refreshToken === undefined) {
      throw new Problem(authProblems.refresh_token_invalid, {
        detail: 'There is neither a refresh token in the body nor a cookie. Sign in.',
      });
    }
    const pair = await refresh(context, refreshToken, clientOf(request));
    return { status: 200, ...deliver(pair, kept !== undefined) };
  },
});

export const logOut = route({
  method: 'post',
  path: '/api/v1/auth/logout',
  operationId: 'logOut',
  summary: 'End this session',
  description:
    'The refresh token is void at once, the access token on every service within a second. Without an access token a page of our own origins ends the session of its cookie `__Host-rt`.',
  tag: 'Sessions',
  access: maybeSignedIn(),
  cookies: true,
  responses: {
    204: { description: 'Signed out; the cookie is gone', headers: { 'Set-Cookie': 'Clears `__Host-rt`' } },
  },
  problems: [authProblems.origin_not_allowed],
  handler: async ({ principal, request }, context) => {
    const kept = readRefreshCookie(request);
    const session = principal ?? (await ownerOfCookie(context, kept, request));
    const { subject, sessionId } = session;
    if (sessionId !== undefined)
      await endOwnSessions(context, subject, { only: sessionId }, 'log-out', clientOf(request));
    return { status: 204, ...(kept !== undefined && { headers: { 'Set-Cookie': forgetRefreshCookie } }) };
  },
});

/**
 * Whose session the cookie belongs to; nobody's where it has ended.
 *
 * @throws {Problem} 401 without a cookie, 403 when a page of another site made the browser send it
 */
async function ownerOfCookie(
  { db, site }: AuthContext,
  kept: string | undefined,
  request: RequestInfo,
): Promise<{ subject: string; sessionId: string | undefined }> {
  if (kept === undefined) {
    throw new Problem(problems.unauthenticated, {
      detail: 'Send an access token, or the cookie of a page of ours.',
      headers: { 'WWW-Authenticate': 'Bearer realm="oms"' },
    });
  }
  requireOwnPage(site, request);
  const session = (await findTokenWithSession(db, tokenHash(kept)))?.session;
  return { subject: session?.accountId ?? '', sessionId: session?.id };
}

const session = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe('The one that asks'),
    userAgent: z.string().nullable(),
    ip: z.string().nullable(),
    amr: z.array(z.string()).describe('How the person proved who they are (RFC 8176)'),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('Unless it is used before'),
  })
  .meta({ id: 'Session' });

const present = (each: Session, current: string | undefined): z.infer<typeof session> => ({
  id: each.id,
  current: each.id === current,
  userAgent: each.userAgent,
  ip: each.ip,
  amr: each.amr,
  createdAt: each.createdAt,
  lastSeenAt: each.lastSeenAt,
  expiresAt: each.expiresAt,
});

export const listSessions = route({
  method: 'get',
  path: '/api/v1/auth/sessions',
  operationId: 'listSessions',
  summary: 'Where one is signed in',
  tag: 'Sessions',
  access: signedIn(),
  responses: {
    200: { description: 'Live sessions, the latest used first', body: z.object({ data: z.array(session) }) },
  },
  handler: async ({ principal }, { db, now }) => {
    const sessions = await findLiveSessions(db, principal.subject, now());
    return { status: 200, body: { data: sessions.map((each) => present(each, principal.sessionId)) } };
  },
});

export const endSession = route({
  method: 'delete',
  path: '/api/v1/auth/sessions/:id',
  operationId: 'endSession',
  summary: 'Sign out one session',
  description: 'To sign out oneself, at any time: POST /api/v1/auth/logout.',
  tag: 'Sessions',
  access: signedIn({ recentLogin: true }),
  params: z.object({ id: z.uuid() }),
  responses: { 204: { description: 'It has ended' } },
  handler: async ({ principal, params, request }, context) => {
    const ended = await endOwnSessions(
      context,
      principal.subject,
      { only: params.id },
      'ended by its owner',
      clientOf(request),
    );
    if (ended === 0) throw notFound('session');
    return { status: 204 };
  },
});

export const endOtherSessions = route({
  method: 'delete',
  path: '/api/v1/auth/sessions',
  operationId: 'endOtherSessions',
  summary: 'Sign out all sessions but this one',
  tag: 'Sessions',
  access: signedIn({ recentLogin: true }),
  responses: { 204: { description: 'They have ended' } },
  handler: async ({ principal, request }, context) => {
    const { subject, sessionId } = principal;
    const which = sessionId === undefined ? 'all' : { except: sessionId };
    await endOwnSessions(context, subject, which, 'ended by its owner', clientOf(request));
    return { status: 204 };
  },
});
