import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const ofHelmet = helmet({
  // Whoever ends TLS says so: the edge.
  strictTransportSecurity: false,
  // express is told to be silent about itself.
  xPoweredBy: false,
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
});

/** Helmet's headers for an API: they are the same for every request, so helmet is asked for them once. */
export function securityHeaders(): RequestHandler {
  const headers: [name: string, value: string][] = [];
  const recorder = { setHeader: (name: string, value: string) => headers.push([name, value]) };
  ofHelmet({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}
