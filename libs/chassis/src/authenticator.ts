import { type Authenticator, Problem, problems } from '@oms/http';
import { claimsToBeApiKey, type Principal, type RevocationList, TokenError, type TokenVerifier } from '@oms/security';
import { authenticateApiKey } from './api-keys/authenticate.ts';
import type { StoredApiKey } from './api-keys/store.ts';

const challenge = (error: string) => ({ 'WWW-Authenticate': `Bearer realm="oms", error="${error}"` });

export interface AuthenticatorParts {
  verifier: TokenVerifier;
  revocations: RevocationList;
  findApiKey: (id: string) => Promise<StoredApiKey | undefined>;
  /** Told of each request that an API key was good for. */
  apiKeyUsed?: (id: string) => void;
}

/**
 * Access tokens are verified here and held against the revocations in memory, with no round trip a request; API keys are
 * looked up among those that the service's own database has.
 */
export function createAuthenticator({
  verifier,
  revocations,
  findApiKey,
  apiKeyUsed,
}: AuthenticatorParts): Authenticator {
  return {
    async authenticate(credential) {
      if (claimsToBeApiKey(credential)) {
        const principal = await authenticateApiKey(credential, { find: findApiKey, revocations });
        apiKeyUsed?.(principal.apiKey.id);
        return principal;
      }
      const principal = await verifier.verify(credential).catch(refuse);
      if (revocations.isRevoked(principal)) {
        throw new Problem(problems.token_invalid, {
          detail: 'The sign-in has ended. Sign in again.',
          headers: challenge('invalid_token'),
        });
      }
      return principal;
    },
    revocationsAreKnown: () => revocations.state() === 'fresh',
  };
}

function refuse(error: unknown): Principal {
  if (!(error instanceof TokenError)) throw error;
  if (error.code === 'keys_unavailable') {
    throw new Problem(problems.service_unavailable, {
      detail: 'The keys that verify tokens cannot be reached. Try again in a few seconds.',
      headers: { 'Retry-After': '2' },
    });
  }
  throw new Problem(problems[error.code], {
    detail: error.code === 'token_expired' ? 'Refresh it at POST /api/v1/auth/refresh.' : 'Sign in again.',
    headers: challenge('invalid_token'),
  });
}
