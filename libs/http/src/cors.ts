import cors from 'cors';
import type { Request, RequestHandler, Response } from 'express';

/** Seconds that a browser may remember the answer to a preflight; none of them remembers it for longer. */
const preflightLifetime = 2 * 3600;

/**
 * Lets pages of other origins use the API from their scripts (the CORS protocol of the Fetch Standard, section 3.3): those in
 * `origins`, as browsers write them, and no others. Without cookies, unless {@link allowCookies} is asked for as well; the
 * API goes by bearer tokens.
 *
 * Whether there is anything at the path of a preflight is for the routes to say: see {@link isAllowedPreflight}.
 */
export const crossOrigin = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'X-Request-Id',
      'Traceparent',
    ],
    exposedHeaders: [
      'Content-Disposition',
      'ETag',
      'Idempotent-Replayed',
      'Location',
      'Retry-After',
      'WWW-Authenticate',
      'X-Request-Id',
    ],
    maxAge: preflightLifetime,
    preflightContinue: true,
  });

/** Whether `crossOrigin` has let the page in that asks. */
const isLetIn = (response: Response): boolean => response.hasHeader('Access-Control-Allow-Origin');

/** Whether a browser asks, before a request of a page that `crossOrigin` has let in, if it may be sent. */
export const isAllowedPreflight = (request: Request, response: Response): boolean =>
  request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined && isLetIn(response);

/** Has the browser of a page that was let in send its cookies along, and keep those that are set. */
export function allowCookies(response: Response): void {
  if (isLetIn(response)) response.set('Access-Control-Allow-Credentials', 'true');
}
