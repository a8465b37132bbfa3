import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const prefix = 'oms_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Bytes: 256 bits, twice what ASVS 5, 11.5.1 asks of a secret that is not to be guessed. */
const secretBytes = 32;
/** Characters that hold 256 bits in base 62, and 32. */
const secretLength = 43;
const checksumLength = 6;

const pattern = new RegExp(
  `^${prefix}([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[0-9A-Za-z]{${secretLength + checksumLength}}$`,
);

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = alphabet[Number(rest % 62n)] + text;
  return text;
}

const checksumOf = (text: string): string => base62(BigInt(crc32(text)), checksumLength);

/**
 * Makes an API key: `oms_<id>_<secret><checksum>`, 86 characters of a double click. The prefix lets scanners of source code
 * find leaked ones, the id is the key's own without hyphens, and the checksum (CRC-32 over all before it) tells a mistyped
 * key, or a find that only looks like one, without a look-up.
 *
 * @param id a UUID
 */
export function newApiKey(id: string): string {
  const secret = base62(BigInt(`0x${randomBytes(secretBytes).toString('hex')}`), secretLength);
  const text = `${prefix}${id.replaceAll('-', '')}_${secret}`;
  return text + checksumOf(text);
}

/** True of a credential that means to be an API key: a token never begins so. */
export const claimsToBeApiKey = (credential: string): boolean => credential.startsWith(prefix);

/** The id in an API key; undefined when it is mistyped or cut short. */
export function apiKeyId(credential: string): string | undefined {
  const parts = pattern.exec(credential);
  if (!parts || checksumOf(credential.slice(0, -checksumLength)) !== credential.slice(-checksumLength))
    return undefined;
  return parts.slice(1).join('-');
}

/**
 * What is stored of a key: SHA-256 in base64url. A slow hash protects secrets that people choose; one of 256 random bits
 * cannot be guessed at whatever speed, and is checked with each request (NIST SP 800-63B on look-up secrets: from 112 bits
 * on an approved hash is enough).
 */
export const apiKeyHash = (key: string): string => hash('sha256', key, 'base64url');
