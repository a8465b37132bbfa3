import { hash } from 'node:crypto';
import type { Logger } from '@oms/telemetry';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { accessTokenAlgorithm, accessTokenType, clockToleranceSeconds, principalOf } from './access-token.ts';
import { createKeySet, type KeySource, keySourceOf } from './key-set.ts';
import type { Principal } from './principal.ts';
import { TokenError } from './token-error.ts';

/** Characters; ours have about 900. Longer ones are refused before any work is done on them. */
const maximumTokenLength = 8_192;

export interface TokenVerifierOptions {
  issuer: string;
  audience: string;
  /** Where the issuer publishes its keys: `http:`, `https:` or `file:` URLs. */
  jwksUrls?: readonly string[];
  /** Key sets from elsewhere, for the issuer itself. */
  keySources?: readonly KeySource[];
  logger: Logger;
  /** Verified tokens remembered. */
  cacheSize?: number;
  /** Least time between two loads of the key sets on account of unknown key ids, in milliseconds. */
  keyCooldownMs?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface TokenVerifier {
  /**
   * The principal of an access token that is ours, whole, in time and for us.
   *
   * Holds to RFC 8725 and RFC 9068: ES256 alone, `typ` at+jwt, exact issuer and audience, keys from our own key sets alone
   * (`jku`, `jwk` and `x5u` in a token are never looked at), and one spelling of a token only.
   *
   * @throws {TokenError}
   */
  verify(token: string): Promise<Principal>;
  /** Loads the key sets ahead of the first token. Never rejects: {@link TokenVerifier.ready} tells. */
  load(): Promise<void>;
  /** True once there are keys to verify with. */
  readonly ready: boolean;
}

interface Verified {
  principal: Principal;
  expiresAt: number;
}

/** A verifier that answers from a bounded cache of tokens seen lately; the cache never outlives a token's end. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, cacheSize = 10_000, now = Date.now } = options;
  const keySet = createKeySet({
    sources: [...(options.keySources ?? []), ...(options.jwksUrls ?? []).map(keySourceOf)],
    logger: options.logger,
    now,
    ...(options.keyCooldownMs !== undefined && { cooldownMs: options.keyCooldownMs }),
  });
  const cache = new LRUCache<string, Verified>({ max: cacheSize });
  // A key taken out of the set takes the tokens that it signed with it.
  keySet.onRemoved(() => cache.clear());

  async function verifyAnew(token: string): Promise<Verified> {
    const kid = keyIdOf(token);
    const key = await keySet.find(kid);
    if (!key) {
      throw keySet.complete
        ? new TokenError('token_invalid', 'the key that signed the token is not ours')
        : new TokenError('keys_unavailable', 'the keys that verify tokens could not be loaded yet');
    }
    const payload = check(() =>
      jwt.verify(token, key, {
        algorithms: [accessTokenAlgorithm],
        issuer,
        audience,
        clockTolerance: clockToleranceSeconds,
        clockTimestamp: Math.floor(now() / 1000),
      }),
    );
    const principal = principalOf(payload);
    if (!principal) throw new TokenError('token_invalid', 'the token lacks a claim of an access token');
    const { expiresAt, issuedAt } = principal;
    if (issuedAt > now() / 1000 + clockToleranceSeconds) {
      throw new TokenError('token_invalid', 'the token was issued in the future');
    }
    return { principal, expiresAt };
  }

  return {
    load: keySet.load,
    get ready() {
      return keySet.loaded;
    },
    async verify(token) {
      if (token.length > maximumTokenLength) throw new TokenError('token_invalid', 'the token is too long');
      const digest = hash('sha256', token, 'base64');
      const known = cache.get(digest);
      const verified = known ?? (await verifyAnew(token));
      if (verified.expiresAt + clockToleranceSeconds <= now() / 1000) {
        cache.delete(digest);
        throw new TokenError('token_expired', 'the token has expired');
      }
      if (!known) cache.set(digest, verified);
      return verified.principal;
    },
  };
}

/** The key id in the token's header, once the header is one of an access token of ours. */
function keyIdOf(token: string): string {
  const [head = '', , signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !isCanonical(head) || !isCanonical(signature)) {
    throw new TokenError('token_invalid', 'the token is not a signed JWT');
  }
  let header: Record<string, unknown>;
  try {
    header = Object(JSON.parse(Buffer.from(head, 'base64url').toString('utf8')));
  } catch (error) {
    throw new TokenError('token_invalid', 'the token has no readable header', { cause: error });
  }
  if (header.alg !== accessTokenAlgorithm) throw new TokenError('token_invalid', 'the token is not signed with ES256');
  if (header.typ !== accessTokenType) throw new TokenError('token_invalid', 'the token is not an access token');
  // RFC 7515, section 4.1.11: an extension that must be understood and is not makes the token invalid.
  if ('crit' in header) throw new TokenError('token_invalid', 'the token has critical extensions');
  if (typeof header.kid !== 'string') throw new TokenError('token_invalid', 'the token names no key');
  return header.kid;
}

/** Base64url has spare bits and decoders are lenient: accepting one spelling only, no altered copy of a token passes. */
const isCanonical = (part: string): boolean =>
  part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;

function check<T>(verify: () => T): T {
  try {
    return verify();
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw new TokenError('token_expired', 'the token has expired');
    throw new TokenError('token_invalid', error instanceof Error ? error.message : 'the token is invalid', {
      cause: error,
    });
  }
}
