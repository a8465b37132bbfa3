import { METHODS } from 'node:http';
import type { Span, Tracing } from '@oms/telemetry';
import type { Request } from 'express';

/** Anybody may send any word as a method; those that nobody knows are one. */
const methodOf = (method: string): string => (METHODS.includes(method) ? method : '_OTHER');

/** The span of a request (semantic conventions for HTTP servers), below that of whoever sent it. */
export const requestSpan = (tracing: Tracing, request: Request, requestId: string): Span =>
  tracing.begin(request.method, {
    kind: 'server',
    parent: request.get('traceparent'),
    attributes: tracing.enabled
      ? {
          'http.request.method': methodOf(request.method),
          'url.path': request.path,
          'url.scheme': request.protocol,
          'http.response.header.x-request-id': [requestId],
        }
      : {},
  });

/** @param route `none` where no route took the request */
export function endRequestSpan(span: Span, method: string, route: string, status: number): void {
  const isRoute = route !== 'none';
  span.rename(isRoute ? `${methodOf(method)} ${route}` : methodOf(method));
  span.set({ 'http.response.status_code': status, 'http.route': isRoute ? route : undefined });
  if (status >= 500) span.fail(String(status));
  span.end();
}
