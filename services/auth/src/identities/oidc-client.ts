import { hkdfSync } from 'node:crypto';
import { recentLoginSeconds, type SealingKey, seal, unseal } from '@oms/security';
import * as oidc from 'openid-client';
import * as z from 'zod';
import { hostCookie } from '../browser/cookies.ts';
import type { Site } from '../browser/site.ts';
import { sessionLimits } from '../sessions/session-limits.ts';
import { identityFrom, type ProvenIdentity } from './claims.ts';
import { OidcFailure } from './oidc-failure.ts';
import type { ProviderSettings } from './provider-settings.ts';

export const flowCookieName = '__Host-oidc';

/** Seconds that a person may spend at the provider. */
const flowLifetime = 10 * 60;

/** Milliseconds after which a provider's endpoints are asked for again. */
const discoveryLifetime = 3_600_000;

/** Seconds that a provider may take to answer us. */
const providerTimeout = 5;

const sealingContext = 'oidc-flow';

const flow = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Where the browser goes in the end. */
  returnTo: z.string().optional(),
  /** The session whose account the identity is to be linked to; none for a sign-in. */
  linkTo: z.object({ accountId: z.string(), sessionId: z.string() }).optional(),
  /** Hash (base64url) of the refresh token of the session that the browser is in; the sign-in ends it. */
  formerToken: z.string().optional(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

/** A sign-in under way, as the browser's cookie holds it, sealed. */
type Flow = z.infer<typeof flow>;

/** What a sign-in under way is for; the browser brings it back. */
type Purpose = { [Part in 'returnTo' | 'linkTo' | 'formerToken']?: Flow[Part] | undefined };

export interface OidcClient {
  readonly providers: readonly Pick<ProviderSettings, 'name' | 'title'>[];
  /**
   * Begins a sign-in.
   *
   * @param options.reauthenticate the person is to prove who they are there again, even if the provider remembers them
   * @returns where the browser goes, and the cookie that binds the answer to it
   * @throws {OidcFailure} provider_unavailable
   */
  begin(
    provider: string,
    purpose: Purpose,
    options?: { reauthenticate?: boolean },
  ): Promise<{ url: string; cookie: string }>;
  /**
   * Takes a browser that has come back.
   *
   * @param query of the callback, as it came
   * @throws {OidcFailure} unless the provider vouches for somebody, in answer to what this browser began
   */
  finish(
    provider: string,
    cookie: string | undefined,
    query: URLSearchParams,
  ): Promise<Purpose & { identity: ProvenIdentity }>;
}

/** Makes the browser forget the sign-in under way. */
export const forgetFlowCookie = hostCookie(flowCookieName, '', { maxAge: 0, sameSite: 'Lax' });

/**
 * Signs people in at OpenID providers: authorization code with PKCE, state and nonce (RFC 9700, section 2.1; OpenID Connect
 * Core 1.0, section 3.1). ID tokens' signatures are checked, though they come straight from the provider.
 *
 * The sign-in under way is kept by the browser alone, sealed, in a cookie which Lax lets along on the way back: nobody else
 * can finish it (RFC 9700, section 4.7.1), and nothing is stored for those who never come back.
 */
export function createOidcClient({
  providers,
  site,
  secret,
  allowHttp,
  now,
}: {
  providers: readonly ProviderSettings[];
  site: Site;
  secret: SealingKey;
  /** For issuers on this machine, outside production. */
  allowHttp: boolean;
  now: () => Date;
}): OidcClient {
  const insecure = providers.find(({ issuer }) => !allowHttp && !issuer.startsWith('https:'));
  if (insecure) throw new Error(`OIDC_PROVIDERS: the issuer of ${insecure.name} must be an https:// URL in production`);
  const key = new Uint8Array(hkdfSync('sha256', secret, '', sealingContext, 32));
  const discovered = new Map<string, { at: number; configuration: Promise<oidc.Configuration> }>();
  const callbackOf = (name: string): string => `${site.origin}/api/v1/auth/oauth/${name}/callback`;

  function settingsOf(name: string): ProviderSettings {
    const found = providers.find((each) => each.name === name);
    if (!found) throw new RangeError(`there is no provider ${name}`);
    return found;
  }

  async function configurationOf(name: string): Promise<oidc.Configuration> {
    const known = discovered.get(name);
    const at = now().getTime();
    if (known && at - known.at < discoveryLifetime) return known.configuration;
    const { issuer, clientId, clientSecret } = settingsOf(name);
    const execute = [oidc.enableNonRepudiationChecks, ...(allowHttp ? [oidc.allowInsecureRequests] : [])];
    const authentication = clientSecret === undefined ? oidc.None() : undefined;
    const configuration = oidc
      .discovery(new URL(issuer), clientId, clientSecret, authentication, { execute, timeout: providerTimeout })
      .catch((cause: unknown) => {
        discovered.delete(name);
        throw new OidcFailure('provider_unavailable', { cause });
      });
    discovered.set(name, { at, configuration });
    return configuration;
  }

  function openFlow(name: string, cookie: string | undefined): Flow {
    const expired = (cause?: unknown) => new OidcFailure('sign_in_expired', { cause });
    if (cookie === undefined) throw expired();
    let text: string;
    try {
      text = unseal(key, cookie, sealingContext);
    } catch (cause) {
      throw expired(cause);
    }
    const opened = flow.parse(JSON.parse(text));
    if (opened.provider !== name || opened.expiresAt <= now().getTime()) throw expired();
    return opened;
  }

  async function claimsOf(
    configuration: oidc.Configuration,
    tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
  ) {
    const claims = tokens.claims();
    if (!claims) throw new OidcFailure('provider_refused');
    if (claims.email !== undefined || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const { email, email_verified, name } = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...claims, email, email_verified, name: claims.name ?? name };
  }

  return {
    providers,
    async begin(name, purpose, { reauthenticate = false } = {}) {
      const configuration = await configurationOf(name);
      const state = oidc.randomState();
      const nonce = oidc.randomNonce();
      const codeVerifier = oidc.randomPKCECodeVerifier();
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: callbackOf(name),
        scope: settingsOf(name).scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        // Asked for a limit, a provider has to say when the person signed in (OpenID Connect Core 1.0, section 2, auth_time).
        max_age: String(reauthenticate ? recentLoginSeconds : sessionLimits(['customer']).absolute),
        ...(reauthenticate && { prompt: 'login' }),
      });
      const expiresAt = now().getTime() + flowLifetime * 1000;
      const begun: Flow = { provider: name, state, nonce, codeVerifier, ...purpose, expiresAt };
      const sealed = seal(key, JSON.stringify(begun), sealingContext);
      return { url: url.href, cookie: hostCookie(flowCookieName, sealed, { maxAge: flowLifetime, sameSite: 'Lax' }) };
    },
    async finish(name, cookie, query) {
      const { state, nonce, codeVerifier, returnTo, linkTo, formerToken } = openFlow(name, cookie);
      // From anywhere but this browser's sign-in, whatever else it says.
      if (query.get('state') !== state) throw new OidcFailure('sign_in_expired');
      const configuration = await configurationOf(name);
      const url = new URL(callbackOf(name));
      url.search = query.toString();
      try {
        const tokens = await oidc.authorizationCodeGrant(configuration, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
        });
        const identity = identityFrom(name, await claimsOf(configuration, tokens));
        if (!identity) throw new OidcFailure('provider_refused');
        return { identity, returnTo, linkTo, formerToken };
      } catch (error) {
        throw toFailure(error);
      }
    },
  };
}

function toFailure(error: unknown): OidcFailure {
  if (error instanceof OidcFailure) return error;
  const isOffline = error instanceof Error && (error.name === 'TimeoutError' || error instanceof TypeError);
  return new OidcFailure(isOffline ? 'provider_unavailable' : 'provider_refused', { cause: error });
}
