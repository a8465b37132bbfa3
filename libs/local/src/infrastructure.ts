import { join } from 'node:path';
import { required } from './environment.ts';
import { ensurePrograms } from './packages.ts';
import { freePort, rememberedPorts } from './ports.ts';
import { postgresAdminUrl, startPostgres } from './postgres.ts';
import { amqpUrl, managementUrl, startPortMapper, startRabbitmq } from './rabbitmq.ts';
import { redisUrl, startRedis } from './redis.ts';
import { dataDirectory } from './state.ts';
import { stopInReverse, supervise } from './supervisor.ts';
import { serverUser } from './users.ts';

const PORT_NAMES = ['postgres', 'rabbitmq', 'rabbitmqManagement', 'rabbitmqDistribution', 'epmd', 'redis'] as const;
type Ports = Record<(typeof PORT_NAMES)[number], number>;

export interface InfrastructureOptions {
  /** Folder of the checkout's local state: data, logs, pid files, remembered ports. */
  stateDirectory: string;
  passwords: { postgres: string; rabbitmq: string; redis: string };
  /** `rabbitmq/definitions.json` of the repository. */
  definitionsFile: string;
  /** For tests: ports are not remembered, data need not survive a crash and are kept in memory where there is plenty. */
  throwaway?: boolean;
  /** Called each time that Redis has started, before anyone is told that it is ready. */
  prepareRedis?: (url: string) => Promise<void>;
  log?: (line: string) => void;
}

/** The three servers while they start. RabbitMQ takes longest, so each can be waited for by itself. */
export interface Infrastructure {
  /** Where the servers will answer; known before they do. */
  addresses: { postgresAdminUrl: string; amqpUrl: string; managementUrl: string; redisUrl: string };
  ready: { postgres: Promise<void>; rabbitmq: Promise<void>; redis: Promise<void> };
  stop(): Promise<void>;
}

/**
 * Starts private PostgreSQL, RabbitMQ and Redis at the same time, and keeps them running. Installs their packages where
 * they are missing.
 */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { stateDirectory, passwords, throwaway = false, log = () => undefined } = options;
  const programs = await ensurePrograms(log);
  const ports = throwaway ? await freePorts() : await rememberedPorts(join(stateDirectory, 'ports.json'), PORT_NAMES);
  const data = dataDirectory(stateDirectory, ['postgres', 'rabbitmq', 'redis'].map(serverUser), { throwaway });
  const common = {
    logDirectory: join(stateDirectory, 'logs'),
    pidDirectory: join(stateDirectory, 'run'),
    throwaway,
  };
  const postgres = supervise({
    name: 'postgres',
    log,
    launch: (signal) =>
      startPostgres({
        ...common,
        signal,
        directory: join(data, 'postgres'),
        port: ports.postgres,
        password: passwords.postgres,
        binDirectory: programs.postgresDirectory,
      }),
  });
  const redis = supervise({
    name: 'redis',
    log,
    launch: async (signal) => {
      const server = await startRedis({
        ...common,
        signal,
        directory: join(data, 'redis'),
        port: ports.redis,
        password: passwords.redis,
        program: programs.redisServer,
      });
      await options.prepareRedis?.(redisUrl(ports.redis, passwords.redis));
      return server;
    },
  });
  const portMapper = supervise({
    name: 'epmd',
    log,
    launch: (signal) =>
      startPortMapper({
        ...common,
        signal,
        directory: join(data, 'rabbitmq'),
        port: ports.epmd,
        program: programs.epmd,
      }),
  });
  const rabbitmq = supervise({
    name: 'rabbitmq',
    log,
    launch: async (signal) => {
      await portMapper.ready;
      return startRabbitmq({
        ...common,
        signal,
        directory: join(data, 'rabbitmq'),
        port: ports.rabbitmq,
        managementPort: ports.rabbitmqManagement,
        distributionPort: ports.rabbitmqDistribution,
        epmdPort: ports.epmd,
        password: passwords.rabbitmq,
        program: programs.rabbitmqServer,
        definitionsFile: options.definitionsFile,
      });
    },
  });
  return {
    addresses: addressesOf(ports, passwords),
    ready: { postgres: postgres.ready, rabbitmq: rabbitmq.ready, redis: redis.ready },
    async stop() {
      await Promise.all([stopInReverse([portMapper, rabbitmq]), postgres.stop(), redis.stop()]);
    },
  };
}

/** Where the servers answer. */
export const addressesOf = (
  ports: Readonly<Pick<Ports, 'postgres' | 'rabbitmq' | 'rabbitmqManagement' | 'redis'>>,
  passwords: InfrastructureOptions['passwords'],
): Infrastructure['addresses'] => ({
  postgresAdminUrl: postgresAdminUrl(ports.postgres, passwords.postgres),
  amqpUrl: amqpUrl(ports.rabbitmq, passwords.rabbitmq),
  managementUrl: managementUrl(ports.rabbitmqManagement, passwords.rabbitmq),
  redisUrl: redisUrl(ports.redis, passwords.redis),
});

/** Of the servers, as the settings have them. */
export const passwordsIn = (settings: NodeJS.ProcessEnv): InfrastructureOptions['passwords'] => ({
  postgres: required(settings, 'POSTGRES_PASSWORD'),
  rabbitmq: required(settings, 'RABBITMQ_PASSWORD'),
  redis: required(settings, 'REDIS_PASSWORD'),
});

async function freePorts(): Promise<Ports> {
  const chosen = new Set<number>();
  while (chosen.size < PORT_NAMES.length) chosen.add(await freePort());
  const ports = [...chosen];
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, ports[index]])) as Ports;
}
