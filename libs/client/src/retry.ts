export interface RetryRules {
  /** Times that a request is sent again. */
  retries: number;
  /** Milliseconds that are waited at the most, whatever Retry-After asks for: above it the answer is given as it is. */
  longestWait: number;
}

export const defaultRetryRules: RetryRules = { retries: 3, longestWait: 20_000 };

/** Methods that change nothing, or the same however often (RFC 9110, 9.2.2). */
const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export interface Attempt {
  method: string;
  /** The server knows the request again by its Idempotency-Key. */
  hasKey: boolean;
  /** Of the answer; undefined when none came. */
  status: number | undefined;
  retryAfter: string | null;
  /** Of those before this one. */
  number: number;
}

/**
 * Milliseconds until the request may be sent again, or undefined when it may not.
 *
 * 429 and 503 say that nothing was done, so that anything may be repeated after them. Without an answer, or with that of a
 * proxy which got none, a request is repeated only where it cannot take effect twice.
 */
export function waitBeforeRetry(attempt: Attempt, rules: RetryRules, now = Date.now()): number | undefined {
  const { method, hasKey, status, number } = attempt;
  if (number >= rules.retries) return undefined;
  const wasNotDone = status === 429 || status === 503;
  const isUnclear = status === undefined || status === 502 || status === 504;
  if (!wasNotDone && !(isUnclear && (hasKey || repeatable.has(method)))) return undefined;
  const asked = wasNotDone ? secondsOf(attempt.retryAfter, now) : undefined;
  if (asked !== undefined) return asked * 1000 <= rules.longestWait ? asked * 1000 : undefined;
  // Full jitter, so that clients that were refused together do not come back together.
  return Math.min(rules.longestWait, Math.random() * 200 * 2 ** number);
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function secondsOf(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
