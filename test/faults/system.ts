import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { migrate, provision } from '@oms/database';
import { freePort, type Infrastructure, isListening, run, startInfrastructure, withMemorySettings } from '@oms/local';
import { brokerDefinitions, createTcpProxy, eventually, repositoryRoot, type TcpProxy, through } from '@oms/testing';
import { type ProcessName, processes, type ServerName, servers } from './plan.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

const services = ['auth', 'users', 'orders', 'mailer'] as const;
type ServiceName = (typeof services)[number];
const database = 'oms';

/** A system of processes of its own, each with its own way to each server. */
export interface FaultySystem {
  readonly infrastructure: Infrastructure;
  readonly processes: ReadonlyMap<ProcessName, ServiceProcess>;
  way(process: ProcessName, server: ServerName): TcpProxy;
  /** Straight to the database, as its administrator. */
  readonly adminUrl: string;
  /** Straight to the database, as the service's role. */
  databaseUrl(service: string): string;
  readonly keyEncryptionKey: Buffer;
  readonly admin: { email: string; password: string };
  /** Whether all servers and processes answer. */
  isReady(): Promise<boolean>;
  /** Starts the services, waits until all are ready, and fills the shop. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface FaultySystemOptions {
  stateDirectory: string;
  smtpPort: number;
  log: (line: string) => void;
}

export const serviceOf = (process: ProcessName): ServiceName => process.replace(/-\d$/, '') as ServiceName;

/** Starts the servers and prepares the rest. Data survive a kill: the servers write as they do in production. */
export async function createFaultySystem(options: FaultySystemOptions): Promise<FaultySystem> {
  const { stateDirectory, smtpPort, log } = options;
  const infrastructure = await startInfrastructure({
    stateDirectory,
    definitionsFile: brokerDefinitions,
    passwords: { postgres: 'dev-only-postgres', rabbitmq: 'dev-only-rabbitmq', redis: 'dev-only-redis' },
    log,
  });
  const stops: (() => Promise<unknown>)[] = [() => infrastructure.stop()];
  const stop = async (): Promise<void> => {
    for (let undo = stops.pop(); undo; undo = stops.pop()) await undo();
  };
  const root = repositoryRoot;
  const { addresses, ready } = infrastructure;
  const direct: Readonly<Record<ServerName, string>> = {
    postgres: addresses.postgresAdminUrl,
    rabbitmq: addresses.amqpUrl,
    redis: addresses.redisUrl,
  };
  const roleUrl = (service: string, base: string): string => {
    const url = new URL(base);
    url.username = `${service}_service`;
    url.password = `dev-only-${service}`;
    url.pathname = `/${database}`;
    return url.href;
  };
  const adminUrl = new URL(`/${database}`, addresses.postgresAdminUrl).href;
  const ways = new Map<string, TcpProxy>();
  const way = (process: ProcessName, server: ServerName): TcpProxy => {
    const found = ways.get(`${process} ${server}`);
    if (!found) throw new Error(`there is no way from ${process} to ${server}`);
    return found;
  };
  const addressFor = (process: ProcessName, server: ServerName): string =>
    through(way(process, server), direct[server]);
  const keyEncryptionKey = randomBytes(32);
  const admin = { email: 'admin@oms.example', password: 'a long administrator password' };
  const running = new Map<ProcessName, ServiceProcess>();
  const ports = new Map<ProcessName, number>();

  try {
    for (const process of processes) {
      ports.set(process, await freePort());
      for (const server of servers) {
        const proxy = await createTcpProxy(direct[server]);
        stops.push(() => proxy.close());
        ways.set(`${process} ${server}`, proxy);
      }
    }
    await Promise.all(Object.values(ready));
    await provision(addresses.postgresAdminUrl, {
      database,
      services: services.map((name) => ({ name, password: `dev-only-${name}` })),
    });
    for (const schema of services) {
      const directory = join(root, 'services', schema, 'migrations');
      await migrate({ url: roleUrl(schema, addresses.postgresAdminUrl), schema, directory });
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const common = withMemorySettings({
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    PUBLIC_URL: 'http://localhost',
    TOKEN_ISSUER: 'https://oms.example',
    TOKEN_AUDIENCE: 'oms',
    SIGN_IN_LIMIT: '10000',
    MAIL_REQUEST_LIMIT: '10000',
    // No order expires in the course of a run.
    PAYMENT_WINDOW_MINUTES: '10080',
    MAIL_SEALING_KEY: randomBytes(32).toString('base64url'),
    ORDERS_KEY_ENCRYPTION_KEY: keyEncryptionKey.toString('base64url'),
    KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    MAIL_FROM: 'OMS <no-reply@oms.example>',
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    JWKS_URLS: `http://127.0.0.1:${ports.get('auth')}/.well-known/jwks.json`,
  });
  const environmentOf = (name: ProcessName): NodeJS.ProcessEnv => ({
    ...common,
    PORT: `${ports.get(name)}`,
    DATABASE_URL: roleUrl(serviceOf(name), addressFor(name, 'postgres')),
    AMQP_URL: addressFor(name, 'rabbitmq'),
    REDIS_URL: addressFor(name, 'redis'),
  });

  const isReady = async (): Promise<boolean> => {
    const answers = await Promise.all([
      ...[...running.values()].map((one) => one.ready()),
      ...[...Object.values(direct), addresses.managementUrl].map((url) => isListening(Number(new URL(url).port))),
    ]);
    return answers.every(Boolean);
  };
  return {
    infrastructure,
    processes: running,
    way,
    isReady,
    adminUrl,
    databaseUrl: (service) => roleUrl(service, addresses.postgresAdminUrl),
    keyEncryptionKey,
    admin,
    async start() {
      for (const name of processes) {
        const script = join(root, 'services', serviceOf(name), 'src', 'main.ts');
        const port = ports.get(name) ?? 0;
        const environment = environmentOf(name);
        const started = startServiceProcess({ name, script, port, environment, root, stateDirectory, log });
        running.set(name, started);
        stops.push(() => started.end());
      }
      await eventually(isReady, { timeoutMs: 120_000, intervalMs: 250 });
      for (const name of ['auth', 'orders-1'] as const) {
        await run(process.execPath, [join(root, 'services', serviceOf(name), 'src', 'seed.ts')], {
          env: environmentOf(name),
          cwd: root,
        });
      }
    },
    stop,
  };
}
