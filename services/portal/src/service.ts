import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '@oms/chassis';
import { createApp, type HttpServer, listen } from '@oms/http';
import { createLogger, createMetrics } from '@oms/telemetry';
import type { EventsDocument } from './asyncapi.ts';
import type { PortalConfig } from './config.ts';
import { loadConsole } from './console.ts';
import type { ListedProblem } from './merge-openapi.ts';
import { createPages } from './pages.ts';

/** How long requests under way may take to finish once the portal stops. */
const patienceMs = 10_000;

/** The documentation pages and the console. The portal keeps nothing and needs no other server, so it is ready once it listens. */
export async function createPortalService(config: PortalConfig): Promise<Service> {
  const logger = createLogger({ service: 'portal', level: config.logLevel, format: config.logFormat });
  const [openapi, asyncapi, console] = await Promise.all([
    readDocument('openapi.json'),
    readDocument('asyncapi.json'),
    loadConsole(config.environment),
  ]);
  const { 'x-problems': problems = [] } = openapi.document as { 'x-problems'?: ListedProblem[] };
  let stopping = false;
  const app = createApp({
    routes: [],
    context: undefined,
    health: { checks: () => ({ draining: stopping ? 'the service is stopping' : null }) },
    logger,
    metrics: createMetrics('portal', { process: true }),
    pages: await createPages({
      openapi: { text: openapi.text, problems },
      asyncapi: { text: asyncapi.text, document: asyncapi.document as EventsDocument },
      console,
    }),
    trustedProxies: config.trustedProxies,
  });

  let server: HttpServer | undefined;
  let stopped: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    stopping = true;
    await server?.close({ delay: config.drainDelay * 1000, patience: patienceMs });
    logger.info('stopped');
  }

  return {
    name: 'portal',
    async start() {
      server = await listen(app, config);
      logger.info({ port: server.port }, 'listening');
      return { port: server.port };
    },
    ready: () => Promise.resolve(),
    stop: () => {
      stopped ??= shutDown();
      return stopped;
    },
  };
}

async function readDocument(name: string): Promise<{ text: string; document: unknown }> {
  const file = join(import.meta.dirname, '..', 'static', name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`${file} is missing; make it with npm run generate`);
  });
  return { text, document: JSON.parse(text) as unknown };
}
