import { commonSettings } from '@oms/chassis';
import { env, readSettings } from '@oms/config';
import { oidcProviders } from './identities/provider-settings.ts';

const settings = {
  ...commonSettings,
  keyEncryptionKey: env.key256('KEY_ENCRYPTION_KEY', {
    description: 'seals the keys that sign tokens, 32 bytes base64url',
  }),
  mailSealingKey: env.key256('MAIL_SEALING_KEY', {
    description: 'seals links on their way to the mailer, 32 bytes base64url; the mailer has the same',
  }),
  /** Key sets of other issuers, such as the development keys of a machine; auth's own keys need none. */
  jwksUrls: env.list('JWKS_URLS', { default: '' }),
  publicUrl: env.url('PUBLIC_URL', {
    protocols: ['http', 'https'],
    default: 'http://localhost:8080',
    description: 'where browsers reach the system',
  }),
  totpIssuer: env.string('TOTP_ISSUER', { default: 'OMS', description: 'what authenticator apps call the system' }),
  /** Not set: true in production, false elsewhere. */
  requireStaffMfa: env.optional(
    env.boolean('REQUIRE_STAFF_MFA', {
      description:
        'whether staff and administrators have their permissions only once they sign in with a second factor',
    }),
  ),
  signInLimit: env.integer('SIGN_IN_LIMIT', {
    default: 300,
    min: 1,
    description: 'attempts to sign in that are taken from one IP address (IPv6: /64) in five minutes',
  }),
  mailLimit: env.integer('MAIL_REQUEST_LIMIT', {
    default: 100,
    min: 1,
    description:
      'requests that send mail (registering, links) that are taken from one IP address (IPv6: /64) in an hour',
  }),
  oidcProviders,
  /** None: the bundled list alone. */
  breachedPasswordsUrl: env.optional(
    env.url('BREACHED_PASSWORDS_URL', {
      protocols: ['http', 'https'],
      description: 'where breached passwords are looked up, such as https://api.pwnedpasswords.com/range',
    }),
  ),
  /** The first administrator, made by the seed. */
  adminEmail: env.optional(env.string('ADMIN_EMAIL')),
  adminPassword: env.optional(env.string('ADMIN_PASSWORD', { secret: true })),
};

/** @throws {ConfigError} naming everything that is missing or wrong */
export function readConfig(environment: NodeJS.ProcessEnv) {
  const read = readSettings(environment, settings);
  return { ...read, requireStaffMfa: read.requireStaffMfa ?? read.environment === 'production' };
}

export type Config = ReturnType<typeof readConfig>;
