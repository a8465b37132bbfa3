import { createHash, randomBytes } from 'node:crypto';
import { crockford, toBase32 } from './base32.ts';

/** How many an account is given. */
export const recoveryCodeCount = 10;

/** Ten codes of 120 bits each (NIST SP 800-63B-4, 3.1.2: look-up secrets), in groups of four that people can copy. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodeCount }, () => toBase32(randomBytes(15), crockford).replaceAll(/.{4}(?=.)/g, '$&-'));

/** What is stored of a code. It has 120 bits of its own, so a plain hash is as good as a slow one. */
export const recoveryCodeHash = (code: string): Buffer => createHash('sha256').update(normalise(code)).digest();

/** As people may write it: any case, any separators, and the letters that Crockford's alphabet takes for digits. */
const normalise = (code: string): string =>
  code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
