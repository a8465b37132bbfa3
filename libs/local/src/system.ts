import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, provision } from '@oms/database';
import { initialiseRevocations } from '@oms/security';
import { Redis } from 'ioredis';
import { checkUrl, portSetting } from './environment.ts';
import { addressesOf, passwordsIn, startInfrastructure } from './infrastructure.ts';
import { startMailCatcher } from './maildev.ts';
import { knownPorts, rememberedPorts, requirePort } from './ports.ts';
import { run } from './processes.ts';
import { startProgram } from './program.ts';
import { createServiceEnvironments, DATABASE, databasePassword, databaseUrl } from './service-environment.ts';
import { type Supervised, supervise } from './supervisor.ts';

export interface SystemOptions {
  /** Top folder of the repository. */
  root: string;
  stateDirectory: string;
  /** `.env` and the environment, merged. */
  settings: NodeJS.ProcessEnv;
  /** Which services; all unless told. What belongs to the others goes to UPSTREAM_URL, or is answered 503. */
  services?: readonly string[];
  /** Port of a mail server on this machine that takes all mails; unless told a mail catcher with a page is started. */
  smtpPort?: number;
  log: (line: string) => void;
}

export interface System {
  /** Resolves when everything answers; rejects with the first failure. */
  ready: Promise<void>;
  services: readonly string[];
  gatewayUrl: string;
  /** The mail catcher's page, where one runs. */
  mailUrl?: string;
  /** RabbitMQ's management page, with user and password. */
  managementUrl: string;
  stop(): Promise<void>;
}

/** The services of this checkout: the folders under services/ that have a main.ts. */
export function serviceNames(root: string): string[] {
  return readdirSync(join(root, 'services')).filter((name) => existsSync(serviceFile(root, name, 'main.ts')));
}

const hasSchema = (root: string, name: string): boolean => existsSync(join(root, 'services', name, 'migrations'));

/**
 * What a service finds in its environment in the system of a checkout that `npm start` runs, or ran last.
 *
 * @throws {Error} when none ever ran
 */
export function environmentInSystem(
  name: string,
  { root, stateDirectory, settings }: Pick<SystemOptions, 'root' | 'stateDirectory' | 'settings'>,
): NodeJS.ProcessEnv {
  const ports = knownPorts(join(stateDirectory, 'ports.json'));
  const { postgres, rabbitmq, rabbitmqManagement, redis } = ports;
  if (!postgres || !rabbitmq || !rabbitmqManagement || !redis)
    throw new Error('There is no system yet: run npm start.');
  const services = serviceNames(root);
  return createServiceEnvironments({
    root,
    stateDirectory,
    settings,
    services,
    withSchema: services.filter((each) => hasSchema(root, each)),
    ports,
    addresses: addressesOf({ postgres, rabbitmq, rabbitmqManagement, redis }, passwordsIn(settings)),
  }).of(name);
}

/**
 * Starts the system, or some services of it, as processes of this machine. Everything starts as soon as what it needs is
 * there: services wait for the broker by themselves.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { root, stateDirectory, settings, log } = options;
  const everything = serviceNames(root);
  const services = options.services?.length ? [...options.services] : everything;
  // What is wrong with the settings is said before anything has been started.
  checkUrl(settings, 'UPSTREAM_URL');
  // Loaded now, for it is half of this lib: whoever only asks where a system runs need not wait for it.
  const { readLabels, startGateway } = await import('./gateway.ts');
  const { routers } = readLabels(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), settings);
  const gatewayPort = portSetting(settings, 'GATEWAY_PORT');
  const mailPort = portSetting(settings, 'MAIL_PORT');
  const withMail = services.includes('mailer') && options.smtpPort === undefined;
  await requirePort(gatewayPort, 'GATEWAY_PORT', 'the gateway', settings.GATEWAY_HOST);
  if (withMail) await requirePort(mailPort, 'MAIL_PORT', 'the mail page');

  const portsFile = join(stateDirectory, 'ports.json');
  const ports: Record<string, number> = await rememberedPorts(portsFile, everything);
  const { smtp: catcherPort, problems } = await rememberedPorts(portsFile, ['smtp', 'problems']);
  const smtp = options.smtpPort ?? catcherPort;
  const infrastructure = await startInfrastructure({
    stateDirectory,
    definitionsFile: join(root, 'rabbitmq', 'definitions.json'),
    passwords: passwordsIn(settings),
    // Otherwise auth says what is revoked.
    ...(!services.includes('auth') && { prepareRedis: withoutRevocations }),
    log,
  });
  const { addresses, ready } = infrastructure;
  const withSchema = services.filter((name) => hasSchema(root, name));
  const environments = createServiceEnvironments({
    root,
    stateDirectory,
    settings,
    services,
    withSchema,
    ports: { ...ports, smtp },
    addresses,
  });

  const database = ready.postgres.then(async () => {
    log('PostgreSQL is ready');
    const roles = withSchema.map((name) => ({ name, password: databasePassword(name, settings) }));
    await provision(addresses.postgresAdminUrl, { database: DATABASE, services: roles });
  });
  const redis = ready.redis.then(() => log('Redis is ready'));
  const programs: Supervised[] = [];
  const supervised = (program: Supervised): Promise<void> => {
    programs.push(program);
    return program.ready.then(() => log(`${program.name} is ready`));
  };
  let stopping = false;
  let seeding: Promise<unknown> = Promise.resolve();
  const startService = async (name: string): Promise<void> => {
    if (withSchema.includes(name)) {
      await database;
      const url = databaseUrl(name, settings, addresses.postgresAdminUrl);
      const applied = await migrate({ url, schema: name, directory: join(root, 'services', name, 'migrations') });
      if (applied.length > 0) log(`${name}: ${applied.length} migration(s) applied`);
    }
    await redis;
    if (stopping) return;
    await supervised(
      startProgram({
        name,
        script: serviceFile(root, name, 'main.ts'),
        environment: environments.of(name),
        root,
        stateDirectory,
        log,
        readyUrl: `http://127.0.0.1:${ports[name]}/health/ready`,
      }),
    );
  };
  const seedAll = async (): Promise<void> => {
    const seeded = services.filter((name) => existsSync(serviceFile(root, name, 'seed.ts')));
    if (stopping || seeded.length === 0) return;
    log(`Seeding ${seeded.join(', ')}`);
    const seed = (name: string) =>
      run(process.execPath, [serviceFile(root, name, 'seed.ts')], { env: environments.of(name), cwd: root });
    seeding = Promise.all(seeded.map(seed));
    await seeding;
  };

  const started = services.map(startService);
  // What a seed writes is told in events, which reach the queues that are there when they are published.
  const seeded = Promise.all(started).then(seedAll);
  const steps = [ready.rabbitmq.then(() => log('RabbitMQ is ready')), redis, database, ...started, seeded];
  if (withMail) {
    const launch = (signal: AbortSignal) =>
      startMailCatcher({ smtpPort: smtp, webPort: mailPort, stateDirectory, signal });
    steps.push(supervised(supervise({ name: 'maildev', log, launch })));
  }
  const upstreams = Object.fromEntries(services.map((name) => [name, [`http://127.0.0.1:${ports[name]}`]]));
  const gateway = {
    root,
    stateDirectory,
    settings,
    routers,
    upstreams,
    port: gatewayPort,
    problemsPort: problems,
    log,
  };
  for (const program of startGateway(gateway)) steps.push(supervised(program));

  const whenReady = Promise.all(steps).then(() => undefined);
  whenReady.catch(() => undefined);
  return {
    ready: whenReady,
    services,
    gatewayUrl: `http://localhost:${gatewayPort}`,
    ...(withMail && { mailUrl: `http://localhost:${mailPort}` }),
    managementUrl: addresses.managementUrl,
    async stop() {
      stopping = true;
      // The gateway first, so that no request meets a service that is gone; then all that uses the servers.
      const outside = programs.filter(({ name }) => name === 'gateway' || name === 'traefik');
      const inside = programs.filter((program) => !outside.includes(program));
      await Promise.all(outside.map((program) => program.stop()));
      await Promise.all(inside.map((program) => program.stop()));
      await Promise.allSettled([seeding]);
      await infrastructure.stop();
    },
  };
}

const serviceFile = (root: string, service: string, file: string): string =>
  join(root, 'services', service, 'src', file);

/** Says that nothing is revoked, to services that run without auth. */
async function withoutRevocations(url: string): Promise<void> {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  try {
    await initialiseRevocations(redis);
  } finally {
    redis.disconnect();
  }
}
