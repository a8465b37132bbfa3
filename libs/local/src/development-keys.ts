import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const privateFile = join(directory, 'private.pem');
  const jwksFile = join(directory, 'jwks.json');
  if (!existsSync(privateFile) || !existsSync(jwksFile)) create(directory, privateFile, jwksFile);
  const privateKey = createPrivateKey(readFileSync(privateFile));
  return { kid: thumbprint(createPublicKey(privateKey)), privateKey, jwksUrl: pathToFileURL(jwksFile).href };
}

function create(directory: string, privateFile: string, jwksFile: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: thumbprint(publicKey), use: 'sig', alg: 'ES256' };
  writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(jwksFile, `${JSON.stringify({ keys: [jwk] }, null, 2)}\n`);
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
