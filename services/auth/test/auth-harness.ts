import { randomBytes, randomUUID } from 'node:crypto';
import type { CloudEvent } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { unseal } from '@oms/security';
import { createTestBroker, createTestDatabase, createTestRedis, eventually } from '@oms/testing';
import { connect } from 'amqplib';
import { pino } from 'pino';
import { type Config, readConfig } from '../src/config.ts';
import { createPasswordHasher } from '../src/passwords/password-hasher.ts';
import { seedAdmin } from '../src/seed.ts';
import { createAuthService, type Overrides } from '../src/service.ts';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: Body extends Record<string, unknown> ? any : Body;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

export interface Replica {
  baseUrl: string;
  stop(): Promise<void>;
}

export const goodPassword = 'seven quiet otters paint';

/** Auth as it runs, on servers of its own, and what a client, a mail reader and an operator would do with it. */
export async function startAuth(overrides: Overrides = {}, settings: NodeJS.ProcessEnv = {}) {
  const cleanUp: (() => unknown)[] = [];
  const database = await createTestDatabase(['auth']);
  const broker = await createTestBroker();
  const redis = await createTestRedis();
  cleanUp.push(
    () => database.drop(),
    () => broker.drop(),
    () => redis.drop(),
  );
  const environment = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url('auth'),
    // The server that tests share has only so many connections.
    DATABASE_POOL_MAX: '8',
    AMQP_URL: broker.url,
    REDIS_URL: redis.url,
    TOKEN_ISSUER: 'https://oms.test',
    SIGN_IN_LIMIT: '10000',
    MAIL_REQUEST_LIMIT: '10000',
    KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    MAIL_SEALING_KEY: randomBytes(32).toString('base64url'),
    ...settings,
  };
  const config: Config = readConfig(environment);
  const passwords = await createPasswordHasher();

  async function startReplica(): Promise<Replica> {
    const service = await createAuthService(config, { answerFloorMs: 0, passwords, ...overrides });
    const { port } = await service.start();
    await service.ready();
    const stop = () => service.stop();
    cleanUp.push(stop);
    return { baseUrl: `http://127.0.0.1:${port}`, stop };
  }

  const replica = await startReplica();
  const events: CloudEvent[] = [];
  const connection = await connect(broker.url);
  cleanUp.push(() => connection.close());
  const channel = await connection.createChannel();
  await channel.assertExchange('oms.events', 'topic', { durable: true, alternateExchange: 'oms.unrouted' });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'oms.events', 'auth.#');
  await channel.consume(queue, (message) => message && events.push(JSON.parse(message.content.toString())), {
    noAck: true,
  });
  const db: Database = createDatabase({
    url: database.url('auth'),
    applicationName: 'test',
    logger: pino({ level: 'silent' }),
  });
  cleanUp.push(() => db.close());

  async function call(
    method: string,
    path: string,
    { body, token, headers = {}, via = replica }: CallOptions = {},
  ): Promise<Answer> {
    const response = await fetch(`${via.baseUrl}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
  }

  const post = (path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> =>
    call('POST', `/api/v1/auth${path}`, { ...options, ...(body !== undefined && { body }) });
  const get = (path: string, token?: string, options: CallOptions = {}): Promise<Answer> =>
    call('GET', `/api/v1/auth${path}`, { ...options, ...(token !== undefined && { token }) });

  /** Events of a type about an address, once there are `count` of them. */
  const eventsFor = (type: string, email: string, count = 1): Promise<CloudEvent<Record<string, string>>[]> =>
    eventually(() => {
      const found = events.filter(
        (event) => event.type === type && (event.data as { email?: string }).email === email,
      ) as CloudEvent<Record<string, string>>[];
      if (found.length < count) throw new Error(`${found.length} events ${type} for ${email}`);
      return found;
    });

  /** What the mailer would put into the link of the newest mail. */
  async function mailedToken(
    kind: 'email-verification' | 'password-reset' | 'magic-link',
    email: string,
    nth = 1,
  ): Promise<string> {
    const found = await eventsFor(`oms.auth.${kind}.requested.v1`, email, nth);
    return unseal(config.mailSealingKey, found[nth - 1]?.data.sealedToken ?? '', kind);
  }

  const newEmail = (): string => `person-${randomUUID()}@example.com`;

  async function logIn(email: string, password = goodPassword): Promise<Tokens> {
    const answer = await post('/login', { email, password });
    if (answer.status !== 200) throw new Error(`log-in answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A person with a verified account, signed in. */
  async function newPerson(email = newEmail()): Promise<Tokens & { id: string; email: string }> {
    await post('/register', { email, password: goodPassword, name: 'Ada Lovelace' });
    await post('/verify-email', { token: await mailedToken('email-verification', email) });
    const tokens = await logIn(email);
    const { body } = await get('/me', tokens.accessToken);
    return { ...tokens, id: body.id, email };
  }

  async function newAdmin(): Promise<Tokens & { id: string; email: string }> {
    const email = newEmail();
    await seedAdmin(db, passwords, { email, password: goodPassword });
    const tokens = await logIn(email);
    const { body } = await get('/me', tokens.accessToken);
    return { ...tokens, id: body.id, email };
  }

  async function stop(): Promise<void> {
    for (const undo of cleanUp.splice(0).reverse()) await undo();
  }

  return {
    environment,
    url: replica.baseUrl,
    config,
    db,
    adminUrl: database.adminUrl,
    redisUrl: redis.url,
    events,
    call,
    post,
    get,
    eventsFor,
    mailedToken,
    newEmail,
    logIn,
    newPerson,
    newAdmin,
    startReplica,
    stop,
  };
}

export interface CallOptions {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
  via?: Replica;
}

export type AuthUnderTest = Awaited<ReturnType<typeof startAuth>>;
