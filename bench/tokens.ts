import { randomUUID } from 'node:crypto';
import { permissionsOf, type Role } from '@oms/contracts';
import { developmentKey, required } from '@oms/local';
import { signAccessToken } from '@oms/security';

export interface AccessTokens {
  /** A token of somebody new. */
  of(role: Role): string;
  /** Tokens of so many customers. */
  customers(count: number): string[];
}

/** Signs tokens with the key of this machine, as `npm run dev-token` does: nobody has to sign in before anything is measured. */
export function accessTokens(keyDirectory: string, settings: NodeJS.ProcessEnv): AccessTokens {
  const key = developmentKey(keyDirectory);
  const issuer = required(settings, 'TOKEN_ISSUER');
  const audience = required(settings, 'TOKEN_AUDIENCE');
  const sign = (role: Role): string => {
    const now = Math.floor(Date.now() / 1000);
    const sub = randomUUID();
    return signAccessToken(
      key,
      { issuer, audience, tokenId: randomUUID() },
      {
        sub,
        sid: randomUUID(),
        email: `${sub.slice(0, 8)}@bench.example`,
        epoch: 0,
        roles: [role],
        permissions: permissionsOf([role]),
        amr: ['pwd'],
        auth_time: now,
        iat: now,
        exp: now + 3600,
      },
    );
  };
  return { of: sign, customers: (count) => Array.from({ length: count }, () => sign('customer')) };
}
