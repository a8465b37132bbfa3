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

const schemas = ['auth', 'users', 'orders', 'mailer'] as const;

/** Boots every service, the gateway and a mail catcher in this process, on free ports, with stores of their own. */
export async function bootSystem(options: BootOptions = {}): Promise<RunningSystem> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let undo = stops.pop(); undo; undo = stops.pop()) await undo();
  };
  try {
    const [database, redis, broker] = await Promise.all([
      createTestDatabase(schemas),
      createTestRedis(),
      options.amqpUrl ? givenBroker(options.amqpUrl) : createTestBroker({ queues: true }),
    ]);
    stops.push(() => Promise.all([database.drop(), redis.drop(), broker.drop()]));

    const [smtpPort, mailPort] = await Promise.all([freePort(), freePort()]);
    const stateDirectory = await mkdtemp(join(tmpdir(), 'oms-mail-'));
    stops.push(async () => rmSync(stateDirectory, { recursive: true, force: true }));
    const catcher = await startMailCatcher({ smtpPort, webPort: mailPort, stateDirectory });
    stops.push(() => catcher.stop());

    const gatewayPort = await freePort();
    const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
    const admin = { email: 'admin@oms.example', password: 'a long administrator password' };
    const common = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
      AMQP_URL: broker.url,
      REDIS_URL: redis.url,
      PUBLIC_URL: gatewayUrl,
      TOKEN_ISSUER: 'https://oms.example',
      TOKEN_AUDIENCE: 'oms',
      SIGN_IN_LIMIT: '10000',
      MAIL_REQUEST_LIMIT: '10000',
      MAIL_SEALING_KEY: randomBytes(32).toString('base64url'),
      KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
      MAIL_FROM: 'OMS <no-reply@oms.example>',
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
    };
    const upstreams: Record<string, string[]> = {};
    const environmentOf = (name: string) => ({
      ...common,
      DATABASE_URL: database.url(name),
      ...(upstreams.auth && { JWKS_URLS: `${upstreams.auth[0]}/.well-known/jwks.json` }),
    });
    const run = async (
      name: string,
      create: (env: NodeJS.ProcessEnv) => Service | Promise<Service>,
    ): Promise<Service> => {
      const service = await create(environmentOf(name));
      stops.push(() => service.stop());
      const { port } = await service.start();
      upstreams[name] = [`http://127.0.0.1:${port}`];
      return service;
    };

    await Promise.all([
      seedAuth(authConfig(environmentOf('auth'))),
      seedOrders(ordersSeedConfig(environmentOf('orders'))),
    ]);
    const auth = await run('auth', (env) => createAuthService(authConfig(env)));
    const others = await Promise.all([
      run('users', (env) => createUsersService(usersConfig(env))),
      run('orders', (env) => createOrdersService(ordersConfig(env))),
      run('mailer', (env) => createMailerService(mailerConfig(env))),
    ]);
    const portal = await createPortalService(portalConfig(environmentOf('portal')));
    const { port: portalPort } = await portal.start();
    stops.push(() => portal.stop());
    upstreams.portal = [`http://127.0.0.1:${portalPort}`];
    await Promise.all([auth, ...others].map((service) => service.ready()));

    const { routers } = readLabels(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8'), {});
    const gateway = createGateway({ routers, upstreams, logger: createLogger({ service: 'gateway', level: 'fatal' }) });
    await gateway.listen(gatewayPort, '127.0.0.1');
    stops.push(() => gateway.stop());
    return { gatewayUrl, mailUrl: `http://127.0.0.1:${mailPort}`, admin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const givenBroker = async (url: string): Promise<Pick<TestBroker, 'url' | 'drop'>> => ({
  url,
  drop: async () => undefined,
});
