import type { Agent, ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import { ConnectedHttpAgent, ConnectedHttpsAgent } from './connected-agent.ts';
import { responseHeaders } from './headers.ts';

/** How one attempt to have a request answered by one replica went. */
export type Outcome =
  | { readonly kind: 'answered' }
  /** No connection: nothing was sent, any other replica may have the request. */
  | { readonly kind: 'unreachable'; readonly error: Error }
  /** The connection ended before an answer; `reused` when it had carried an earlier request. */
  | { readonly kind: 'broken'; readonly error: Error; readonly reused: boolean }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'clientGone' };

export interface Forwarder {
  /** @param connection `fresh` takes none from the pool, `foreign` also names the target's own host to it. */
  forward(req: IncomingMessage, res: ServerResponse, options: AttemptOptions): Promise<Outcome>;
  close(): void;
}

interface AttemptOptions {
  target: string;
  connection: 'pooled' | 'fresh' | 'foreign';
  requestId: string;
}

interface Attempt extends AttemptOptions {
  upstreamRequest?: ClientRequest;
  settle(outcome: Outcome): void;
}

/**
 * Forwards requests by http-proxy-middleware, streaming both ways, and says how it went; it never answers by itself but
 * with what the service answers.
 *
 * @param options.timeoutMs how long a service may be silent before its answer begins.
 * @param options.isDraining whether connections end with the answers that they carry now.
 */
export function createForwarder(options: {
  timeoutMs: number;
  maxBodyBytes: number;
  isDraining: () => boolean;
}): Forwarder {
  const attempts = new WeakMap<IncomingMessage, Attempt>();
  const pool = { keepAlive: true, scheduling: 'lifo' } as const;
  const agents = {
    'http:': { pooled: new ConnectedHttpAgent(pool), fresh: new ConnectedHttpAgent() },
    'https:': { pooled: new ConnectedHttpsAgent(pool), fresh: new ConnectedHttpsAgent() },
  };

  const proxy = (agent: Agent, changeOrigin: boolean): RequestHandler =>
    createProxyMiddleware({
      router: (req) => attempts.get(req)?.target ?? '',
      agent,
      changeOrigin,
      selfHandleResponse: true,
      on: {
        proxyReq: (upstreamRequest, req) => {
          const attempt = attempts.get(req);
          if (!attempt) return;
          attempt.upstreamRequest = upstreamRequest;
          limitBody(req, upstreamRequest, options.maxBodyBytes, attempt);
          limitSilence(req, upstreamRequest, options.timeoutMs, attempt);
        },
        proxyRes: (answer, req, res) => {
          const attempt = attempts.get(req);
          if (!attempt || res.headersSent) {
            answer.destroy();
            return;
          }
          attempt.upstreamRequest?.setTimeout(0);
          attempt.settle({ kind: 'answered' });
          sendAnswer(answer, req, res, { requestId: attempt.requestId, last: options.isDraining() });
        },
        error: (error, req) => {
          const attempt = attempts.get(req);
          const sent = attempt?.upstreamRequest;
          attempt?.settle(sent ? { kind: 'broken', error, reused: sent.reusedSocket } : { kind: 'unreachable', error });
        },
        econnreset: (_error, req) => attempts.get(req)?.settle({ kind: 'clientGone' }),
      },
    });

  const handlers = {
    'http:': {
      pooled: proxy(agents['http:'].pooled, false),
      fresh: proxy(agents['http:'].fresh, false),
      foreign: proxy(agents['http:'].pooled, true),
    },
    'https:': {
      pooled: proxy(agents['https:'].pooled, false),
      fresh: proxy(agents['https:'].fresh, false),
      foreign: proxy(agents['https:'].pooled, true),
    },
  };

  return {
    forward: (req, res, attempt) =>
      new Promise((resolve) => {
        const gone = (): void => resolve({ kind: 'clientGone' });
        const settle = (outcome: Outcome): void => {
          res.off('close', gone);
          resolve(outcome);
        };
        if (res.destroyed) return gone();
        // The proxy listens for the end of the response a dozen times a request, which is no leak.
        res.setMaxListeners(0);
        res.once('close', gone);
        attempts.set(req, { ...attempt, settle });
        const protocol = new URL(attempt.target).protocol === 'https:' ? 'https:' : 'http:';
        handlers[protocol]
          [attempt.connection](req, res, (error) => {
            settle({ kind: 'unreachable', error: error instanceof Error ? error : new Error(String(error)) });
          })
          .catch((error: Error) => settle({ kind: 'unreachable', error }));
      }),
    close: () => {
      for (const { pooled, fresh } of Object.values(agents)) {
        pooled.destroy();
        fresh.destroy();
      }
    },
  };
}

/** Counts a body whose length was not announced. Runs before the body flows, so that no byte of it is missed. */
function limitBody(req: IncomingMessage, upstreamRequest: ClientRequest, maxBodyBytes: number, attempt: Attempt): void {
  if (req.headers['transfer-encoding'] === undefined) return;
  let received = 0;
  req.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received <= maxBodyBytes) return;
    attempt.settle({ kind: 'tooLarge' });
    upstreamRequest.destroy();
  });
}

/** A client that sends its body slowly is not the service's fault, so silence counts once the body has been sent. */
function limitSilence(req: IncomingMessage, upstreamRequest: ClientRequest, timeoutMs: number, attempt: Attempt): void {
  upstreamRequest.setTimeout(timeoutMs, () => {
    if (!req.complete && !upstreamRequest.writableNeedDrain) return;
    attempt.settle({ kind: 'timedOut' });
    upstreamRequest.destroy();
  });
}

function sendAnswer(
  answer: IncomingMessage,
  req: IncomingMessage,
  res: ServerResponse,
  { requestId, last }: { requestId: string; last: boolean },
): void {
  const headers = responseHeaders(answer.headers, requestId);
  if (last) headers.connection = 'close';
  res.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  // An answer of unknown length may be a stream whose first piece is long in coming.
  if (headers['content-length'] === undefined && req.method !== 'HEAD') res.flushHeaders();
  pipeline(answer, res, () => {});
}
