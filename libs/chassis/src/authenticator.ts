import { type Authenticator, Problem, problems } from '@oms/http';
import { type Principal, type RevocationList, TokenError, type TokenVerifier } from '@oms/security';

const challenge = (error: string) => ({ 'WWW-Authenticate': `Bearer realm="oms", error="${error}"` });

/** Access tokens, verified here and held against the revocations in memory: no round trip a request. */
export function createAuthenticator(verifier: TokenVerifier, revocations: RevocationList): Authenticator {
  return {
    async authenticate(credential) {
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
