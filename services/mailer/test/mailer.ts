import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from '@oms/chassis';
import { type EventDefinition, type Permission, permissionsOf, type Role } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { developmentKey } from '@oms/local';
import { initialiseRevocations, signAccessToken } from '@oms/security';
import { createLogger } from '@oms/telemetry';
import { createEventPublisher, createTestBroker, createTestDatabase, createTestRedis, fetchAsTold } from '@oms/testing';
import { Redis } from 'ioredis';
import type * as z from 'zod';
import type { MailerConfig } from '../src/config.ts';
import { createMailerService } from '../src/service.ts';
import type { Mailbox } from '../src/transports/compose.ts';
import { sealingKey } from './samples.ts';

const issuer = 'https://oms.test';

export interface RunningMailer {
  db: Database;
  baseUrl: string;
  redisUrl: string;
  amqpUrl: string;
  /** Publishes an event as another service would. @returns its id */
  publish<Event extends EventDefinition>(definition: Event, data: z.input<Event['data']>): Promise<string>;
  request(
    method: string,
    path: string,
    options?: { as?: Role | Permission[] | 'nobody'; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  /** An access token of somebody who may do this. */
  tokenFor(as: Role | Permission[]): string;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

/** The whole service over servers of its own, sending mail to `smtpUrl`. */
export async function startMailer(
  smtpUrl: string,
  ordersMailbox?: Mailbox,
  changes: Partial<MailerConfig> = {},
): Promise<RunningMailer> {
  const folder = await mkdtemp(join(tmpdir(), 'oms-mailer-'));
  const key = developmentKey(folder);
  const [database, broker, redis] = await Promise.all([
    createTestDatabase(['mailer']),
    createTestBroker({ queues: 'mailer' }),
    createTestRedis(),
  ]);
  const client = new Redis(redis.url);
  await initialiseRevocations(client);
  client.disconnect();
  const service: Service = createMailerService({
    environment: 'test',
    host: '127.0.0.1',
    port: 0,
    logLevel: 'silent',
    logFormat: 'json',
    databaseUrl: database.url('mailer'),
    databasePoolMax: 10,
    amqpUrl: broker.url,
    redisUrl: redis.url,
    tokenIssuer: issuer,
    tokenAudience: 'oms',
    jwksUrls: [key.jwksUrl],
    drainDelay: 0,
    trustedProxies: 1,
    smtpUrl,
    from: { name: 'OMS', address: 'no-reply@oms.example' },
    publicUrl: 'http://localhost:8080',
    ordersMailbox,
    ordersMailboxLocale: 'en',
    orderPageUrl: undefined,
    dkimKey: undefined,
    dkimSelector: 'oms',
    dkimDomain: undefined,
    sealingKey,
    concurrency: 5,
    rate: undefined,
    timeZone: 'UTC',
    sesTopicArns: [],
    mailgunSigningKey: undefined,
    ...changes,
  });
  const { port } = await service.start();
  await service.ready();
  const others = await createEventPublisher(broker.url);
  const logger = createLogger({ service: 'mailer-test', level: 'silent' });
  const db: Database = createDatabase({ url: database.url('mailer'), applicationName: 'test', logger });

  const tokenFor = (as: Role | Permission[]): string => {
    const now = Math.floor(Date.now() / 1000);
    return signAccessToken(
      key,
      { issuer, audience: 'oms', tokenId: randomUUID() },
      {
        sub: randomUUID(),
        sid: randomUUID(),
        epoch: 1,
        roles: typeof as === 'string' ? [as] : [],
        permissions: typeof as === 'string' ? permissionsOf([as]) : as,
        amr: ['pwd'],
        auth_time: now,
        iat: now,
        exp: now + 300,
      },
    );
  };

  return {
    db,
    baseUrl: `http://127.0.0.1:${port}`,
    redisUrl: redis.url,
    amqpUrl: broker.url,
    tokenFor,
    publish: (event, data) => others.publish(event, { data }),
    async request(method, path, { as = 'admin', body, headers = {} } = {}) {
      const response = await fetchAsTold(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: {
          ...(as !== 'nobody' && { authorization: `Bearer ${tokenFor(as)}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        headers: response.headers,
      };
    },
    metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    async stop() {
      await others.close();
      await service.stop();
      await db.close();
      await Promise.all([database.drop(), broker.drop(), redis.drop(), rm(folder, { recursive: true })]);
    },
  };
}
