import type { RequestInfo } from '@oms/http';

const pairsOf = (request: Pick<RequestInfo, 'header'>): string[] =>
  (request.header('cookie') ?? '').split(';').map((pair) => pair.trim());

/** The value of a cookie, or undefined when the request has none of that name, or an empty one. */
export const readCookie = (request: Pick<RequestInfo, 'header'>, name: string): string | undefined =>
  pairsOf(request)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) || undefined;

/** The request's cookies but for ours, those of {@link hostCookie}, as a `Cookie` header; undefined when there are none. */
export const othersCookies = (request: Pick<RequestInfo, 'header'>): string | undefined =>
  pairsOf(request)
    .filter((pair) => pair !== '' && !pair.startsWith('__Host-'))
    .join('; ') || undefined;

/**
 * A `Set-Cookie` value for a cookie of this host alone, whose name begins with `__Host-` (RFC 6265bis, section 4.1.3.2):
 * over TLS only, out of reach of scripts. Its value is base64url or a compact JWE, which need no quoting.
 */
export const hostCookie = (
  name: `__Host-${string}`,
  value: string,
  { maxAge, sameSite }: { maxAge: number; sameSite: 'Strict' | 'Lax' },
): string => `${name}=${value}; Max-Age=${maxAge}; Path=/; Secure; HttpOnly; SameSite=${sameSite}`;
