import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** 32 bytes. */
export type SealingKey = Uint8Array;

const cipher = 'aes-256-gcm';
/** RFC 7518, section 5.3. */
const ivBytes = 12;
const tagBytes = 16;

/** Drawn ahead: to ask the kernel for some random bytes costs as much as for many. None is used twice, and none is a secret. */
let drawn = Buffer.alloc(0);
function nextIv(): Buffer {
  if (drawn.length < ivBytes) drawn = randomBytes(256 * ivBytes);
  const iv = drawn.subarray(0, ivBytes);
  drawn = drawn.subarray(ivBytes);
  return iv;
}

/** A sealed text cannot be opened: another key, another context, or not whole. */
export class SealError extends Error {
  constructor(options?: ErrorOptions) {
    super('The sealed text cannot be opened with this key in this context', options);
    this.name = 'SealError';
  }
}

/**
 * Encrypts `plaintext` as a compact JWE (RFC 7516; `dir`, A256GCM). `context` says what the text is for; it is
 * authenticated with it, so that what was sealed for one purpose cannot be opened for another.
 *
 * Every order is placed with one of these. Node's own cipher does it in a few microseconds, where the Web Crypto API that
 * libraries for JWE are built on goes by way of another thread.
 */
export function seal(key: SealingKey, plaintext: string, context: string): string {
  const header = headerOf(context);
  const iv = nextIv();
  const encrypting = createCipheriv(cipher, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(header, 'ascii'));
  const ciphertext = Buffer.concat([encrypting.update(plaintext, 'utf8'), encrypting.final()]);
  const parts = [iv, ciphertext, encrypting.getAuthTag()].map((part) => part.toString('base64url'));
  // Direct encryption has no encrypted key (RFC 7516, section 5.1).
  return [header, '', ...parts].join('.');
}

/**
 * Opens what {@link seal} made with the same key and context.
 *
 * @throws {SealError}
 */
export function unseal(key: SealingKey, sealed: string, context: string): string {
  const [header = '', encryptedKey, iv = '', ciphertext = '', tag = '', ...rest] = sealed.split('.');
  // There is one header that it can have, so nothing in it is for the sealed text to choose.
  if (header !== headerOf(context) || encryptedKey !== '' || rest.length > 0) throw new SealError();
  try {
    const decrypting = createDecipheriv(cipher, key, Buffer.from(iv, 'base64url'), { authTagLength: tagBytes })
      .setAAD(Buffer.from(header, 'ascii'))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return decrypting.update(ciphertext, 'base64url', 'utf8') + decrypting.final('utf8');
  } catch (cause) {
    throw new SealError({ cause });
  }
}

const headerOf = (context: string): string =>
  Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', ctx: context })).toString('base64url');
