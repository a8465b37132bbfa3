import { accountPages } from '@oms/contracts';
import { returnUrl, type Site } from '../browser/site.ts';

/** What the proxy says of the request that it asks about (Traefik's ForwardAuth). */
export interface Visit {
  method: string;
  host: string | undefined;
  /** Path and query. */
  uri: string | undefined;
  /** `Sec-Fetch-Mode` of the browser, which older ones do not send. */
  fetchMode: string | undefined;
}

/** Whether the request opens a page in a browser: only then does a sign-in page in its place help anybody. */
export const opensPage = ({ method, fetchMode }: Visit): boolean =>
  (method === 'GET' || method === 'HEAD') && (fetchMode === undefined || fetchMode === 'navigate');

/**
 * The sign-in page, with the way back to the page that was asked for in its fragment, which stands in no server's log. Only a
 * page of our own host can be gone back to: the cookie is good for no other.
 */
export function signInUrl(site: Site, { host, uri }: Visit): string {
  const isHere = host === new URL(site.origin).host && uri?.startsWith('/') === true;
  const to = isHere ? returnUrl(site, uri) : undefined;
  const fields = new URLSearchParams({ role: 'admin', ...(to?.startsWith(`${site.origin}/`) && { to }) });
  return `${site.origin}${accountPages.signIn}#${fields}`;
}
