import { timingSafeEqual } from 'node:crypto';
import { Problem, problems } from '@oms/http';
import { apiKeyHash, apiKeyId, type Principal, type RevocationList } from '@oms/security';
import type { StoredApiKey } from './store.ts';

const invalid = (detail: string): Problem =>
  new Problem(problems.token_invalid, {
    detail,
    headers: { 'WWW-Authenticate': 'Bearer realm="oms", error="invalid_token"' },
  });

/**
 * The principal of an API key: its maker's account with the permissions of the key and no roles. Only who presents the
 * whole key learns that it has expired or was revoked.
 *
 * @throws {Problem} 401 token_invalid
 */
export async function authenticateApiKey(
  credential: string,
  {
    find,
    revocations,
    now = Date.now(),
  }: {
    find: (id: string) => Promise<StoredApiKey | undefined>;
    revocations: Pick<RevocationList, 'isRevoked'>;
    /** Milliseconds since 1970. */
    now?: number;
  },
): Promise<Principal & { apiKey: { id: string; version: number } }> {
  const id = apiKeyId(credential);
  if (id === undefined) throw invalid('The API key is mistyped or not whole: its checksum does not match.');
  const key = await find(id);
  if (!key || key.hash === null || !sameText(key.hash, apiKeyHash(credential))) {
    throw invalid(
      'The API key is not known, or was revoked. A new one is known to every service within a few seconds.',
    );
  }
  const principal = {
    kind: 'apiKey',
    subject: key.accountId,
    apiKey: { id, version: key.version },
    roles: [],
    permissions: key.permissions,
    amr: [],
  } as const;
  if (revocations.isRevoked(principal)) throw invalid('The API key was revoked, or what it may do has just changed.');
  if (!key.active) throw invalid('The account that made the API key is suspended.');
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now) throw invalid('The API key has expired.');
  return principal;
}

const sameText = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
