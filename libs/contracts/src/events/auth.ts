import * as z from 'zod';
import { defineEvent } from '../event.ts';

/** Whom a mail about an account goes to. */
const addressee = {
  accountId: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  locale: z.string().nullable(),
};

export const accountRegistered = defineEvent({
  type: 'oms.auth.account.registered.v1',
  aggregate: 'account',
  description: 'Somebody made an account; its address is not verified yet unless it says so.',
  data: z.object({ ...addressee, emailVerified: z.boolean() }),
});

export const accountVerified = defineEvent({
  type: 'oms.auth.account.verified.v1',
  aggregate: 'account',
  description: 'The person behind an account has shown that its address is theirs.',
  data: z.object({ accountId: z.uuid(), email: z.string() }),
});

export const rolesChanged = defineEvent({
  type: 'oms.auth.account.roles-changed.v1',
  aggregate: 'account',
  description: 'An account has other roles than before; its access tokens from before are void.',
  data: z.object({ accountId: z.uuid(), roles: z.array(z.string()) }),
});

export const accountSuspended = defineEvent({
  type: 'oms.auth.account.suspended.v1',
  aggregate: 'account',
  description: 'An account was suspended: its sessions have ended and it cannot sign in.',
  data: z.object({ accountId: z.uuid(), reason: z.string() }),
});

export const accountReactivated = defineEvent({
  type: 'oms.auth.account.reactivated.v1',
  aggregate: 'account',
  description: 'A suspended account can sign in again.',
  data: z.object({ accountId: z.uuid() }),
});

export const emailVerificationRequested = defineEvent({
  type: 'oms.auth.email-verification.requested.v1',
  aggregate: 'account',
  description: 'A link that proves an address is to be mailed to it.',
  data: z.object({
    ...addressee,
    /** The link's token, sealed for the mailer in the context `email-verification`. */
    sealedToken: z.string(),
    expiresAt: z.iso.datetime(),
  }),
});

export const registrationRepeated = defineEvent({
  type: 'oms.auth.registration.repeated.v1',
  aggregate: 'account',
  description: 'Somebody registered with the address of an account; its owner is told, and whoever asked is not.',
  data: z.object(addressee),
});

export const passwordResetRequested = defineEvent({
  type: 'oms.auth.password-reset.requested.v1',
  aggregate: 'account',
  description: 'A link that sets a new password is to be mailed to its account.',
  data: z.object({
    ...addressee,
    /** The link's token, sealed for the mailer in the context `password-reset`. */
    sealedToken: z.string(),
    expiresAt: z.iso.datetime(),
  }),
});

export const passwordChanged = defineEvent({
  type: 'oms.auth.password.changed.v1',
  aggregate: 'account',
  description: 'An account has a new password; its other sessions have ended.',
  data: z.object(addressee),
});

export const refreshTokenReused = defineEvent({
  type: 'oms.auth.refresh-token.reused.v1',
  aggregate: 'account',
  description: 'A refresh token came a second time, so somebody has a copy; the session has ended.',
  data: z.object({ ...addressee, sessionId: z.uuid(), ip: z.string().nullable(), userAgent: z.string().nullable() }),
});

export const magicLinkRequested = defineEvent({
  type: 'oms.auth.magic-link.requested.v1',
  aggregate: 'account',
  description: 'A link that signs somebody in is to be mailed to their account.',
  data: z.object({
    ...addressee,
    /** The link's token, sealed for the mailer in the context `magic-link`. */
    sealedToken: z.string(),
    expiresAt: z.iso.datetime(),
  }),
});

/** What can happen to the ways in which a person proves who they are, the password aside. */
const factorChange = z.enum([
  'totp_enabled',
  'totp_disabled',
  /** By an administrator, for somebody who has lost it. */
  'totp_reset',
  'recovery_code_used',
  'recovery_codes_replaced',
  'passkey_added',
  'passkey_removed',
  'identity_linked',
  'identity_unlinked',
  /** A program may act for the account from now on. */
  'api_key_added',
]);

export const factorChanged = defineEvent({
  type: 'oms.auth.factor.changed.v1',
  aggregate: 'account',
  description:
    'An account gained or lost a way to sign in or an API key, or used up a recovery code; its owner is told.',
  data: z.object({
    ...addressee,
    change: factorChange,
    /** What the owner knows it by: the name of a passkey or an API key, an identity's provider. */
    label: z.string().nullable(),
    /** Recovery codes that are left, where it is about one. */
    remaining: z.int().min(0).nullable(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
});

export const sessionStarted = defineEvent({
  type: 'oms.auth.session.started.v1',
  aggregate: 'account',
  description: 'Somebody signed in. The owner is told where it was from a device that the account had not used before.',
  data: z.object({
    ...addressee,
    sessionId: z.uuid(),
    /** Not the account's first session, and none before it was from the same kind of browser. */
    newDevice: z.boolean(),
    /** RFC 8176. */
    amr: z.array(z.string()),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
});

export const emailChangeRequested = defineEvent({
  type: 'oms.auth.email-change.requested.v1',
  aggregate: 'account',
  description:
    'An account is to get another address: `email`, the new one, is sent a link that proves it, and `currentEmail` is told that somebody asked.',
  data: z.object({
    ...addressee,
    /** The address that the account still has. */
    currentEmail: z.string(),
    /**
     * The link's token, sealed for the mailer in the context `email-verification`. Null where the new address belongs to
     * an account already: then nothing is sent to it, and `currentEmail` is told all the same.
     */
    sealedToken: z.string().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  }),
});

export const emailChanged = defineEvent({
  type: 'oms.auth.email.changed.v1',
  aggregate: 'account',
  description:
    'An account has another address, `email`, which is proved; `previousEmail` is told. Its other sessions have ended.',
  data: z.object({ ...addressee, previousEmail: z.string() }),
});

/** An API key as every service needs to know it. The secret is not here, only its hash. */
const apiKey = {
  id: z.uuid(),
  /** Whose key it is, for whom it acts. */
  accountId: z.uuid(),
  /** SHA-256 of the whole key, base64url. */
  hash: z.string().length(43),
  /** What it may do now: what it was given, less what its maker has lost since. */
  permissions: z.array(z.string()),
  /** False while its maker is suspended. */
  active: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
};

export const apiKeyCreated = defineEvent({
  type: 'oms.auth.api-key.created.v1',
  aggregate: 'api-key',
  description: 'There is another API key; every service accepts it from now on.',
  data: z.object(apiKey),
});

export const apiKeyChanged = defineEvent({
  type: 'oms.auth.api-key.changed.v1',
  aggregate: 'api-key',
  description: 'The maker of an API key has other permissions, was suspended or reactivated, and the key with them.',
  data: z.object(apiKey),
});

export const apiKeyRevoked = defineEvent({
  type: 'oms.auth.api-key.revoked.v1',
  aggregate: 'api-key',
  description: 'An API key is void for good.',
  data: z.object({ id: apiKey.id, accountId: apiKey.accountId }),
});
