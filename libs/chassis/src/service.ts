import { setTimeout as delay } from 'node:timers/promises';
import { latestMigration, schemaIsReady } from '@oms/database';
import { type ConsumerOptions, createConsumer, createRelay, limitTo } from '@oms/events';
import { createApp, type HttpServer, listen, type Route, sweepKeys } from '@oms/http';
import type { RequestHandler } from 'express';
import type { OpenAPIV3_1 } from 'openapi-types';
import { findApiKey } from './api-keys/store.ts';
import { createUseNotes, type NoteApiKeyUse } from './api-keys/use.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Chassis } from './chassis.ts';
import { createDeadLetterDesk } from './dead-letters/desk.ts';
import { boundTo, deadLetterRoutes } from './dead-letters/routes.ts';
import { every, type Worker } from './every.ts';
import { Lifecycle } from './lifecycle.ts';
import { Readiness } from './readiness.ts';

/** How long requests under way, and then handlers of messages, may take to finish once the service stops. */
const patienceMs = 10_000;

export interface Service {
  readonly name: string;
  /** Listens, then connects the rest in the background: readiness tells when. */
  start(): Promise<{ port: number }>;
  /** Resolves once the service is ready for traffic. @throws when it is stopped before */
  ready(): Promise<void>;
  /** Finishes what is under way and lets go of everything. May be called at any time, and twice. */
  stop(): Promise<void>;
}

export interface OpenableService<Context> extends Service {
  /** What handlers of routes work with, without starting anything: for consoles. It ends with stop(). */
  open(): Promise<Context>;
}

export type ConsumerParts = Pick<ConsumerOptions, 'purpose' | 'handlers' | 'prefetch'>;

export interface ServiceParts<Context> {
  routes: readonly Route<Context>[];
  context: Context;
  document: () => OpenAPIV3_1.Document;
  /** Queues of the service and what handles their events. With any, {@link deadLetterRoutes} are served. */
  consumers?: readonly ConsumerParts[];
  /** What runs beside requests and messages: sweepers, dispatchers. Started once the schema is ready. */
  workers?: readonly Worker[];
  /** Runs once the schema is ready, before the service reports ready. */
  prepare?: () => Promise<void>;
  pages?: RequestHandler;
  /** What becomes of the use of an API key. */
  noteApiKeyUse?: NoteApiKeyUse;
}

/** Puts a service together from its chassis and its own parts. */
export function createService<Context>(chassis: Chassis, parts: ServiceParts<Context>): OpenableService<Context> {
  const { name, settings, logger, db, broker, redis, revocations, metrics, tracing } = chassis;
  const lifecycle = new Lifecycle(logger);
  const readiness = new Readiness(db);
  const stopping = new AbortController();
  const reasons = {
    schema: 'its migrations have not run yet',
    broker: 'RabbitMQ is not connected yet',
    revocations: 'not loaded from Redis yet',
  };
  for (const [part, reason] of Object.entries(reasons)) readiness.await(part, reason);

  // The last to go, for the rest may still have spans to hand over.
  lifecycle.add('tracing', () => tracing.stop());
  lifecycle.add('database', () => db.close());
  lifecycle.add('RabbitMQ', () => broker.close());
  lifecycle.add('Redis', () => redis.disconnect());

  const consumers = parts.consumers ?? [];
  const purposes = consumers.map(({ purpose }) => purpose);
  const app = createApp({
    routes: [
      ...parts.routes,
      ...(purposes.length > 0
        ? boundTo<Context>(deadLetterRoutes(name), createDeadLetterDesk({ service: name, purposes, broker, db }))
        : []),
    ],
    context: parts.context,
    db,
    security: createAuthenticator({
      verifier: chassis.verifier,
      revocations,
      findApiKey: (id) => findApiKey(db, id),
      ...(parts.noteApiKeyUse && { apiKeyUsed: createUseNotes({ db, logger, note: parts.noteApiKeyUse }) }),
    }),
    health: readiness,
    logger,
    metrics,
    tracing,
    document: parts.document,
    validateReplies: settings.environment === 'test',
    trustedProxies: settings.trustedProxies,
    ...(settings.allowedOrigins && { allowedOrigins: settings.allowedOrigins }),
    ...(parts.pages && { pages: parts.pages }),
  });

  // Each message handled takes a connection: requests keep half of them, whatever waits in the queues. One queue may use the
  // whole of the other half, for it is seldom that all are full.
  const prefetch = Math.max(1, Math.floor(settings.databasePoolMax / 2));
  const limit = limitTo(prefetch);
  const consumerOf = (consumer: ConsumerParts) =>
    createConsumer({ db, amqp: broker, service: name, logger, metrics, tracing, prefetch, limit, ...consumer });

  let connecting: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | undefined;

  async function connect(): Promise<void> {
    await waitForSchema(chassis, stopping.signal);
    await parts.prepare?.();
    readiness.clear('schema');
    revocations.start();
    lifecycle.add('revocations', () => revocations.stop());
    // Consumers first: what this service tells itself must find its queue.
    const running = consumers.map(consumerOf);
    await begin('consumers', {
      start: () => {
        for (const consumer of running) consumer.start();
      },
      // At the same time: each may have to wait for a handler.
      stop: async () => {
        await Promise.all(running.map((consumer) => consumer.stop()));
      },
    });
    await begin('relay', createRelay({ db, amqp: broker, service: name, logger, metrics, tracing }));
    // Who takes no keys has no table of them.
    const takesKeys = parts.routes.some(({ idempotent }) => idempotent);
    for (const worker of [
      ...(takesKeys ? [every('idempotency sweeper', 600_000, () => sweepKeys(db), logger)] : []),
      ...(parts.workers ?? []),
    ]) {
      await begin(worker.name, worker);
    }
    await Promise.all([
      revocations.whenLoaded().then(() => readiness.clear('revocations')),
      untilAborted(broker.whenReady(), stopping.signal).then(() => readiness.clear('broker')),
      chassis.verifier.load(),
    ]);
    logger.info('ready');
  }

  /** Starts a part unless the service is stopping by now. */
  async function begin(
    part: string,
    { start, stop }: { start(): void | Promise<void>; stop(): Promise<void> },
  ): Promise<void> {
    stopping.signal.throwIfAborted();
    await start();
    lifecycle.add(part, stop);
  }

  async function shutDown(): Promise<void> {
    readiness.await('draining', 'the service is stopping');
    stopping.abort(new Error(`${name} was stopped before it was ready`));
    await connecting.catch(() => undefined);
    await server?.close({ delay: settings.drainDelay * 1000, patience: patienceMs });
    await lifecycle.stop();
    logger.info('stopped');
  }

  let server: HttpServer | undefined;
  return {
    name,
    async open() {
      await parts.prepare?.();
      return parts.context;
    },
    async start() {
      await tracing.start();
      server = await listen(app, settings);
      logger.info({ port: server.port }, 'listening');
      connecting = connect();
      connecting.catch((error: unknown) => {
        if (!stopping.signal.aborted) logger.fatal({ err: error }, 'cannot start');
      });
      return { port: server.port };
    },
    ready: () => connecting,
    stop: () => {
      stopped ??= shutDown();
      return stopped;
    },
  };
}

/** Waits until the newest migration that this code knows has been applied by whoever applies migrations. */
async function waitForSchema({ name, db, logger, migrationsDirectory }: Chassis, signal: AbortSignal): Promise<void> {
  const newest = await latestMigration(migrationsDirectory);
  let complaint = '';
  for (;;) {
    const state = await schemaIsReady(db, name, newest).then(
      (ready) => (ready ? '' : `waiting for migration ${newest}`),
      (error: Error) => `waiting for the database: ${error.message}`,
    );
    if (state === '') return;
    if (state !== complaint) logger.info(state);
    complaint = state;
    await delay(250, undefined, { signal });
  }
}

const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      const stop = () => reject(signal.reason as Error);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
  ]);
