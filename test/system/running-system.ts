import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthService } from '@oms/auth';
import { readConfig as authConfig } from '@oms/auth/config';
import { seed as seedAuth } from '@oms/auth/seed';
import type { Service } from '@oms/chassis';
import { createGateway, readLabels } from '@oms/gateway';
import { freePort, startMailCatcher } from '@oms/local';
import { createMailerService } from '@oms/mailer';
import { readConfig as mailerConfig } from '@oms/mailer/config';
import { createOrdersService } from '@oms/orders';
import { readConfig as ordersConfig, readSeedConfig as ordersSeedConfig } from '@oms/orders/config';
import { seed as seedOrders } from '@oms/orders/seed';
import { createPortalService } from '@oms/portal';
import { readConfig as portalConfig } from '@oms/portal/config';
import { createLogger } from '@oms/telemetry';
import { createTestBroker, createTestDatabase, createTestRedis, repositoryRoot, type TestBroker } from '@oms/testing';
import { createUsersService } from '@oms/users';
import { readConfig as usersConfig } from '@oms/users/config';

/** A system that answers at a gateway and shows its mail. */
export interface RunningSystem {
  gatewayUrl: string;
  mailUrl: string;
  admin: { email: string; password: string };
  stop(): Promise<void>;
}

export interface BootOptions {
  /** Instead of the shared broker's virtual host. */
  amqpUrl?: string;
  /** Instead of a database of the shared Redis. */
  redisUrl?: string;
  /** Replicas of each service; 1 unless told. */
  replicas?: number;
  /** Where one replica finds Redis, so that its way there can be cut; the first is number 0. */
  redisUrlOf?: (redisUrl: string, replica: number) => string;
  /** Key sets that every service believes beside that of auth. */
  jwksUrls?: readonly string[];
  /** What this machine is called in the gateway's address; 127.0.0.1 unless told. */
  gatewayHost?: string;
  /** Settings of every service beside those that the system needs. */
  settings?: Readonly<Record<string, string>>;
}

/** A system whose parts can be reached one by one. */
export interface BootedSystem extends RunningSystem {
  /** Addresses of each service's replicas. */
  readonly replicas: Readonly<Record<ServiceName, readonly string[]>>;
  /** Starts one more replica, which the gateway does not know. @returns its address, once it is ready */
  addReplica(name: ServiceName): Promise<string>;
}

/**
 * The system to test: the one at `BASE_URL` (with `MAIL_URL`, `ADMIN_EMAIL` and `ADMIN_PASSWORD`) where that is set, else
 * one of its own.
 */
export async function runningSystem(environment: NodeJS.ProcessEnv = process.env): Promise<RunningSystem> {
  const { BASE_URL, MAIL_URL, ADMIN_EMAIL, ADMIN_PASSWORD } = environment;
  if (!BASE_URL) return bootSystem();
  if (!MAIL_URL || !ADMIN_EMAIL || !ADMIN_PASSWORD) {
    throw new Error('With BASE_URL, set MAIL_URL (the page of its mail catcher), ADMIN_EMAIL and ADMIN_PASSWORD too.');
  }
  return {
    gatewayUrl: BASE_URL.replace(/\/$/, ''),
    mailUrl: MAIL_URL.replace(/\/$/, ''),
    admin: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD },
    stop: async () => undefined,
  };
}

const serviceNames = ['auth', 'users', 'orders', 'mailer'] as const;
export type ServiceName = (typeof serviceNames)[number];

const create: Readonly<Record<ServiceName, (env: NodeJS.ProcessEnv) => Service | Promise<Service>>> = {
  auth: (env) => createAuthService(authConfig(env)),
  users: (env) => createUsersService(usersConfig(env)),
  orders: (env) => createOrdersService(ordersConfig(env)),
  mailer: (env) => createMailerService(mailerConfig(env)),
};

/** Boots every service, the gateway and a mail catcher in this process, on free ports, with stores of their own. */
export async function bootSystem(options: BootOptions = {}): Promise<BootedSystem> {
  const { replicas: wantedReplicas = 1, redisUrlOf = (url) => url, jwksUrls = [], settings = {} } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let undo = stops.pop(); undo; undo = stops.pop()) await undo();
  };
  try {
    const [database, redis, broker] = await Promise.all([
      createTestDatabase(serviceNames),
      options.redisUrl ? given(options.redisUrl) : createTestRedis(),
      options.amqpUrl ? given(options.amqpUrl) : createTestBroker({ queues: 'all' }),
    ]);
    stops.push(() => Promise.all([database.drop(), redis.drop(), broker.drop()]));

    const [smtpPort, mailPort] = await Promise.all([freePort(), freePort()]);
    const stateDirectory = await mkdtemp(join(tmpdir(), 'oms-mail-'));
    stops.push(async () => rmSync(stateDirectory, { recursive: true, force: true }));
    const catcher = await startMailCatcher({ smtpPort, webPort: mailPort, stateDirectory });
    stops.push(() => catcher.stop());

    const gatewayPort = await freePort();
    const gatewayUrl = `http://${options.gatewayHost ?? '127.0.0.1'}:${gatewayPort}`;
    const admin = { email: 'admin@oms.example', password: 'a long administrator password' };
    const common = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
      AMQP_URL: broker.url,
      PUBLIC_URL: gatewayUrl,
      TOKEN_ISSUER: 'https://oms.example',
      TOKEN_AUDIENCE: 'oms',
      // The server that tests share has only so many connections.
      DATABASE_POOL_MAX: '8',
      SIGN_IN_LIMIT: '10000',
      MAIL_REQUEST_LIMIT: '10000',
      MAIL_SEALING_KEY: randomBytes(32).toString('base64url'),
      ORDERS_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
      KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
      MAIL_FROM: 'OMS <no-reply@oms.example>',
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ...settings,
    };
    const replicas: Record<ServiceName, string[]> = { auth: [], users: [], orders: [], mailer: [] };
    const environmentOf = (name: string, replica: number) => {
      const keySets = [...replicas.auth.slice(0, 1).map((auth) => `${auth}/.well-known/jwks.json`), ...jwksUrls];
      return {
        ...common,
        DATABASE_URL: database.url(name),
        REDIS_URL: redisUrlOf(redis.url, replica),
        ...(keySets.length > 0 && { JWKS_URLS: keySets.join(',') }),
      };
    };
    const run = async (name: ServiceName, replica: number): Promise<{ service: Service; url: string }> => {
      const service = await create[name](environmentOf(name, replica));
      stops.push(() => service.stop());
      const { port } = await service.start();
      return { service, url: `http://127.0.0.1:${port}` };
    };

    await Promise.all([
      seedAuth(authConfig(environmentOf('auth', 0))),
      seedOrders(ordersSeedConfig(environmentOf('orders', 0))),
    ]);
    const services: Service[] = [];
    for (let replica = 0; replica < wantedReplicas; replica += 1) {
      for (const name of serviceNames) {
        const { service, url } = await run(name, replica);
        services.push(service);
        replicas[name].push(url);
      }
    }
    const portal = await createPortalService(portalConfig(environmentOf('portal', 0)));
    const { port: portalPort } = await portal.start();
    stops.push(() => portal.stop());
    await Promise.all(services.map((service) => service.ready()));

    const { routers } = readLabels(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8'), {});
    const upstreams = { ...replicas, portal: [`http://127.0.0.1:${portalPort}`] };
    const gateway = createGateway({ routers, upstreams, logger: createLogger({ service: 'gateway', level: 'fatal' }) });
    await gateway.listen(gatewayPort, '127.0.0.1');
    stops.push(() => gateway.stop());
    return {
      gatewayUrl,
      mailUrl: `http://127.0.0.1:${mailPort}`,
      admin,
      replicas,
      async addReplica(name) {
        const { service, url } = await run(name, 0);
        await service.ready();
        return url;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const given = async (url: string): Promise<Pick<TestBroker, 'url' | 'drop'>> => ({
  url,
  drop: async () => undefined,
});
