import { keyedOperations } from './api.ts';
import { type RetryRules, waitBeforeRetry } from './retry.ts';
import type { Session } from './session.ts';

const KEY_HEADER = 'Idempotency-Key';

export interface TransportOptions {
  fetch: (request: Request) => Promise<Response>;
  retry: RetryRules;
  /** What requests are signed with; those that have an Authorization of their own go as they are. */
  credentials: { apiKey: string } | { session: Session };
}

/** Sends a request until it is answered for good: signs it, renews the token once, and repeats what can be repeated. */
export function createTransport({ fetch, retry, credentials }: TransportOptions) {
  const tokenFor = (request: Request): string | Promise<string | undefined> | undefined => {
    if (request.headers.has('Authorization')) return undefined;
    return 'apiKey' in credentials ? credentials.apiKey : credentials.session.accessToken();
  };

  return async function send(request: Request): Promise<Response> {
    const hasKey = request.headers.has(KEY_HEADER);
    let token = await tokenFor(request);
    let mayRenew = token !== undefined && 'session' in credentials;
    for (let number = 0; ; number += 1) {
      const attempt = request.clone();
      if (token !== undefined) attempt.headers.set('Authorization', `Bearer ${token}`);
      const outcome = await fetch(attempt).catch((error: unknown) => {
        if (request.signal.aborted || !(error instanceof TypeError)) throw error;
        return error;
      });
      const response = outcome instanceof Response ? outcome : undefined;
      if (response?.status === 401 && mayRenew && token !== undefined && 'session' in credentials) {
        mayRenew = false;
        const renewed = await credentials.session.replace(token);
        if (renewed === undefined) return response;
        await response.body?.cancel();
        token = renewed;
        continue;
      }
      const { status, headers } = response ?? {};
      const retryAfter = headers?.get('Retry-After') ?? null;
      const wait = waitBeforeRetry({ method: request.method, hasKey, status, retryAfter, number }, retry);
      if (wait === undefined) {
        if (response) return response;
        throw outcome;
      }
      await response?.body?.cancel();
      await pause(wait, request.signal);
    }
  };
}

/** Gives a request the key by which the server knows it again, where it would honour one. */
export function withKey(request: Request, method: string, path: string): void {
  if (keyedOperations.has(`${method} ${path}`) && !request.headers.has(KEY_HEADER)) {
    request.headers.set(KEY_HEADER, crypto.randomUUID());
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
