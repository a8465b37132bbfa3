import { fileURLToPath } from 'node:url';
import { type CommonSettings, createChassis, createService, type Service, type Worker } from '@oms/chassis';
import { migrate } from '@oms/database';
import { anyone, openApiDocument, routesFor } from '@oms/http';
import { freePort } from '@oms/local';
import { initialiseRevocations } from '@oms/security';
import {
  createTcpProxy,
  createTestBroker,
  createTestDatabase,
  createTestRedis,
  eventually,
  startOtlpReceiver,
  through,
} from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import * as z from 'zod';

const migrations = new URL('./migrations/', import.meta.url);
const route = routesFor<object>();

describe('a service', () => {
  let cleanUp: (() => Promise<unknown>)[] = [];
  let settings: CommonSettings;
  let migrateNow: () => Promise<unknown>;
  let initialise: () => Promise<void>;

  beforeEach(async () => {
    const [database, broker, redis] = await Promise.all([
      createTestDatabase(['portal']),
      createTestBroker(),
      createTestRedis(),
    ]);
    cleanUp = [() => Promise.all([database.drop(), broker.drop(), redis.drop()])];
    settings = {
      environment: 'test',
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      logFormat: 'json',
      databaseUrl: database.url('portal'),
      databasePoolMax: 5,
      amqpUrl: broker.url,
      redisUrl: redis.url,
      tokenIssuer: 'https://oms.example',
      tokenAudience: 'oms',
      drainDelay: 0,
      trustedProxies: 1,
    };
    migrateNow = () => migrate({ url: settings.databaseUrl, schema: 'portal', directory: fileURLToPath(migrations) });
    initialise = async () => {
      const client = new Redis(redis.url);
      await initialiseRevocations(client);
      client.disconnect();
    };
  });

  afterEach(async () => {
    for (let undo = cleanUp.pop(); undo; undo = cleanUp.pop()) await undo();
  });

  function assemble(parts: { slow?: Promise<void>; entered?: () => void; workers?: Worker[] } = {}): Service {
    const routes = [
      route({
        method: 'get',
        path: '/slow',
        operationId: 'slow',
        summary: 'Slow',
        tag: 't',
        access: anyone(),
        responses: { 200: { description: 'At last', body: z.object({ done: z.boolean() }) } },
        handler: async () => {
          parts.entered?.();
          await parts.slow;
          return { status: 200, body: { done: true } };
        },
      }),
    ];
    const chassis = createChassis({ name: 'portal', settings, migrations });
    const document = openApiDocument(
      { service: 'portal', title: 'T', description: 'T', version: '1', tags: [] },
      routes,
    );
    const service = createService(chassis, {
      routes,
      context: {},
      document: () => document,
      workers: parts.workers ?? [],
    });
    cleanUp.push(() => service.stop());
    return service;
  }

  const readiness = async (port: number): Promise<{ status: number; checks: Record<string, string | null> }> => {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
    return {
      status: response.status,
      checks: ((await response.json()) as { checks: Record<string, string | null> }).checks,
    };
  };

  it('tells of its process, but in tests, which have several services in one', async () => {
    for (const environment of ['production', 'test'] as const) {
      const { metrics, redis, db, broker } = createChassis({
        name: 'portal',
        settings: { ...settings, environment },
        migrations,
      });
      cleanUp.push(() => Promise.all([redis.disconnect(), db.close(), broker.close()]));
      const told = await metrics.registry.metrics();
      expect(told.includes('process_resident_memory_bytes')).to.equal(environment === 'production');
    }
  });

  it('connects anew where Redis has vanished without a word', async () => {
    const proxy = await createTcpProxy(settings.redisUrl);
    cleanUp.push(() => proxy.close());
    settings.redisUrl = through(proxy, settings.redisUrl);
    const { redis, db, broker } = createChassis({ name: 'portal', settings, migrations });
    cleanUp.push(() => Promise.all([redis.disconnect(), db.close(), broker.close()]));
    expect(await redis.ping()).to.equal('PONG');
    proxy.abandon();
    const error = await redis.ping().then(
      () => undefined,
      (failure: Error) => failure,
    );
    expect(error?.message).to.equal('Command timed out');
    await eventually(async () => expect(await redis.ping()).to.equal('PONG'), { timeoutMs: 10_000 });
  });

  it('asks Redis for nothing twice that was slow to answer', async () => {
    const proxy = await createTcpProxy(settings.redisUrl);
    cleanUp.push(() => proxy.close());
    const direct = new Redis(settings.redisUrl);
    settings.redisUrl = through(proxy, settings.redisUrl);
    const { redis, db, broker } = createChassis({ name: 'portal', settings, migrations });
    cleanUp.push(() => Promise.all([direct.disconnect(), redis.disconnect(), db.close(), broker.close()]));
    await redis.ping();
    proxy.stallAnswers();
    const counting = redis.incr('counted').catch((error: Error) => error);
    await eventually(() => redis.status !== 'ready', { timeoutMs: 10_000 });
    expect(await counting).to.be.an('error');
    proxy.restore();
    await eventually(async () => expect(await redis.ping()).to.equal('PONG'), { timeoutMs: 10_000 });
    expect(await direct.get('counted')).to.equal('1');
  });

  it('is live at once, and ready when its schema, the broker and the revocations are', async () => {
    const service = assemble();
    const { port } = await service.start();
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).to.equal(200);
    const early = await readiness(port);
    expect(early.status).to.equal(503);
    expect(early.checks.schema).to.match(/migrations have not run/);

    await migrateNow();
    await eventually(async () => expect((await readiness(port)).checks).not.to.have.property('schema'));
    expect((await readiness(port)).checks).to.have.property('revocations');

    await initialise();
    await service.ready();
    expect(await readiness(port)).to.deep.equal({ status: 200, checks: { database: null } });
  });

  it('waits for a broker that is down, and says so', async () => {
    await Promise.all([migrateNow(), initialise()]);
    settings = { ...settings, amqpUrl: `amqp://127.0.0.1:${await freePort()}` };
    const { port } = await assemble().start();
    await eventually(async () =>
      expect(Object.keys((await readiness(port)).checks)).to.deep.equal(['database', 'broker']),
    );
    expect((await readiness(port)).status).to.equal(503);
  });

  it('stops while it still waits for its database, its broker and Redis', async () => {
    settings = {
      ...settings,
      databaseUrl: `postgres://nobody@127.0.0.1:${await freePort()}/none`,
      amqpUrl: `amqp://127.0.0.1:${await freePort()}`,
      redisUrl: `redis://127.0.0.1:${await freePort()}`,
    };
    const service = assemble();
    const { port } = await service.start();
    expect((await readiness(port)).checks.database).to.match(/cannot be reached/);
    await service.stop();
    const refused = await fetch(`http://127.0.0.1:${port}/health/live`).then(
      () => 'answered',
      () => 'refused',
    );
    expect(refused).to.equal('refused');
  });

  it('finishes the request under way before it lets go of anything, and takes no new one', async () => {
    await Promise.all([migrateNow(), initialise()]);
    const slow = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const order: string[] = [];
    const worker: Worker = { name: 'w', start: () => undefined, stop: async () => void order.push('worker stopped') };
    const handled = slow.promise.then(() => void order.push('handled'));
    const service = assemble({ slow: handled, entered: entered.resolve, workers: [worker] });
    const { port } = await service.start();
    await service.ready();
    const answer = fetch(`http://127.0.0.1:${port}/slow`).then((response) => [
      response.status,
      response.headers.get('connection'),
    ]);
    await entered.promise;
    const stopped = service.stop();
    await eventually(() =>
      fetch(`http://127.0.0.1:${port}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    slow.resolve();
    expect(await answer).to.deep.equal([200, 'close']);
    await stopped;
    expect(order).to.deep.equal(['handled', 'worker stopped']);
  });

  it('hands over the spans of its last requests before it has stopped', async () => {
    await Promise.all([migrateNow(), initialise()]);
    const collector = await startOtlpReceiver();
    cleanUp.push(() => collector.close());
    settings = { ...settings, otlpEndpoint: collector.url, exportDelay: 60_000 };
    const service = assemble();
    const { port } = await service.start();
    expect((await fetch(`http://127.0.0.1:${port}/slow`)).status).to.equal(200);
    expect(collector.spans).to.deep.equal([]);
    await service.stop();
    expect(collector.spans.find(({ name }) => name === 'GET /slow')?.service).to.equal('portal');
  });
});
