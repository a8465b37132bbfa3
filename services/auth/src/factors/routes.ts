import { anyone, permission, problems, type RequestInfo, signedIn } from '@oms/http';
import type { Principal } from '@oms/security';
import * as z from 'zod';
import { findAccount } from '../accounts/account-store.ts';
import { clientOf } from '../client.ts';
import type { AuthContext } from '../context.ts';
import { tokenField } from '../links/token-field.ts';
import { loginCredential, publicKeyOptions } from '../passkeys/credential-fields.ts';
import { passkeyMfaOptions } from '../passkeys/log-in-with-passkey.ts';
import { findPasskeys } from '../passkeys/passkey-store.ts';
import { authProblems, notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { logInWithSecondFactor } from '../sessions/log-in-second-factor.ts';
import { answerSignIn, cookieField, signInAnswer, signInProblems, tokenHeaders } from '../sessions/sign-in-answer.ts';
import { beginTotp, confirmTotpSetUp, type Owner, removeTotp, renewRecoveryCodes } from './manage-totp.ts';
import { countRecoveryCodes } from './recovery-code-store.ts';
import { resetSecondFactors } from './reset-second-factors.ts';
import { findTotp } from './totp-store.ts';

const tag = 'Second factors';
const noStore = { 'Cache-Control': 'no-store' };

/** Six digits, as some apps show them: in two groups. */
const totpCodeField = z
  .string()
  .trim()
  .regex(/^\d{3} ?\d{3}$/, 'must be six digits')
  .transform((code) => code.replace(' ', ''))
  .meta({ examples: ['492039'] });

const recoveryCodes = z
  .object({
    recoveryCodes: z.array(z.string()).describe('Shown this once; each signs in once in the place of a code'),
  })
  .meta({ id: 'RecoveryCodes' });

const secondFactors = z
  .object({
    totp: z.object({ confirmedAt: z.iso.datetime() }).nullable().describe('The authenticator app'),
    passkeys: z.int().describe('How many there are'),
    recoveryCodesLeft: z.int(),
  })
  .meta({ id: 'SecondFactors' });

const ownerOf = (principal: Principal, request: RequestInfo): Owner => ({
  accountId: principal.subject,
  client: clientOf(request),
});

async function present({ db }: AuthContext, accountId: string): Promise<z.infer<typeof secondFactors>> {
  const confirmedAt = (await findTotp(db, accountId))?.confirmedAt ?? null;
  return {
    totp: confirmedAt === null ? null : { confirmedAt },
    passkeys: (await findPasskeys(db, accountId)).length,
    recoveryCodesLeft: await countRecoveryCodes(db, accountId),
  };
}

export const logInWithCode = route({
  method: 'post',
  path: '/api/v1/auth/login/mfa',
  operationId: 'logInWithSecondFactor',
  summary: 'End a sign-in with a second factor',
  description:
    'Takes the `mfaToken` that a sign-in was answered with, and a code of the authenticator app, a passkey’s answer or one of the recovery codes. A wrong one leaves the token good.',
  tag: 'Sessions',
  access: anyone(),
  cookies: true,
  body: z
    .strictObject({
      mfaToken: tokenField,
      code: totpCodeField.optional(),
      recoveryCode: z.string().trim().min(1).max(64).optional(),
      credential: loginCredential
        .optional()
        .describe('`credential.toJSON()` of what the browser answered to POST /api/v1/auth/login/mfa/passkey/options'),
      cookie: cookieField,
    })
    .meta({ examples: [{ mfaToken: 'bWZhIHRva2VuIG9mIGEgc2lnbi1pbg', code: '492039' }] })
    .refine(
      (body) => [body.code, body.recoveryCode, body.credential].filter((each) => each !== undefined).length === 1,
      {
        error: 'must have one of code, recoveryCode and credential',
        path: ['code'],
      },
    ),
  responses: { 200: { description: 'Signed in', body: signInAnswer, headers: tokenHeaders } },
  problems: [
    authProblems.mfa_token_invalid,
    authProblems.mfa_code_invalid,
    authProblems.passkey_refused,
    ...signInProblems,
  ],
  handler: async ({ body: { mfaToken, code, recoveryCode = '', credential, cookie }, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('sign-in', client);
    const factor = code !== undefined ? { code } : credential !== undefined ? { credential } : { recoveryCode };
    return answerSignIn(context, request, await logInWithSecondFactor(context, { mfaToken, factor }, client), cookie);
  },
});

export const getPasskeyMfaOptions = route({
  method: 'post',
  path: '/api/v1/auth/login/mfa/passkey/options',
  operationId: 'getPasskeyMfaOptions',
  summary: 'Begin to end a sign-in with a passkey',
  tag: 'Sessions',
  access: anyone(),
  body: z.strictObject({ mfaToken: tokenField }),
  responses: {
    200: {
      description:
        'For `navigator.credentials.get()`, whose answer goes to POST /api/v1/auth/login/mfa; its challenge is used once, within five minutes',
      body: publicKeyOptions('PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3)'),
    },
  },
  problems: [authProblems.mfa_token_invalid, problems.too_many_requests],
  handler: async ({ body, request }, context) => {
    await context.ipLimits.require('sign-in', clientOf(request));
    return { status: 200, headers: noStore, body: { ...(await passkeyMfaOptions(context, body.mfaToken)) } };
  },
});

export const getSecondFactors = route({
  method: 'get',
  path: '/api/v1/auth/mfa',
  operationId: 'getSecondFactors',
  summary: 'One’s authenticator app, passkeys and recovery codes',
  tag,
  access: signedIn(),
  responses: { 200: { description: 'What is set up', body: secondFactors } },
  handler: async ({ principal }, context) => ({ status: 200, body: await present(context, principal.subject) }),
});

export const beginTotpSetUp = route({
  method: 'post',
  path: '/api/v1/auth/mfa/totp',
  operationId: 'beginTotpSetUp',
  summary: 'Begin to set up an authenticator app',
  description:
    'Signing in needs no code before the set-up has been confirmed, within a quarter of an hour. Asking again gives another secret.',
  tag,
  access: signedIn({ recentLogin: true }),
  responses: {
    200: {
      description: 'What the app needs, shown this once',
      body: z
        .object({
          secret: z.string().describe('Base32, to be typed'),
          otpauthUri: z.string(),
          qrSvg: z.string().describe('The URI as a QR code'),
        })
        .meta({
          id: 'TotpSetUp',
          examples: [
            {
              secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
              otpauthUri: 'otpauth://totp/OMS:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=OMS',
              qrSvg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33"></svg>',
            },
          ],
        }),
    },
  },
  problems: [problems.not_found, authProblems.mfa_already_enabled],
  handler: async ({ principal }, context) => ({
    status: 200,
    headers: noStore,
    body: await beginTotp(context, principal.subject),
  }),
});

export const confirmTotp = route({
  method: 'post',
  path: '/api/v1/auth/mfa/totp/confirm',
  operationId: 'confirmTotpSetUp',
  summary: 'End the set-up of an authenticator app with its first code',
  description:
    'From now on signing in needs a code. Recovery codes from before are void. Its owner is told by mail. Other sessions go on; DELETE /auth/sessions ends them.',
  tag,
  access: signedIn({ recentLogin: true }),
  body: z.strictObject({ code: totpCodeField }),
  responses: { 200: { description: 'Codes for the day that the app is lost', body: recoveryCodes } },
  problems: [
    problems.not_found,
    authProblems.mfa_not_enabled,
    authProblems.mfa_setup_code_invalid,
    problems.too_many_requests,
  ],
  handler: async ({ principal, body, request }, context) => ({
    status: 200,
    headers: noStore,
    body: { recoveryCodes: await confirmTotpSetUp(context, ownerOf(principal, request), body.code) },
  }),
});

export const deleteTotp = route({
  method: 'delete',
  path: '/api/v1/auth/mfa/totp',
  operationId: 'removeTotp',
  summary: 'Remove the authenticator app, and with the last second factor the recovery codes',
  description: 'A password of fewer than 15 characters must be replaced first, where no other second factor is left.',
  tag,
  access: signedIn({ recentLogin: true }),
  responses: { 204: { description: 'Signing in needs no code of it any more' } },
  problems: [problems.not_found, authProblems.password_needs_second_factor],
  handler: async ({ principal, request }, context) => {
    await removeTotp(context, ownerOf(principal, request));
    return { status: 204 };
  },
});

export const replaceRecoveryCodes = route({
  method: 'post',
  path: '/api/v1/auth/mfa/recovery-codes',
  operationId: 'replaceRecoveryCodes',
  summary: 'Have other recovery codes',
  tag,
  access: signedIn({ recentLogin: true }),
  responses: { 200: { description: 'Those from before are void', body: recoveryCodes } },
  problems: [problems.not_found, authProblems.mfa_not_enabled],
  handler: async ({ principal, request }, context) => ({
    status: 200,
    headers: noStore,
    body: { recoveryCodes: await renewRecoveryCodes(context, ownerOf(principal, request)) },
  }),
});

const params = z.object({ id: z.uuid() });

export const getAccountSecondFactors = route({
  method: 'get',
  path: '/api/v1/auth/accounts/:id/mfa',
  operationId: 'getAccountSecondFactors',
  summary: 'Whether an account has an authenticator app, passkeys and recovery codes',
  tag: 'Administration',
  access: permission('users:read'),
  params,
  responses: { 200: { description: 'What is set up', body: secondFactors } },
  handler: async ({ params: { id } }, context) => {
    if (!(await findAccount(context.db, id))) throw notFound('account');
    return { status: 200, body: await present(context, id) };
  },
});

export const resetAccountSecondFactors = route({
  method: 'delete',
  path: '/api/v1/auth/accounts/:id/mfa',
  operationId: 'resetAccountSecondFactors',
  summary: 'Remove the second factors of somebody who has lost them',
  description:
    'Takes the authenticator app, the passkeys and the recovery codes away, ends every session of the account and tells its owner. A password of fewer than 15 characters is removed too; another is set through a mailed link.',
  tag: 'Administration',
  access: permission('accounts:write', { recentLogin: true }),
  params,
  responses: { 204: { description: 'One factor is enough again' } },
  handler: async ({ params: { id }, principal, request }, context) => {
    await resetSecondFactors(context, id, ownerOf(principal, request));
    return { status: 204 };
  },
});

export const factorRoutes = [
  logInWithCode,
  getPasskeyMfaOptions,
  getSecondFactors,
  beginTotpSetUp,
  confirmTotp,
  deleteTotp,
  replaceRecoveryCodes,
  getAccountSecondFactors,
  resetAccountSecondFactors,
];
