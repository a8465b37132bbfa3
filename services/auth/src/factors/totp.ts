import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { rfc4648, toBase32 } from './base32.ts';

/** RFC 6238 with what every authenticator app can do: HMAC-SHA-1, steps of 30 seconds, six digits. */
const stepSeconds = 30;
const digits = 6;

/** RFC 6238, section 5.2: a clock may be one step off, either way. */
const window = 1;

/** RFC 4226, section 4, R6: 160 bits, as long as the hash. */
export const newTotpSecret = (): Buffer => randomBytes(20);

/** The code of a time step (RFC 4226, section 5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const truncated = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}

export const stepAt = (now: Date): number => Math.floor(now.getTime() / 1000 / stepSeconds);

/**
 * The step whose code this is, of those around `now`. Each is compared, however early one fits.
 *
 * @returns undefined when it is none of theirs
 */
export function matchingStep(secret: Uint8Array, code: string, now: Date): number | undefined {
  const given = Buffer.from(code);
  if (given.length !== digits) return undefined;
  const current = stepAt(now);
  const steps = Array.from({ length: 2 * window + 1 }, (_, index) => current - window + index);
  return steps.filter((step) => timingSafeEqual(Buffer.from(totpCode(secret, step)), given)).at(-1);
}

/** The key URI that authenticator apps read (github.com/google/google-authenticator, Key URI Format). */
export function otpauthUri(secret: Uint8Array, { issuer, account }: { issuer: string; account: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  // Spaces as %20: some apps show a plus as it is.
  const parameters = `secret=${toBase32(secret, rfc4648)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${parameters}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
}
