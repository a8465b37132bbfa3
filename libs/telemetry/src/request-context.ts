import { AsyncLocalStorage } from 'node:async_hooks';

/** What ties a log line or an event to the request, or the message, that caused it. */
export interface RequestContext {
  requestId: string;
  /** W3C Trace Context header of the work under way. */
  traceparent?: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work`, and all that it awaits, as part of `context`. */
export const runWithRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

export const currentRequest = (): RequestContext | undefined => storage.getStore();
