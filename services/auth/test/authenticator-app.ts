import { rfc4648 } from '../src/factors/base32.ts';
import { stepAt, totpCode } from '../src/factors/totp.ts';

/** The bytes of a secret that was typed in. */
export function bytesOf(base32: string): Buffer {
  const bits = [...base32].map((digit) => rfc4648.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** What an authenticator app shows at that time, or `offset` steps of half a minute later. */
export const codeAt = (base32: string, time: Date, offset = 0): string =>
  totpCode(bytesOf(base32), stepAt(time) + offset);
