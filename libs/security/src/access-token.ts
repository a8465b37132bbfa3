import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import * as z from 'zod';
import type { Principal } from './principal.ts';

/** The one algorithm that access tokens are signed with (RFC 7518, section 3.4). */
export const accessTokenAlgorithm = 'ES256';

/** Header `typ` of an access token (RFC 9068, section 2.1), which keeps other tokens of the same key from passing as one. */
export const accessTokenType = 'at+jwt';

/** How far apart the clocks of two machines may be, in seconds. */
export const clockToleranceSeconds = 5;

const accessTokenClaims = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1).optional(),
  email: z.string().optional(),
  epoch: z.int().nonnegative(),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  amr: z.array(z.string()),
  auth_time: z.int(),
  iat: z.int(),
  exp: z.int(),
});

/** What an access token says beside its issuer and audience. Times are seconds since 1970. */
export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

/** The principal that a verified payload speaks for; undefined when a claim is missing or of the wrong type. */
export function principalOf(payload: unknown): (Principal & { issuedAt: number; expiresAt: number }) | undefined {
  const parsed = accessTokenClaims.safeParse(payload);
  if (!parsed.success) return undefined;
  const claims = parsed.data;
  return {
    kind: 'person',
    subject: claims.sub,
    sessionId: claims.sid,
    email: claims.email,
    roles: claims.roles,
    permissions: claims.permissions,
    authTime: claims.auth_time,
    amr: claims.amr,
    epoch: claims.epoch,
    issuedAt: claims.iat,
    expiresAt: claims.exp,
  };
}

export interface SigningKey {
  kid: string;
  /** A P-256 private key. */
  privateKey: KeyObject;
}

/** Signs `claims` as an access token of `issuer` for `audience`. */
export function signAccessToken(
  key: SigningKey,
  { issuer, audience, tokenId }: { issuer: string; audience: string; tokenId: string },
  claims: AccessTokenClaims,
): string {
  return jwt.sign({ ...claims, iss: issuer, aud: audience, jti: tokenId }, key.privateKey, {
    algorithm: accessTokenAlgorithm,
    header: { alg: accessTokenAlgorithm, typ: accessTokenType, kid: key.kid },
  });
}
