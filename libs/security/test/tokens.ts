import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { type AccessTokenClaims, signAccessToken } from '../src/index.ts';

export const issuer = 'https://oms.test';
export const audience = 'oms';
export const silent = pino({ level: 'silent' });

export interface TestKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export const newKey = (kid: string = randomUUID()): TestKey => ({
  kid,
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
});

export const jwkOf = ({ kid, publicKey }: TestKey): Record<string, unknown> => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'ES256',
});

export const jwksOf = (...keys: TestKey[]): { keys: Record<string, unknown>[] } => ({ keys: keys.map(jwkOf) });

/** Claims of a customer's token that was issued now and lasts five minutes. */
export function claims(overrides: Partial<AccessTokenClaims> & Record<string, unknown> = {}): AccessTokenClaims {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: randomUUID(),
    sid: randomUUID(),
    email: 'ada@example.com',
    epoch: 1,
    roles: ['customer'],
    permissions: [],
    amr: ['pwd'],
    auth_time: now,
    iat: now,
    exp: now + 300,
    ...overrides,
  };
}

export const tokenOf = (key: TestKey, overrides: Partial<AccessTokenClaims> & Record<string, unknown> = {}): string =>
  signAccessToken(key, { issuer, audience, tokenId: randomUUID() }, claims(overrides));
