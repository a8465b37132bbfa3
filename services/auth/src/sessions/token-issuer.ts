import { permissionsOf, type Role } from '@oms/contracts';
import { type SigningKey, signAccessToken } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';

/** Seconds. */
export const accessTokenLifetime = 5 * 60;

/** What an access token says about its bearer. */
export interface TokenSubject {
  accountId: string;
  sessionId: string;
  email: string;
  epoch: number;
  roles: readonly Role[];
  authenticatedAt: Date;
  amr: readonly string[];
}

export interface TokenIssuer {
  /** A signed access token (RFC 9068) and its life in seconds. */
  issue(subject: TokenSubject): { accessToken: string; expiresIn: number };
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

export const createTokenIssuer = ({
  issuer,
  audience,
  signingKey,
  now,
}: {
  issuer: string;
  audience: string;
  signingKey: () => SigningKey;
  now: () => Date;
}): TokenIssuer => ({
  issue: (subject) => ({
    expiresIn: accessTokenLifetime,
    accessToken: signAccessToken(
      signingKey(),
      { issuer, audience, tokenId: uuidv7() },
      {
        sub: subject.accountId,
        sid: subject.sessionId,
        email: subject.email,
        epoch: subject.epoch,
        roles: [...subject.roles],
        permissions: permissionsOf(subject.roles),
        amr: [...subject.amr],
        auth_time: seconds(subject.authenticatedAt),
        iat: seconds(now()),
        exp: seconds(now()) + accessTokenLifetime,
      },
    ),
  }),
});
