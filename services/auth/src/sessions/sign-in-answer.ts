import { problems, type RequestInfo } from '@oms/http';
import * as z from 'zod';
import { deliver, isOwnPage, readRefreshCookie } from '../browser/refresh-cookie.ts';
import { clientOf } from '../client.ts';
import type { AuthContext } from '../context.ts';
import { secondFactorMethods } from '../factors/second-factors.ts';
import { tokenHash } from '../links/link-token.ts';
import { authProblems } from '../problems.ts';
import { endFormerSession } from './end-own-sessions.ts';
import type { TokenPair } from './open-session.ts';
import type { MfaChallenge } from './sign-in.ts';

export const tokenPair = z
  .object({
    accessToken: z.string().describe('Signed JWT (RFC 9068), for `Authorization: Bearer`'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds'),
    refreshToken: z.string().optional().describe('Good for one refresh; absent where it is kept in the cookie'),
  })
  .meta({ id: 'TokenPair' });

export const mfaChallenge = z
  .object({
    mfaRequired: z.literal(true),
    mfaToken: z.string().describe('For POST /api/v1/auth/login/mfa, within five minutes; good for one sign-in'),
    methods: z.array(z.enum(secondFactorMethods)).describe('What the account can prove its second factor with'),
  })
  .meta({ id: 'MfaChallenge' });

/** What every way to sign in answers: tokens, or that a second factor is needed. */
export const signInAnswer = z.union([tokenPair, mfaChallenge]);

/** Asks for the refresh token as a cookie. */
export const cookieField = z
  .boolean()
  .optional()
  .describe('Set the refresh token as the cookie `__Host-rt`, which scripts cannot read, instead of returning it')
  .meta({ examples: [false] });

/** What an answer with tokens says about its headers. */
export const tokenHeaders = { 'Set-Cookie': '`__Host-rt`, where it was asked for' };

/** What any way to sign in may answer instead. */
export const signInProblems = [
  authProblems.email_not_verified,
  authProblems.account_suspended,
  problems.too_many_requests,
];

/**
 * The answer to a sign-in: see {@link signInAnswer}. A session that the browser kept in the cookie until now ends, since
 * nothing holds its refresh token any more.
 */
export async function answerSignIn(
  context: AuthContext,
  request: RequestInfo,
  outcome: TokenPair | MfaChallenge,
  cookie: boolean | undefined,
) {
  if ('mfaRequired' in outcome) {
    return { status: 200 as const, headers: { 'Cache-Control': 'no-store' }, body: outcome };
  }
  const former = cookie && isOwnPage(context.site, request) ? readRefreshCookie(request) : undefined;
  if (former !== undefined) await endFormerSession(context, tokenHash(former), clientOf(request));
  return { status: 200 as const, ...deliver(outcome, cookie) };
}
