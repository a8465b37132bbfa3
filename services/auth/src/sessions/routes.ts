import { anyone, signedIn } from '@oms/http';
import * as z from 'zod';
import { emailAddress } from '../accounts/email-address.ts';
import { audit } from '../audit/audit-log.ts';
import { clientOf } from '../client.ts';
import type { AuthContext, Client } from '../context.ts';
import { tokenField } from '../links/token-field.ts';
import { presentedPassword } from '../passwords/password-field.ts';
import { authProblems, notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { broadcastEnd, endSessions } from './end-sessions.ts';
import { logIn } from './log-in.ts';
import { refresh } from './refresh.ts';
import { findLiveSessions, type Session, type Which } from './session-store.ts';

export const tokenPair = z
  .object({
    accessToken: z.string().describe('Signed JWT (RFC 9068), for `Authorization: Bearer`'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds'),
    refreshToken: z.string().describe('Good for one refresh'),
  })
  .meta({ id: 'TokenPair' });

const noStore = { 'Cache-Control': 'no-store' };

export const logInWithPassword = route({
  method: 'post',
  path: '/api/v1/auth/login',
  operationId: 'logIn',
  summary: 'Sign in with address and password',
  tag: 'Sessions',
  access: anyone(),
  body: z.strictObject({ email: emailAddress, password: presentedPassword }),
  responses: { 200: { description: 'Signed in', body: tokenPair } },
  problems: [
    authProblems.invalid_credentials,
    authProblems.email_not_verified,
    authProblems.account_suspended,
    authProblems.overloaded,
  ],
  handler: async ({ body, request }, context) => ({
    status: 200,
    headers: noStore,
    body: await logIn(context, body, clientOf(request)),
  }),
});

export const refreshTokens = route({
  method: 'post',
  path: '/api/v1/auth/refresh',
  operationId: 'refreshTokens',
  summary: 'Exchange a refresh token for a new pair',
  description:
    'Each refresh token is good for one exchange. One that comes again, other than within ten seconds of its exchange, ends the session: somebody has a copy.',
  tag: 'Sessions',
  access: anyone(),
  body: z.strictObject({ refreshToken: tokenField }),
  responses: { 200: { description: 'A new pair', body: tokenPair } },
  problems: [authProblems.refresh_token_invalid],
  handler: async ({ body, request }, context) => ({
    status: 200,
    headers: noStore,
    body: await refresh(context, body.refreshToken, clientOf(request)),
  }),
});

export const logOut = route({
  method: 'post',
  path: '/api/v1/auth/logout',
  operationId: 'logOut',
  summary: 'End this session',
  description: 'The refresh token is void at once, the access token on every service within a second.',
  tag: 'Sessions',
  access: signedIn(),
  responses: { 204: { description: 'Signed out' } },
  handler: async ({ principal, request }, context) => {
    const { subject, sessionId } = principal;
    if (sessionId !== undefined) await end(context, subject, { only: sessionId }, 'log-out', clientOf(request));
    return { status: 204 };
  },
});

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
  tag: 'Sessions',
  access: signedIn(),
  params: z.object({ id: z.uuid() }),
  responses: { 204: { description: 'It has ended' } },
  handler: async ({ principal, params, request }, context) => {
    const ended = await end(context, principal.subject, { only: params.id }, 'ended by its owner', clientOf(request));
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
  access: signedIn(),
  responses: { 204: { description: 'They have ended' } },
  handler: async ({ principal, request }, context) => {
    const { subject, sessionId } = principal;
    const which = sessionId === undefined ? 'all' : { except: sessionId };
    await end(context, subject, which, 'ended by its owner', clientOf(request));
    return { status: 204 };
  },
});

/** Ends sessions of the person who asks. @returns how many */
async function end(
  context: AuthContext,
  accountId: string,
  which: Which,
  reason: string,
  client: Client,
): Promise<number> {
  const { db, now } = context;
  const ended = await db.transaction(async (tx) => {
    const result = await endSessions(tx, now(), accountId, which, reason);
    const { sessionIds } = result;
    if (sessionIds.length > 0) {
      const details = { sessionIds, reason };
      await audit(tx, now(), { type: 'session.ended', accountId, actorId: accountId, client, details });
    }
    return result;
  });
  await broadcastEnd(context, ended);
  return ended.sessionIds.length;
}
