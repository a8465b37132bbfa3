import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accountRegistered, type EventDefinition, permissionsOf, type Role } from '@oms/contracts';
import { createDatabase } from '@oms/database';
import { createRevocationWriter, type RevocationWriter, signAccessToken } from '@oms/security';
import {
  createEventPublisher,
  createTestBroker,
  createTestDatabase,
  createTestRedis,
  eventually,
  fetchAsTold,
} from '@oms/testing';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { readConfig } from '../src/config.ts';
import { createUsersService, type Overrides } from '../src/service.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any;
}

export interface Person {
  id: string;
  email: string;
  token: string;
}

interface UsersEvent {
  type: string;
  subject: string;
  aggregateversion: number;
  data: Record<string, unknown>;
}

interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

const issuer = 'https://oms.test';

/** Users as it runs, on servers of its own, with the keys of an issuer that the test plays. */
export async function startUsers(overrides: Overrides = {}) {
  const cleanUp: (() => unknown)[] = [];
  const database = await createTestDatabase(['users']);
  const broker = await createTestBroker();
  const redis = await createTestRedis();
  const directory = await mkdtemp(join(tmpdir(), 'oms-users-'));
  cleanUp.push(
    () => database.drop(),
    () => broker.drop(),
    () => redis.drop(),
    () => rm(directory, { recursive: true }),
  );

  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keySet = join(directory, 'jwks.json');
  await writeFile(keySet, JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test' }] }));
  const redisClient = new Redis(redis.url);
  cleanUp.push(() => redisClient.disconnect());
  const revocations: RevocationWriter = createRevocationWriter({ redis: redisClient });
  await revocations.rebuild([]);

  const config = readConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url('users'),
    // The server that tests share has only so many connections.
    DATABASE_POOL_MAX: '8',
    AMQP_URL: broker.url,
    REDIS_URL: redis.url,
    TOKEN_ISSUER: issuer,
    JWKS_URLS: pathToFileURL(keySet).href,
  });
  const service = createUsersService(config, overrides);
  cleanUp.push(() => service.stop());
  const { port } = await service.start();
  await service.ready();

  const others = await createEventPublisher(broker.url);
  cleanUp.push(() => others.close());
  const connection = await connect(broker.url);
  cleanUp.push(() => connection.close());
  const channel = await connection.createChannel();
  const events: UsersEvent[] = [];
  await channel.assertExchange('oms.events', 'topic', { durable: true, alternateExchange: 'oms.unrouted' });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'oms.events', 'users.#');
  await channel.consume(queue, (message) => message && events.push(JSON.parse(message.content.toString())), {
    noAck: true,
  });
  const db = createDatabase({
    url: database.url('users'),
    applicationName: 'test',
    logger: pino({ level: 'silent' }),
  });
  cleanUp.push(() => db.close());
  // Readiness does not wait for queues; an event that is published before its queue is bound would be lost.
  await eventually(async () => {
    const probe = await connection.createChannel();
    probe.on('error', () => undefined); // The server closes the channel over a queue that is not there yet.
    const queues = await Promise.all(['profiles', 'privacy'].map((name) => probe.checkQueue(`oms.users.${name}`)));
    await probe.close();
    return queues.every(({ consumerCount }) => consumerCount > 0);
  });

  /** The event about a person in which their profile, or preferences, came to that version. */
  const eventOf = (person: Pick<Person, 'id'>, version: number): Promise<UsersEvent> =>
    eventually(() => {
      const found = events.find(
        ({ subject, aggregateversion }) => subject === person.id && aggregateversion === version,
      );
      if (!found) throw new Error(`no event of version ${version}`);
      return found;
    });

  /** What was told of somebody or something so far. */
  const eventsOf = ({ id }: Pick<Person, 'id'>): UsersEvent[] => events.filter(({ subject }) => subject === id);

  /** Publishes an event of another service. */
  async function publish(
    definition: EventDefinition,
    subject: string,
    version: number,
    data: unknown,
    id: string = randomUUID(),
  ): Promise<void> {
    await others.publish(definition, { subject, version, data, id });
  }

  /** Publishes what auth publishes when somebody registers. @returns the event's id */
  async function publishRegistered(
    person: Pick<Person, 'id' | 'email'>,
    { name = null, locale = null, version = 1, id = randomUUID() }: Registration = {},
  ): Promise<string> {
    const data = { accountId: person.id, email: person.email, name, locale, emailVerified: false };
    await publish(accountRegistered, person.id, version, data, id);
    return id;
  }

  function newPerson(role: Role = 'customer', { authenticated = 0 }: { authenticated?: number } = {}): Person {
    const id = randomUUID();
    const email = `person-${id}@example.com`;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: id,
      sid: randomUUID(),
      email,
      epoch: 1,
      roles: [role],
      permissions: permissionsOf([role]),
      amr: ['pwd'],
      auth_time: now - authenticated,
      iat: now,
      exp: now + 300,
    };
    return {
      id,
      email,
      token: signAccessToken({ kid: 'test', privateKey }, { issuer, audience: 'oms', tokenId: randomUUID() }, claims),
    };
  }

  async function call(method: string, path: string, person?: Person, options: CallOptions = {}): Promise<Answer> {
    const { body, headers = {} } = options;
    const response = await fetchAsTold(`http://127.0.0.1:${port}/api/v1/users${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(person && { authorization: `Bearer ${person.token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'm').exec(text)?.[1]);
  };

  /** A GET whose answer is left to be read. */
  const stream = (path: string, person: Person, accept: string, signal?: AbortSignal): Promise<Response> =>
    fetchAsTold(`http://127.0.0.1:${port}/api/v1/users${path}`, {
      headers: { accept, authorization: `Bearer ${person.token}` },
      ...(signal && { signal }),
    });

  /** PATCHes with the ETag that a GET answers first. */
  async function change(path: string, person: Person, body: unknown): Promise<Answer> {
    const { headers } = await call('GET', path, person);
    return call('PATCH', path, person, { body, headers: { 'if-match': headers.get('etag') ?? '' } });
  }

  return {
    db,
    adminUrl: database.adminUrl,
    databaseUrl: database.url('users'),
    baseUrl: `http://127.0.0.1:${port}`,
    redisUrl: redis.url,
    amqpUrl: broker.url,
    eventOf,
    eventsOf,
    revocations,
    publish,
    publishRegistered,
    newPerson,
    call,
    stream,
    metric,
    change,
    async stop() {
      for (const undo of cleanUp.splice(0).reverse()) await undo();
    },
  };
}

interface Registration {
  name?: string | null;
  locale?: string | null;
  version?: number;
  id?: string;
}

export type UsersUnderTest = Awaited<ReturnType<typeof startUsers>>;
