import { Problem, type RequestInfo } from '@oms/http';
import { authProblems } from '../problems.ts';
import type { TokenPair } from '../sessions/open-session.ts';
import { sessionLimits } from '../sessions/session-limits.ts';
import { hostCookie, readCookie } from './cookies.ts';
import type { Site } from './site.ts';

const name = '__Host-rt';

/** Seconds: as long as any session lasts without use; each refresh sets the cookie anew, and the server ends it sooner. */
const maxAge = sessionLimits(['customer']).idle;

export const refreshCookie = (refreshToken: string): string =>
  hostCookie(name, refreshToken, { maxAge, sameSite: 'Strict' });

/** Makes a browser forget the refresh cookie. */
export const forgetRefreshCookie = hostCookie(name, '', { maxAge: 0, sameSite: 'Strict' });

/** The refresh token that a browser keeps for us, whoever made it send it. */
export const readRefreshCookie = (request: Pick<RequestInfo, 'header'>): string | undefined =>
  readCookie(request, name);

/**
 * Refuses a request that is about to act by its cookie unless a page of ours made it: its Origin must be one of the site's,
 * and Sec-Fetch-Site, which browsers of the last years send, must not tell of another site (OWASP Cross-Site Request
 * Forgery Prevention; ASVS 5, 3.5.1). That the cookie is SameSite=Strict is the other half.
 *
 * @throws {Problem} 403 origin_not_allowed
 */
export function requireOwnPage(site: Site, request: Pick<RequestInfo, 'header'>): void {
  if (isOwnPage(site, request)) return;
  throw new Problem(authProblems.origin_not_allowed, {
    detail:
      'The cookie is for pages of PUBLIC_URL and ALLOWED_ORIGINS. Other clients send the refresh token in the body.',
  });
}

/** Whether a page of ours in a browser made the request. */
export function isOwnPage(site: Site, request: Pick<RequestInfo, 'header'>): boolean {
  const origin = request.header('origin');
  const fetchSite = request.header('sec-fetch-site') ?? 'same-origin';
  const isOurs = origin !== undefined && site.origins.has(origin);
  return isOurs && (fetchSite === 'same-origin' || fetchSite === 'same-site');
}

/** The answer to a sign-in or a refresh: the refresh token in the body, or in the cookie and nowhere else. */
export function deliver(
  pair: TokenPair,
  cookie: boolean | undefined,
): { headers: Record<string, string>; body: Omit<TokenPair, 'refreshToken'> & Partial<TokenPair> } {
  const { refreshToken, ...rest } = pair;
  return cookie
    ? { headers: { 'Cache-Control': 'no-store', 'Set-Cookie': refreshCookie(refreshToken) }, body: rest }
    : { headers: { 'Cache-Control': 'no-store' }, body: pair };
}
