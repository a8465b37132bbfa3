import { CompactEncrypt, compactDecrypt } from 'jose';

/** 32 bytes. */
export type SealingKey = Uint8Array;

const algorithm = 'dir';
const encryption = 'A256GCM';

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
 */
export function seal(key: SealingKey, plaintext: string, context: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(plaintext))
    .setProtectedHeader({ alg: algorithm, enc: encryption, ctx: context })
    .encrypt(key);
}

/**
 * Opens what {@link seal} made with the same key and context.
 *
 * @throws {SealError}
 */
export async function unseal(key: SealingKey, sealed: string, context: string): Promise<string> {
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
    keyManagementAlgorithms: [algorithm],
    contentEncryptionAlgorithms: [encryption],
  }).catch((cause: unknown) => {
    throw new SealError({ cause });
  });
  if (protectedHeader.ctx !== context) throw new SealError();
  return new TextDecoder().decode(plaintext);
}
