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
const securityHeadersInOneList = securityHeaders.flat(1);
const requestIdHeader = 'X-Request-Id';
const commonNames: ReadonlySet<string> = new Set([
  requestIdHeader.toLowerCase(),
  ...securityHeaders.map(([name]) => name.toLowerCase()),
]);

/** Sets what every answer carries, for answers that express, or whoever serves a page, writes. */
export function setCommonHeaders(response: ServerResponse, requestId: string): void {
  response.setHeader(requestIdHeader, requestId);
  for (const [name, value] of securityHeaders) response.setHeader(name, value);
}

/** What every answer carries, with `own` added or in its place: names and values in turn, as `writeHead` takes them. */
export function withCommonHeaders(own: readonly Header[], requestId: string): string[] {
  const replaced = own.map(([name]) => name.toLowerCase()).filter((name) => commonNames.has(name));
  const isKept = (name: string): boolean => !replaced.includes(name.toLowerCase());
  const head: Header[1][] =
    replaced.length === 0 ? [...securityHeadersInOneList] : securityHeaders.filter(([name]) => isKept(name)).flat(1);
  if (isKept(requestIdHeader)) head.push(requestIdHeader, requestId);
  for (const [name, value] of own) head.push(name, value);
  // It takes lists of values, too; its type does not say so.
  return head as string[];
}
