import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger } from '@oms/telemetry';
import { createGateway, type Gateway, type GatewayOptions } from '../src/gateway.ts';
import { readLabels } from '../src/labels.ts';
import type { Router } from '../src/route-table.ts';

type Stop = () => Promise<void> | void;

/** What a test starts, stopped in reverse order when it ends. */
export function createCleanup(): { add(stop: Stop): void; run(): Promise<void> } {
  const stack: Stop[] = [];
  return {
    add: (stop) => stack.push(stop),
    run: async () => {
      for (let stop = stack.pop(); stop; stop = stack.pop()) await stop();
    },
  };
}

export type Cleanup = ReturnType<typeof createCleanup>;

/** Routers by rule, each belonging to the service of its own name. */
export function routersOf(rules: Record<string, string | { rule: string; priority: number }>): readonly Router[] {
  const services = Object.entries(rules).map(([name, given]) => {
    const { rule, priority } = typeof given === 'string' ? { rule: given, priority: 0 } : given;
    const labels = {
      'traefik.enable': 'true',
      [`traefik.http.routers.${name}.rule`]: rule,
      [`traefik.http.routers.${name}.priority`]: String(priority),
      [`traefik.http.services.${name}.loadbalancer.server.port`]: '8000',
    };
    return [name, { labels }];
  });
  return readLabels(JSON.stringify({ services: Object.fromEntries(services) }), {}).routers;
}

export interface Upstream {
  url: string;
  port: number;
  server: Server;
  stop: Stop;
}

/** A service: any server on a free port, or on the one given. */
export async function startUpstream(cleanup: Cleanup, listener: RequestListener, port = 0): Promise<Upstream> {
  const server = http.createServer(listener);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  cleanup.add(stop);
  const chosen = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${chosen}`, port: chosen, server, stop };
}

/** A port on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startGateway(
  cleanup: Cleanup,
  options: Omit<GatewayOptions, 'logger'>,
): Promise<Gateway & { url: string; port: number }> {
  const logger = createLogger({ service: 'gateway', level: 'silent' });
  const gateway = createGateway({ ...options, logger });
  const { port } = await gateway.listen(0, '127.0.0.1');
  cleanup.add(() => gateway.stop(0));
  return { ...gateway, url: `http://127.0.0.1:${port}`, port };
}

export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A request whose path and headers are sent exactly as given, on a connection of its own unless an agent is given. */
export async function request(
  port: number,
  path: string,
  options: http.RequestOptions & { body?: string | Buffer } = {},
): Promise<Reply> {
  const { body, ...rest } = options;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', port, path, agent: false, ...rest }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

export interface SentProblem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  instance: string;
}

/** The problem that a reply carries. */
export function problemOf(reply: Reply): SentProblem {
  if (reply.headers['content-type'] !== 'application/problem+json') throw new Error(`Not a problem: ${reply.body}`);
  return JSON.parse(reply.body) as SentProblem;
}
