import type { RequestInfo } from '@oms/http';
import { hostCookie, readCookie } from '../browser/cookies.ts';
import { isOwnPage } from '../browser/refresh-cookie.ts';
import type { Site } from '../browser/site.ts';
import { linkLifetime, newToken } from '../links/link-token.ts';

const name = '__Host-magic-link';

/** What a browser that asked for a magic link shows when it follows it. */
export const readBrowserCookie = (request: RequestInfo): string | undefined => {
  const value = readCookie(request, name);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
};

/**
 * The cookie for who asks for a magic link: the one it has, so that a link from a minute ago stays good, or a new one.
 *
 * @returns undefined where it is no page of ours in a browser, which would not keep it
 */
export function browserCookieFor(site: Site, request: RequestInfo): { value: string; header: string } | undefined {
  if (!isOwnPage(site, request)) return undefined;
  const value = readBrowserCookie(request) ?? newToken();
  return { value, header: hostCookie(name, value, { maxAge: linkLifetime['magic-link'], sameSite: 'Strict' }) };
}
