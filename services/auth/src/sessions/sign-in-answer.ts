import { problems } from '@oms/http';
import * as z from 'zod';
import { deliver } from '../browser/refresh-cookie.ts';
import { secondFactorMethods } from '../factors/second-factors.ts';
import { authProblems } from '../problems.ts';
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
  .describe('Set the refresh token as the cookie `__Host-rt`, which scripts cannot read, instead of returning it');

/** What an answer with tokens says about its headers. */
export const tokenHeaders = { 'Set-Cookie': '`__Host-rt`, where it was asked for' };

/** What any way to sign in may answer instead. */
export const signInProblems = [
  authProblems.email_not_verified,
  authProblems.account_suspended,
  problems.too_many_requests,
];

/** The answer to a sign-in: see {@link signInAnswer}. */
export const answerSignIn = (outcome: TokenPair | MfaChallenge, cookie: boolean | undefined) => ({
  status: 200 as const,
  ...('mfaRequired' in outcome
    ? { headers: { 'Cache-Control': 'no-store' }, body: outcome }
    : deliver(outcome, cookie)),
});
