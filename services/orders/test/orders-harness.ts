import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Service } from '@oms/chassis';
import { type CloudEvent, type Order, type Permission, permissionsOf, type Role } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { createPersonKeys, initialiseRevocations, signAccessToken } from '@oms/security';
import { createMetrics } from '@oms/telemetry';
import { createTestBroker, createTestDatabase, createTestRedis, eventually, fetchAsTold } from '@oms/testing';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { invoicingOf, readConfig } from '../src/config.ts';
import { createAnnouncer } from '../src/orders/order-events.ts';
import { createProviders } from '../src/payments/providers.ts';
import type { Product } from '../src/products/product.ts';
import { createOrdersService } from '../src/service.ts';

const issuer = 'https://oms.test';
const audience = 'oms';
const silent = pino({ level: 'silent' });

export interface Person {
  id: string;
  email: string;
  token: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any;
}

interface CallOptions {
  body?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
  /** Replica, by number. */
  via?: number;
}

/** The orders service as it runs, on servers of its own, and what its clients would do with it. */
export async function startOrders(settings: NodeJS.ProcessEnv = {}, replicas = 1) {
  const cleanUp: (() => unknown)[] = [];
  const [database, broker, redis, folder] = await Promise.all([
    createTestDatabase(['orders']),
    createTestBroker(),
    createTestRedis(),
    mkdtemp(join(tmpdir(), 'orders-test-')),
  ]);
  cleanUp.push(
    () => database.drop(),
    () => broker.drop(),
    () => redis.drop(),
    () => rm(folder, { recursive: true }),
  );
  const key = { kid: randomUUID(), ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  const jwks = join(folder, 'jwks.json');
  await writeFile(jwks, JSON.stringify({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid }] }));
  const redisClient = new Redis(redis.url);
  await initialiseRevocations(redisClient);
  redisClient.disconnect();

  const config = readConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url('orders'),
    // The server that tests share has only so many connections.
    DATABASE_POOL_MAX: '6',
    AMQP_URL: broker.url,
    REDIS_URL: redis.url,
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE: audience,
    JWKS_URLS: pathToFileURL(jwks).href,
    // Runs that are due would come between those that tests ask for.
    VERIFY_EVERY_HOURS: '0',
    ORDERS_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    ...settings,
  });
  const db: Database = createDatabase({
    url: database.url('orders'),
    poolMax: 4,
    applicationName: 'test',
    logger: silent,
  });
  cleanUp.push(() => db.close());
  /** What use cases that a test calls by itself work with. */
  const context = {
    db,
    logger: silent,
    announce: createAnnouncer(silent, createMetrics('test')),
    personKeys: createPersonKeys(config),
    keyEncryptionKey: config.keyEncryptionKey,
    invoicing: invoicingOf(config),
    paymentWindowMinutes: config.paymentWindowMinutes,
    partialPaymentWindowDays: config.partialPaymentWindowDays,
    payments: { providers: createProviders(config), wake: () => undefined, finish: async () => undefined },
  };
  const ports: number[] = [];
  const services: Service[] = [];
  const stopReplicas = async (): Promise<void> => {
    for (const service of services.splice(0)) await service.stop();
  };
  cleanUp.push(stopReplicas);
  for (let replica = 0; replica < replicas; replica += 1) {
    const service = createOrdersService(config);
    services.push(service);
    const { port } = await service.start();
    ports.push(port);
    await service.ready();
  }

  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, token, headers, via = 0 } = options;
    const response = await fetchAsTold(`http://127.0.0.1:${ports[via]}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** @param signedInFor seconds since they proved who they are */
  function newPerson(
    role: Role = 'customer',
    permissions: readonly Permission[] = permissionsOf([role]),
    signedInFor = 0,
  ): Person {
    const id = randomUUID();
    const email = `${id}@example.com`;
    const now = Math.floor(Date.now() / 1000);
    const token = signAccessToken(
      key,
      { issuer, audience, tokenId: randomUUID() },
      {
        sub: id,
        sid: randomUUID(),
        email,
        epoch: 1,
        roles: [role],
        permissions: [...permissions],
        amr: ['pwd'],
        auth_time: now - signedInFor,
        iat: now,
        exp: now + 600,
      },
    );
    return { id, email, token };
  }

  const staff = newPerson('staff');
  const as = (person: Person | undefined) => ({
    get: (path: string) => call('GET', `/api/v1${path}`, { token: person?.token }),
    post: (path: string, body?: unknown, options: CallOptions = {}) =>
      call('POST', `/api/v1${path}`, { body, token: person?.token, ...options }),
    patch: (path: string, body: unknown, version: string | null) =>
      call('PATCH', `/api/v1${path}`, {
        body,
        token: person?.token,
        headers: version === null ? {} : { 'if-match': version },
      }),
    delete: (path: string, version: string | null) =>
      call('DELETE', `/api/v1${path}`, {
        token: person?.token,
        headers: version === null ? {} : { 'if-match': version },
      }),
  });

  /** A product with a price in EUR and pieces in stock. */
  async function newProduct({
    stock = 100,
    price = 1_000,
    ...given
  }: Record<string, unknown> & { stock?: number; price?: number } = {}): Promise<Product> {
    const { body, status } = await as(staff).post('/products', {
      sku: `SKU-${randomUUID().slice(0, 8)}`,
      name: 'A thing',
      prices: [{ amount: price, currency: 'EUR' }],
      ...given,
    });
    if (status !== 201) throw new Error(`creating a product answered ${status} ${JSON.stringify(body)}`);
    if (stock > 0) await as(staff).post(`/products/${body.id}/stock/adjustments`, { delta: stock, reason: 'test' });
    return body;
  }

  const stockOf = async ({ id }: Pick<Product, 'id'>) => (await as(staff).get(`/products/${id}/stock`)).body;

  async function placeOrder(person: Person, items: { sku: string; quantity: number }[], more = {}): Promise<Order> {
    const { status, body } = await as(person).post('/orders', newOrder(items, more));
    if (status !== 201) throw new Error(`placing an order answered ${status} ${JSON.stringify(body)}`);
    return body;
  }

  const events: CloudEvent[] = [];
  const connection = await connect(broker.url);
  cleanUp.push(() => connection.close());
  const channel = await connection.createChannel();
  // The service may not have got so far.
  await channel.assertExchange('oms.events', 'topic', { durable: true, alternateExchange: 'oms.unrouted' });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'oms.events', 'orders.#');
  await channel.consume(queue, (message) => message && events.push(JSON.parse(message.content.toString())), {
    noAck: true,
  });

  /** The event of a type about an aggregate, once it is published. */
  const published = (type: string, aggregateId: string): Promise<CloudEvent> =>
    eventually(() => {
      const found = events.find((event) => event.type === type && event.subject === aggregateId);
      if (!found) throw new Error(`no ${type} of ${aggregateId} was published`);
      return found;
    });

  async function stop(): Promise<void> {
    for (const undo of cleanUp.splice(0).reverse()) await undo();
  }

  return {
    config,
    context,
    db,
    databaseUrl: database.url('orders'),
    amqpUrl: broker.url,
    redisUrl: redis.url,
    baseUrl: `http://127.0.0.1:${ports[0]}`,
    call,
    as,
    staff,
    newPerson,
    newProduct,
    stockOf,
    placeOrder,
    events,
    published,
    stopReplicas,
    stop,
  };
}

export type Orders = Awaited<ReturnType<typeof startOrders>>;

export const berlin = {
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postalCode: '10117',
  country: 'DE',
};

export const newOrder = (items: { sku: string; quantity: number }[], more: Record<string, unknown> = {}) => ({
  currency: 'EUR',
  items,
  shippingAddress: berlin,
  ...more,
});
