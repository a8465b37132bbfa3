import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, provision } from '@oms/database';
import {
  environmentInSystem,
  findPrograms,
  freePort,
  knownPorts,
  postgresAdminUrl,
  readEnvironment,
  required,
  run,
  startSystem,
} from '@oms/local';
import { type AccessTokens, accessTokens } from './tokens.ts';

/** The whole system, as `npm start` runs it but with servers and data of its own, and what measuring it needs. */
export interface BenchSystem {
  root: string;
  stateDirectory: string;
  gatewayUrl: string;
  urlOf(service: string): string;
  /** Of a process of the service. */
  environmentOf(service: string): NodeJS.ProcessEnv;
  /** A database of its own with the schema of orders and a shop, beside that of the system. @returns the role's URL */
  createShop(database: string): Promise<string>;
  /** Folder of PostgreSQL's programs. */
  postgresPrograms: string;
  tokens: AccessTokens;
  admin: { email: string; password: string };
  /** Calls `listener` with each mail that the system's mail server takes, and when (milliseconds since 1970). */
  onMail(listener: (mail: { at: number; subject: string }) => void): () => void;
  stop(): Promise<void>;
}

export async function startBenchSystem({
  root,
  stateDirectory,
  services,
  profiles,
}: {
  root: string;
  stateDirectory: string;
  /** Folder for a profile of each service's processor time, written when it stops; it runs somewhat slower for that. */
  profiles?: string | undefined;
  /** All unless told. */
  services?: readonly string[];
}): Promise<BenchSystem> {
  mkdirSync(stateDirectory, { recursive: true });
  const { sink, port: smtpPort } = await startMailSink();
  const settings: NodeJS.ProcessEnv = {
    ...readEnvironment(join(root, '.env'), {}),
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    GATEWAY_PORT: `${await freePort()}`,
    ...(profiles !== undefined && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }),
    // What is measured is the work, not the refusal to do more of it.
    SIGN_IN_LIMIT: '1000000',
  };
  const system = await startSystem({
    root,
    stateDirectory,
    settings,
    smtpPort,
    ...(services && { services }),
    log: () => undefined,
  });
  const stop = async (): Promise<void> => {
    await system.stop();
    sink.disconnect();
  };
  const { postgresDirectory } = await findPrograms();
  try {
    if (postgresDirectory === undefined) throw new Error('PostgreSQL is not installed.');
    await system.ready;
  } catch (error) {
    await stop();
    throw error;
  }
  const ports = knownPorts(join(stateDirectory, 'ports.json'));
  const serverUrl = postgresAdminUrl(ports.postgres ?? 0, required(settings, 'POSTGRES_PASSWORD'));
  const environmentOf = (service: string): NodeJS.ProcessEnv => ({
    ...environmentInSystem(service, { root, stateDirectory, settings }),
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
  });
  return {
    root,
    stateDirectory,
    gatewayUrl: system.gatewayUrl,
    urlOf: (service) => `http://127.0.0.1:${ports[service]}`,
    environmentOf,
    async createShop(name) {
      const environment = environmentOf('orders');
      const url = new URL(environment.DATABASE_URL ?? '');
      await provision(serverUrl, {
        database: name,
        services: [{ name: 'orders', password: decodeURIComponent(url.password) }],
      });
      url.pathname = `/${name}`;
      const orders = join(root, 'services', 'orders');
      await migrate({ url: url.href, schema: 'orders', directory: join(orders, 'migrations') });
      const env = { ...environment, DATABASE_URL: url.href };
      await run(process.execPath, [join(orders, 'src', 'seed.ts')], { env, cwd: root });
      return url.href;
    },
    postgresPrograms: postgresDirectory,
    tokens: accessTokens(join(stateDirectory, 'dev-keys'), settings),
    admin: { email: required(settings, 'ADMIN_EMAIL'), password: required(settings, 'ADMIN_PASSWORD') },
    onMail(listener) {
      sink.on('message', listener);
      return () => sink.off('message', listener);
    },
    stop,
  };
}

async function startMailSink(): Promise<{ sink: ChildProcess; port: number }> {
  const sink = fork(fileURLToPath(new URL('load/mail-sink.ts', import.meta.url)));
  const [{ port }] = (await once(sink, 'message')) as [{ port: number }];
  return { sink, port };
}
