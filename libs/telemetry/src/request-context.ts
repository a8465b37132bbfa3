import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tracing } from './tracing.ts';

/** What ties a log line, an event or a span to the request, or the message, that caused it. */
export interface RequestContext {
  requestId: string;
  /** W3C Trace Context header of the work under way: what it causes names it as its parent. */
  traceparent?: string | undefined;
  /** Of the service that does the work, where it keeps spans. */
  tracing?: Tracing | undefined;
}

const storage = new AsyncLocalStorage<RequestContext | undefined>();

/** Runs `work`, and all that it awaits, as part of `context`. */
export const runWithRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Runs `work`, and all that it awaits, as part of no request: what a request only wakes, and which is done for many. */
export const runOutsideRequest = <T>(work: () => T): T => storage.run(undefined, work);

export const currentRequest = (): RequestContext | undefined => storage.getStore();
