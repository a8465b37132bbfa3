import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem, requestIdOf } from '@oms/http';
import type { Logger } from '@oms/telemetry';
import express, { type ErrorRequestHandler } from 'express';
import { createForwarder, type Outcome } from './forwarder.ts';
import { requestHeaders } from './headers.ts';
import { gatewayProblems, sendProblem } from './problem-response.ts';
import { readRequestTarget } from './request-target.ts';
import { createRouteTable, type Router } from './route-table.ts';
import { createRoundRobin, type Upstreams } from './upstreams.ts';

export interface GatewayOptions {
  readonly routers: readonly Router[];
  readonly upstreams: Upstreams;
  /** Where requests go that belong to services without an upstream, with its own host named to it. */
  readonly fallbackUrl?: string | undefined;
  readonly logger: Logger;
  /** 10 MiB unless told. */
  readonly maxBodyBytes?: number;
  /** How long a service may be silent before its answer begins; 60 s unless told. */
  readonly upstreamTimeoutMs?: number;
}

export interface Gateway {
  /** Port 0 lets the operating system choose. Fails where the port is taken. */
  listen(port: number, host: string): Promise<{ port: number }>;
  /** Replaces where services are reached, from the next request on. */
  setUpstreams(upstreams: Upstreams): void;
  /** Takes no more connections, lets requests under way finish for `graceMs` (10 s unless told), then ends them. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * A reverse proxy for development that routes by Traefik's labels and answers in the API's own way: problem+json for what
 * has no route, no running service, or a service that does not answer.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const maxBodyBytes = options.maxBodyBytes ?? 10 * 1024 * 1024;
  const timeoutMs = options.upstreamTimeoutMs ?? 60_000;
  const route = createRouteTable(options.routers);
  const inTurn = createRoundRobin();
  let upstreams = options.upstreams;
  let draining = false;
  const forwarder = createForwarder({ timeoutMs, maxBodyBytes, isDraining: () => draining });

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const requestId = requestIdOf(req.headers['x-request-id']?.toString());
    try {
      await forward(req, res, requestId);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(gatewayProblems.internal_error);
      if (problem !== error) options.logger.error({ err: error, requestId }, 'The gateway failed');
      if (draining) res.setHeader('connection', 'close');
      sendProblem(req, res, problem, requestId);
    }
  }

  async function forward(req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> {
    const target = readRequestTarget(req.url ?? '/', req.headers.host);
    if (!target) throw new Problem(gatewayProblems.bad_request, { detail: 'The path is not a valid URL path.' });
    const router = route(target);
    if (!router) {
      throw new Problem(gatewayProblems.not_found, {
        detail: `No service answers ${target.url.replace(/\?.*$/s, '')}.`,
      });
    }
    if (Number(req.headers['content-length']) > maxBodyBytes) throw tooLarge();

    req.url = target.url;
    const protocol = 'encrypted' in req.socket ? 'https' : 'http';
    const client = { address: clientAddress(req), protocol, authority: target.authority } as const;
    req.headers = requestHeaders(req.headers, client, requestId);
    const outcome = await tryReplicas(router.service, req, res, requestId);
    options.logger.debug({
      requestId,
      method: req.method,
      path: target.url,
      service: router.service,
      outcome: outcome.kind,
    });
    const problem = problemOf(outcome, router.service);
    if (!problem) return;
    if ('error' in outcome) options.logger.warn({ requestId, err: outcome.error }, problem.message);
    throw problem;
  }

  async function tryReplicas(
    service: string,
    req: IncomingMessage,
    res: ServerResponse,
    requestId: string,
  ): Promise<Outcome> {
    const replicas = inTurn(service, upstreams[service] ?? []);
    if (replicas.length === 0) {
      if (options.fallbackUrl === undefined) throw notRunning(service);
      return forwarder.forward(req, res, { target: options.fallbackUrl, connection: 'foreign', requestId });
    }
    let outcome: Outcome | undefined;
    for (const target of replicas) {
      outcome = await forwarder.forward(req, res, { target, connection: 'pooled', requestId });
      // The service closed the idle connection just as the request was sent on it.
      if (outcome.kind === 'broken' && outcome.reused && isReplayable(req)) {
        outcome = await forwarder.forward(req, res, { target, connection: 'fresh', requestId });
      }
      if (outcome.kind !== 'unreachable') return outcome;
    }
    return outcome ?? { kind: 'unreachable', error: new Error('No replica') };
  }

  const app = express();
  app.disable('x-powered-by');
  app.use(answer);
  const failed: ErrorRequestHandler = (error, req, res, _next) => {
    options.logger.error({ err: error }, 'The gateway failed');
    sendProblem(
      req,
      res,
      new Problem(gatewayProblems.internal_error),
      requestIdOf(req.headers['x-request-id']?.toString()),
    );
  };
  app.use(failed);
  const server = http.createServer({ keepAliveTimeout: 65_000 }, app);

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve({ port: (server.address() as AddressInfo).port });
        });
      }),
    setUpstreams: (replaced) => {
      upstreams = replaced;
    },
    stop: async (graceMs = 10_000) => {
      draining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // An answer that began before now did not announce that its connection would end with it.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
      forwarder.close();
    },
  };
}

/** IPv4 addresses of dual-stack sockets are written the IPv4 way; a zone says nothing beyond this machine. */
const clientAddress = (req: IncomingMessage): string =>
  (req.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** Only what changes nothing and carries no body may be sent a second time. */
const isReplayable = (req: IncomingMessage): boolean =>
  ['GET', 'HEAD', 'OPTIONS'].includes(req.method ?? '') &&
  req.headers['transfer-encoding'] === undefined &&
  (req.headers['content-length'] ?? '0') === '0';

const tooLarge = (): Problem =>
  new Problem(gatewayProblems.payload_too_large, { detail: 'The body is larger than the gateway lets through.' });

const notRunning = (service: string): Problem =>
  new Problem(gatewayProblems.service_unavailable, {
    detail: `${service} is not running here; start it with npm start -- ${service} or set UPSTREAM_URL`,
    extensions: { service },
  });

function problemOf(outcome: Outcome, service: string): Problem | undefined {
  switch (outcome.kind) {
    case 'answered':
    case 'clientGone':
      return undefined;
    case 'tooLarge':
      return tooLarge();
    case 'unreachable':
      return new Problem(gatewayProblems.service_unavailable, {
        detail: `${service} cannot be reached; nothing was sent to it, so the request may be sent again.`,
        extensions: { service },
        headers: { 'retry-after': '1' },
      });
    case 'broken':
      return new Problem(gatewayProblems.bad_gateway, {
        detail: `${service} ended the connection before it answered; whether it did what was asked is not known.`,
        extensions: { service },
      });
    case 'timedOut':
      return new Problem(gatewayProblems.gateway_timeout, {
        detail: `${service} did not answer in time; whether it did what was asked is not known.`,
        extensions: { service },
      });
  }
}
