import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

export type Header = readonly [name: string, value: string | readonly string[]];

const ofHelmet = helmet({
  // Whoever ends TLS says so: the edge.
  strictTransportSecurity: false,
  // express is told to be silent about itself.
  xPoweredBy: false,
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
});

/** Helmet's headers for an API: they are the same for every request, so helmet is asked for them once. */
function askHelmet(): Header[] {
  const headers: Header[] = [];
  const recorder = { setHeader: (name: string, value: string) => headers.push([name, value]) };
  ofHelmet({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}

const securityHeaders = askHelmet();
const inOneList = securityHeaders.flat() as string[];
const names: ReadonlySet<string> = new Set(securityHeaders.map(([name]) => name.toLowerCase()));

/** Sets what every answer carries, for answers that express, or whoever serves a page, writes. */
export function setCommonHeaders(response: ServerResponse, requestId: string): void {
  response.setHeader('X-Request-Id', requestId);
  for (const [name, value] of securityHeaders) response.setHeader(name, value);
}

/** What every answer carries, with `own` added or in its place: a list of names and values in turn, as writeHead takes it. */
export function withCommonHeaders(own: readonly Header[], requestId: string): (string | string[])[] {
  const head: (string | string[])[] = own.some(([name]) => names.has(name.toLowerCase()))
    ? othersThan(own)
    : [...inOneList];
  head.push('X-Request-Id', requestId);
  for (const [name, value] of own) head.push(name, value as string | string[]);
  return head;
}

function othersThan(own: readonly Header[]): string[] {
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  return securityHeaders.filter(([name]) => !replaced.has(name.toLowerCase())).flat() as string[];
}
