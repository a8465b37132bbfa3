import { createChassis, createService, every, type OpenableService } from '@oms/chassis';
import { createRevocationWriter } from '@oms/security';
import { noteOwnUse } from './api-keys/use.ts';
import { siteOf } from './browser/site.ts';
import type { Config } from './config.ts';
import { consumersOf } from './consumers.ts';
import type { AuthContext } from './context.ts';
import { createGuessLimiter } from './guessing/guess-limiter.ts';
import { createIpLimits } from './guessing/ip-limits.ts';
import { sweep } from './housekeeping.ts';
import { createOidcClient } from './identities/oidc-client.ts';
import { createKeyRing } from './keys/key-ring.ts';
import { findPublishedJwks } from './keys/key-store.ts';
import { document, routes } from './openapi.ts';
import { createBreachedPasswords } from './passwords/breached-passwords.ts';
import { isCommonPassword } from './passwords/common-passwords.ts';
import { createPasswordHasher } from './passwords/password-hasher.ts';
import { createRevocationPublisher } from './revocations/revocation-publisher.ts';
import { createSessionIndex } from './sessions/session-index.ts';
import { createTokenIssuer } from './sessions/token-issuer.ts';

/** What a test may set otherwise. */
export type Overrides = Partial<Pick<AuthContext, 'now' | 'answerFloorMs' | 'isBreached' | 'passwords' | 'ipLimits'>>;

/** Long enough for a hash and a transaction on a busy machine. */
const answerFloorMs = 250;

/** Puts auth together: what it is made of, what its use cases work with, and what runs beside requests. */
export async function createAuthService(
  config: Config,
  overrides: Overrides = {},
): Promise<OpenableService<AuthContext>> {
  const now = overrides.now ?? (() => new Date());
  const chassis = createChassis({
    name: 'auth',
    settings: config,
    migrations: new URL('../migrations/', import.meta.url),
    jwksUrls: config.jwksUrls,
    keySources: ({ db }) => [async () => ({ keys: await findPublishedJwks(db, now()) })],
  });
  const { db, logger, metrics, redis } = chassis;
  const keys = createKeyRing({ db, keyEncryptionKey: config.keyEncryptionKey, logger, now });
  const revocations = createRevocationPublisher({ db, writer: createRevocationWriter({ redis }), logger, now });
  const site = siteOf(config);
  const context: AuthContext = {
    db,
    logger,
    metrics,
    passwords: await createPasswordHasher(),
    isBreached:
      config.breachedPasswordsUrl === undefined
        ? isCommonPassword
        : createBreachedPasswords({ url: config.breachedPasswordsUrl, bundled: isCommonPassword, logger, metrics }),
    keys,
    tokens: createTokenIssuer({
      issuer: config.tokenIssuer,
      audience: config.tokenAudience,
      signingKey: keys.current,
      now,
    }),
    sessionIndex: createSessionIndex({ redis, now }),
    revocations,
    mailSealingKey: config.mailSealingKey,
    keyEncryptionKey: config.keyEncryptionKey,
    totpIssuer: config.totpIssuer,
    requireStaffMfa: config.requireStaffMfa,
    guesses: createGuessLimiter({ redis, secret: config.keyEncryptionKey, logger, metrics, now }),
    ipLimits: createIpLimits(redis, {
      'sign-in': { requests: config.signInLimit, seconds: 300 },
      mail: { requests: config.mailLimit, seconds: 3600 },
    }),
    site,
    oidc: createOidcClient({
      providers: config.oidcProviders,
      site,
      secret: config.keyEncryptionKey,
      allowHttp: config.environment !== 'production',
      now,
    }),
    answerFloorMs,
    ...overrides,
    now,
  };
  return createService(chassis, {
    routes,
    context,
    document,
    consumers: consumersOf(context),
    noteApiKeyUse: noteOwnUse,
    prepare: keys.refresh,
    workers: [
      revocations,
      every('signing key rotation', 60_000, keys.refresh, logger),
      every('sweeper', 600_000, () => sweep(db, now()), logger),
    ],
  });
}
