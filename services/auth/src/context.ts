import type { Database } from '@oms/database';
import type { SealingKey } from '@oms/security';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Site } from './browser/site.ts';
import type { GuessLimiter } from './guessing/guess-limiter.ts';
import type { IpLimits } from './guessing/ip-limits.ts';
import type { OidcClient } from './identities/oidc-client.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';
import type { IsBreached } from './passwords/password-policy.ts';
import type { RevocationPublisher } from './revocations/revocation-publisher.ts';
import type { SessionIndex } from './sessions/session-index.ts';
import type { TokenIssuer } from './sessions/token-issuer.ts';

/** What auth's use cases work with. */
export interface AuthContext {
  db: Database;
  logger: Logger;
  metrics: Metrics;
  now: () => Date;
  passwords: PasswordHasher;
  isBreached: IsBreached;
  keys: KeyRing;
  tokens: TokenIssuer;
  sessionIndex: SessionIndex;
  revocations: RevocationPublisher;
  mailSealingKey: SealingKey;
  /** Seals what is secret in auth's own tables. */
  keyEncryptionKey: SealingKey;
  /** What authenticator apps call the system. */
  totpIssuer: string;
  /** Whether staff and administrators need a second factor to be such. */
  requireStaffMfa: boolean;
  /** Counts every attempt to prove to be somebody. */
  guesses: GuessLimiter;
  /** Counts requests by the address they come from. */
  ipLimits: IpLimits;
  oidc: OidcClient;
  /** Where browsers reach the system, and whose pages are ours. */
  site: Site;
  /**
   * Milliseconds that an answer takes at the least where it must not tell whether an address is known. More than the work
   * takes in either case.
   */
  answerFloorMs: number;
}

/** Who asks, for sessions and the audit log. */
export interface Client {
  ip: string | null;
  userAgent: string | null;
}
