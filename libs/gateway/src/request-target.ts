import { posix } from 'node:path';
import type { RouteTarget } from './rule.ts';

export interface RequestTarget extends RouteTarget {
  /** What the service is asked for: the cleaned path, still encoded, with the query. */
  readonly url: string;
  /** Host and port as the client named them. */
  readonly authority: string;
}

/**
 * Reads the request line as Traefik v3 does before it routes: percent-codes of unreserved characters are decoded and the
 * others written in upper case (RFC 3986, 6.2.2), then `.`, `..` and repeated slashes are removed. Encoded reserved
 * characters, `%2F` among them, stay as they are and are never taken for a path separator. A semicolon in the query, which
 * old forms used for `&`, becomes one.
 *
 * @returns undefined for a target that Traefik answers with 400.
 */
export function readRequestTarget(requestTarget: string, hostHeader: string | undefined): RequestTarget | undefined {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(requestTarget);
  const origin = absolute ? absolute[2] || '/' : requestTarget;
  const mark = origin.indexOf('?');
  const raw = mark === -1 ? origin : origin.slice(0, mark);
  const query = mark === -1 ? '' : origin.slice(mark).replaceAll(';', '&');
  if (origin.includes('#') || (raw !== '' && !raw.startsWith('/')) || /%(?![0-9a-fA-F]{2})/.test(raw)) return undefined;
  const encoded = posix.normalize(encodePath(raw === '' ? '/' : raw));
  const authority = absolute?.[1] ?? hostHeader ?? '';
  return { host: canonicalHost(authority), path: routingPath(encoded), url: encoded + query, authority };
}

const allowedInPath = /^[A-Za-z0-9\-._~!$&'()*+,;=:@[\]/%]*$/;
const decodedByte = (code: string): string => String.fromCharCode(Number.parseInt(code.slice(1), 16));
const encodedByte = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A path with characters that no path may hold is decoded and encoded anew, as Go's net/url does. */
function encodePath(raw: string): string {
  if (allowedInPath.test(raw)) {
    return raw.replaceAll(/%../g, (code) => {
      const byte = decodedByte(code);
      return /[A-Za-z0-9\-._~]/.test(byte) ? byte : code.toUpperCase();
    });
  }
  return raw.replaceAll(/%[0-9a-fA-F]{2}/g, decodedByte).replaceAll(/[^A-Za-z0-9\-._~$&+,/:;=@]/g, encodedByte);
}

/** RFC 3986's reserved characters and the percent sign: decoded, they would mean something else. */
const reserved = new Set([...":/?#[]@!$&'()*+,;=%"].map(encodedByte));

const routingPath = (encoded: string): string =>
  encoded.replaceAll(/%../g, (code) => (reserved.has(code) ? code : decodedByte(code)));

function canonicalHost(authority: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(authority)?.[1];
  const host = bracketed ?? (authority.split(':').length === 2 ? authority.replace(/:.*$/, '') : authority);
  return host.trim().toLowerCase();
}
