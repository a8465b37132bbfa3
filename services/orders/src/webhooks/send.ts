import http from 'node:http';
import https from 'node:https';
import { publicLookup } from './address-guard.ts';
import { type ReceiverRules, refusalOf } from './receiver-url.ts';

/** What became of one request. */
export interface Attempt {
  /** Of the answer; null where none came. */
  statusCode: number | null;
  /** Why there is no answer, or none that counts. */
  error: string | null;
  /** Milliseconds until the answer was read. */
  durationMs: number;
  /** The beginning of the answer's body. */
  excerpt: string | null;
  /** Seconds that the receiver asked to be left alone for. */
  retryAfter: number | null;
}

export interface Sender {
  post(url: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<Attempt>;
}

export interface SenderOptions extends ReceiverRules {
  /** Milliseconds that a request may take, answer included. */
  timeoutMs: number;
}

/** Bytes of an answer that are read, and that are kept. */
const readLimit = 16 * 1024;
const excerptLimit = 1024;

/**
 * Posts to receivers that strangers have named: to addresses of the public internet alone, without following redirects,
 * within a time, reading little of the answer. Each request has a connection of its own: one that was kept open could be closed by
 * the receiver at the moment of the next request, which would look like a failure.
 */
export function createSender({ timeoutMs, ...rules }: SenderOptions): Sender {
  const lookup = rules.allowPrivateAddresses ? undefined : publicLookup();

  return {
    async post(url, headers, body, signal) {
      const started = performance.now();
      const ended = (attempt: Partial<Attempt>): Attempt => ({
        statusCode: null,
        error: null,
        excerpt: null,
        retryAfter: null,
        ...attempt,
        durationMs: Math.round(performance.now() - started),
      });
      // The rules may have become stricter since the subscription was made.
      const refusal = refusalOf(url, rules);
      if (refusal !== undefined) return ended({ error: `the URL ${refusal}` });
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await request(url, {
          method: 'POST',
          headers: { ...headers, 'content-length': `${Buffer.byteLength(body)}` },
          body,
          lookup,
          signal: AbortSignal.any([timeout, signal]),
        });
        const { statusCode = 0 } = answer;
        return ended({
          statusCode,
          error: errorOf(statusCode),
          retryAfter: secondsOf(answer.headers['retry-after']),
          excerpt: await excerptOf(answer),
        });
      } catch (error) {
        if (timeout.aborted) return ended({ error: `no answer within ${timeoutMs / 1000} s` });
        return ended({ error: signal.aborted ? 'the service was stopping' : wordsOf(error) });
      }
    },
  };
}

interface RequestOptions extends https.RequestOptions {
  body: string;
}

/** @returns the answer once its head is there */
const request = (url: string, { body, ...options }: RequestOptions): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    request(url, { ...options, agent: false }, resolve)
      .on('error', reject)
      .end(body);
  });

function errorOf(statusCode: number): string | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  if (statusCode >= 300 && statusCode < 400) return `answered ${statusCode}; redirects are not followed`;
  return `answered ${statusCode}`;
}

/** The status has decided already, so that a body which breaks off or never ends changes nothing. */
async function excerptOf(answer: http.IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= readLimit) break;
    }
  } catch {
    // What came until then is shown.
  }
  answer.destroy();
  const text = Buffer.concat(parts).subarray(0, excerptLimit).toString('utf8');
  // PostgreSQL stores no NUL.
  return text === '' ? null : text.replaceAll('\0', '\ufffd');
}

/** Of Retry-After only the form in seconds (RFC 9110, section 10.2.3). */
const secondsOf = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : null;

/** Where several addresses were tried, what the first of them failed with says the most. */
function wordsOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return (first instanceof Error ? first.message : String(first)).slice(0, 500);
}
