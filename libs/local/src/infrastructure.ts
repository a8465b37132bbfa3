import { join } from 'node:path';
import { ensurePrograms, type Programs } from './packages.ts';
import { freePort, rememberedPorts } from './ports.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { stopLeftovers } from './processes.ts';
import { type RabbitmqServer, startRabbitmq } from './rabbitmq.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { dataDirectory, serverUser } from './users.ts';

const PORT_NAMES = ['postgres', 'rabbitmq', 'rabbitmqManagement', 'rabbitmqDistribution', 'epmd', 'redis'] as const;

export interface InfrastructureOptions {
  /** Folder of the checkout's local state: data, logs, pid files, remembered ports. */
  stateDirectory: string;
  passwords: { postgres: string; rabbitmq: string; redis: string };
  /** `rabbitmq/definitions.json` of the repository. */
  definitionsFile: string;
  /** For tests: ports are not remembered, data need not survive a crash. */
  throwaway?: boolean;
  log?: (line: string) => void;
}

/** The three servers while they start: RabbitMQ takes longest, so each can be waited for by itself. */
export interface Infrastructure {
  postgres: Promise<PostgresServer>;
  rabbitmq: Promise<RabbitmqServer>;
  redis: Promise<RedisServer>;
  /** Where the servers will answer, known before they do. */
  addresses: { postgresAdminUrl: string; amqpUrl: string; managementUrl: string; redisUrl: string };
  stop(): Promise<void>;
}

/** Starts private PostgreSQL, RabbitMQ and Redis at the same time; installs their packages where they are missing. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { stateDirectory, passwords, throwaway = false, log = () => undefined } = options;
  const programs: Programs = await ensurePrograms(log);
  const pidDirectory = join(stateDirectory, 'run');
  const logDirectory = join(stateDirectory, 'logs');
  const ports = throwaway ? await anyPorts() : await rememberedPorts(join(stateDirectory, 'ports.json'), PORT_NAMES);
  const data = dataDirectory(stateDirectory, [serverUser('postgres'), serverUser('rabbitmq'), serverUser('redis')]);
  const common = { logDirectory, pidDirectory, throwaway };

  const postgres = startPostgres({
    ...common,
    directory: join(data, 'postgres'),
    port: ports.postgres,
    password: passwords.postgres,
    binDirectory: programs.postgresDirectory,
  });
  const rabbitmq = startRabbitmq({
    ...common,
    directory: join(data, 'rabbitmq'),
    port: ports.rabbitmq,
    managementPort: ports.rabbitmqManagement,
    distributionPort: ports.rabbitmqDistribution,
    epmdPort: ports.epmd,
    password: passwords.rabbitmq,
    program: programs.rabbitmqServer,
    epmdProgram: programs.epmd,
    definitionsFile: options.definitionsFile,
  });
  const redis = startRedis({
    ...common,
    directory: join(data, 'redis'),
    port: ports.redis,
    password: passwords.redis,
    program: programs.redisServer,
  });
  const servers = [redis, rabbitmq, postgres];
  // A caller that waits for one of them still gets the failure of the others when it waits for those.
  for (const server of servers) server.catch(() => undefined);
  return {
    postgres,
    rabbitmq,
    redis,
    addresses: {
      postgresAdminUrl: `postgres://postgres:${encodeURIComponent(passwords.postgres)}@127.0.0.1:${ports.postgres}/postgres`,
      amqpUrl: `amqp://oms:${encodeURIComponent(passwords.rabbitmq)}@127.0.0.1:${ports.rabbitmq}`,
      managementUrl: `http://oms:${encodeURIComponent(passwords.rabbitmq)}@127.0.0.1:${ports.rabbitmqManagement}`,
      redisUrl: `redis://:${encodeURIComponent(passwords.redis)}@127.0.0.1:${ports.redis}`,
    },
    async stop() {
      await Promise.all(servers.map((server) => server.then(({ stop }) => stop()).catch(() => undefined)));
      await stopLeftovers(pidDirectory, 'supervisor');
    },
  };
}

async function anyPorts(): Promise<Record<(typeof PORT_NAMES)[number], number>> {
  const entries = await Promise.all(PORT_NAMES.map(async (name) => [name, await freePort()] as const));
  return Object.fromEntries(entries) as Record<(typeof PORT_NAMES)[number], number>;
}
