import { anyone, problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { clientOf } from '../client.ts';
import { authProblems } from '../problems.ts';
import { route } from '../routes.ts';
import { answerSignIn, cookieField, signInAnswer, signInProblems, tokenHeaders } from '../sessions/sign-in-answer.ts';
import { loginCredential, publicKeyOptions, registrationCredential } from './credential-fields.ts';
import { logInWithPasskey, passkeyLoginOptions } from './log-in-with-passkey.ts';
import { findPasskeys, type Passkey } from './passkey-store.ts';
import { passkeyOptions, registerPasskey, removePasskey } from './register-passkey.ts';

const tag = 'Passkeys';
const noStore = { 'Cache-Control': 'no-store' };

export const passkeyRegistrationOptions = route({
  method: 'post',
  path: '/api/v1/auth/passkeys/options',
  operationId: 'getPasskeyOptions',
  summary: 'Begin to register a passkey',
  tag,
  access: signedIn({ recentLogin: true }),
  responses: {
    200: {
      description: 'For `navigator.credentials.create()`; its challenge is good for one passkey, for five minutes',
      body: publicKeyOptions('PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3)'),
    },
  },
  problems: [problems.not_found, authProblems.too_many_passkeys],
  handler: async ({ principal }, context) => ({
    status: 200,
    headers: noStore,
    body: { ...(await passkeyOptions(context, principal.subject)) },
  }),
});

const passkey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    synced: z.boolean().describe('Whether it can be copied to the person’s other devices'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Passkey' });

const present = ({ id, name, synced, createdAt, lastUsedAt }: Passkey): z.infer<typeof passkey> => ({
  id,
  name,
  synced,
  createdAt,
  lastUsedAt,
});

export const addPasskey = route({
  method: 'post',
  path: '/api/v1/auth/passkeys',
  operationId: 'registerPasskey',
  summary: 'Register a passkey',
  description:
    'The authenticator must have verified the person: a passkey signs in by itself, without a second factor. From now on any other sign-in asks for a second factor: the passkey, or a recovery code.',
  tag,
  access: signedIn({ recentLogin: true }),
  body: z.strictObject({
    credential: registrationCredential.describe('`credential.toJSON()` of what the browser has made'),
    name: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .regex(/^\P{Cc}*$/u, 'must not hold control characters')
      .default('Passkey')
      .describe('What its owner knows it by'),
  }),
  responses: {
    201: {
      description: 'Registered',
      body: passkey
        .extend({
          recoveryCodes: z
            .array(z.string())
            .optional()
            .describe('Where the account had none: for the day that the passkey is lost, shown this once'),
        })
        .meta({ id: 'NewPasskey' }),
    },
  },
  problems: [problems.not_found, authProblems.passkey_invalid, authProblems.too_many_passkeys],
  handler: async ({ principal, body, request }, context) => {
    const made = await registerPasskey(context, principal.subject, body, clientOf(request));
    const { recoveryCodes } = made;
    return {
      status: 201,
      headers: noStore,
      body: { ...present(made.passkey), ...(recoveryCodes && { recoveryCodes }) },
    };
  },
});

export const listPasskeys = route({
  method: 'get',
  path: '/api/v1/auth/passkeys',
  operationId: 'listPasskeys',
  summary: 'One’s passkeys',
  tag,
  access: signedIn(),
  responses: { 200: { description: 'In the order of registration', body: z.object({ data: z.array(passkey) }) } },
  handler: async ({ principal }, { db }) => ({
    status: 200,
    body: { data: (await findPasskeys(db, principal.subject)).map(present) },
  }),
});

export const deleteOwnPasskey = route({
  method: 'delete',
  path: '/api/v1/auth/passkeys/:id',
  operationId: 'removePasskey',
  summary: 'Remove a passkey',
  tag,
  access: signedIn({ recentLogin: true }),
  params: z.object({ id: z.uuid() }),
  responses: { 204: { description: 'It signs nobody in any more' } },
  problems: [authProblems.last_way_in, authProblems.password_needs_second_factor],
  handler: async ({ principal, params, request }, context) => {
    await removePasskey(context, principal.subject, params.id, clientOf(request));
    return { status: 204 };
  },
});

export const getPasskeyLoginOptions = route({
  method: 'post',
  path: '/api/v1/auth/passkeys/login/options',
  operationId: 'getPasskeyLoginOptions',
  summary: 'Begin to sign in with a passkey',
  tag,
  access: anyone(),
  responses: {
    200: {
      description: 'For `navigator.credentials.get()`; its challenge is good for one sign-in, for five minutes',
      body: publicKeyOptions('PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3)'),
    },
  },
  problems: [problems.too_many_requests],
  handler: async ({ request }, context) => {
    await context.ipLimits.require('sign-in', clientOf(request));
    return { status: 200, headers: noStore, body: { ...(await passkeyLoginOptions(context)) } };
  },
});

export const logInByPasskey = route({
  method: 'post',
  path: '/api/v1/auth/passkeys/login',
  operationId: 'logInWithPasskey',
  summary: 'Sign in with a passkey',
  description: 'Counts as two factors, so that no other is asked for.',
  tag,
  access: anyone(),
  cookies: true,
  body: z.strictObject({
    credential: loginCredential.describe('`credential.toJSON()` of what the browser has answered'),
    cookie: cookieField,
  }),
  responses: { 200: { description: 'Signed in', body: signInAnswer, headers: tokenHeaders } },
  problems: [authProblems.passkey_refused, ...signInProblems],
  handler: async ({ body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('sign-in', client);
    return answerSignIn(context, request, await logInWithPasskey(context, body.credential, client), body.cookie);
  },
});
