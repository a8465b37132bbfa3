import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface DevelopmentKey {
  kid: string;
  privateKey: KeyObject;
  /** `file:` address of the key set with its public half, for JWKS_URLS (refused in production). */
  jwksUrl: string;
}

/** The key pair that signs `npm run dev-token`; made in `directory` the first time. */
export function developmentKey(directory: string): DevelopmentKey {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const privateKey = createPrivateKey(privateKeyIn(join(directory, 'private.pem')));
  const publicKey = createPublicKey(privateKey);
  const kid = thumbprint(publicKey);
  const jwksFile = join(directory, 'jwks.json');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' };
  writeFileSync(jwksFile, `${JSON.stringify({ keys: [jwk] }, null, 2)}\n`);
  return { kid, privateKey, jwksUrl: pathToFileURL(jwksFile).href };
}

/** Makes the file unless it is there, which another process may be doing too. */
function privateKeyIn(file: string): string {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    // Unlike a rename, a link never replaces the file of whoever was first.
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
    rmSync(draft);
  }
  return readFileSync(file, 'utf8');
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
