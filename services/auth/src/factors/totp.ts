import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what every authenticator app can do: HMAC-SHA-1, steps of 30 seconds, six digits. */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** RFC 6238, section 5.2: a clock may be one step off, either way. */
const window = 1;

/** RFC 4226, section 4, R6: 160 bits, as long as the hash. */
export const newTotpSecret = (): Buffer => randomBytes(20);

const secretOf = (bytes: Uint8Array): Secret => new Secret({ buffer: Uint8Array.from(bytes).buffer });

/** The code of a time step (RFC 4226, section 5.3). */
export const totpCode = (secret: Uint8Array, step: number): string =>
  TOTP.generate({ ...kind, secret: secretOf(secret), timestamp: step * kind.period * 1000 });

export const stepAt = (now: Date): number => TOTP.counter({ period: kind.period, timestamp: now.getTime() });

/**
 * The step whose code this is, of those around `now`.
 *
 * @returns undefined when it is none of theirs
 */
export function matchingStep(secret: Uint8Array, code: string, now: Date): number | undefined {
  const delta = TOTP.validate({ ...kind, token: code, secret: secretOf(secret), timestamp: now.getTime(), window });
  return delta === null ? undefined : stepAt(now) + delta;
}

/** The key URI that authenticator apps read (github.com/google/google-authenticator, Key URI Format). */
export const otpauthUri = (secret: Uint8Array, { issuer, account }: { issuer: string; account: string }): string =>
  new TOTP({ ...kind, secret: secretOf(secret), issuer, label: account }).toString();
