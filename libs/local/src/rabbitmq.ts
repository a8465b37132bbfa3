import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isListening } from './ports.ts';
import { type LaunchedProcess, launch, waitForAnswer } from './processes.ts';
import type { ServerOptions } from './servers.ts';
import { ownedDirectory, serverUser, type UnixUser } from './users.ts';

const BROKER_USER = 'oms';

/** The Erlang port mapper that RabbitMQ needs: one of our own, for one that RabbitMQ starts would outlive it. */
export async function startPortMapper(
  options: Omit<ServerOptions, 'password'> & { program: string },
): Promise<LaunchedProcess> {
  const { directory, port, program, signal } = options;
  const user = serverUser('rabbitmq');
  ownedDirectory(directory, user);
  const mapper = await launch({
    name: 'epmd',
    command: program,
    args: ['-port', `${port}`, '-address', '127.0.0.1'],
    env: erlangEnvironment(directory, port),
    cwd: directory,
    user,
    logFile: join(options.logDirectory, 'epmd.log'),
    pidFile: join(options.pidDirectory, 'epmd.pid'),
  });
  await waitForAnswer(mapper, () => isListening(port), { timeoutMs: 10_000, signal });
  return mapper;
}

export interface RabbitmqOptions extends ServerOptions {
  program: string;
  managementPort: number;
  /** For the link between Erlang nodes, which RabbitMQ opens even when it is alone. */
  distributionPort: number;
  /** Where startPortMapper() runs. */
  epmdPort: number;
  /** Policies and the like that every environment loads (`rabbitmq/definitions.json`), if the file exists. */
  definitionsFile: string;
}

/** Starts a private RabbitMQ with its management plugin on 127.0.0.1. */
export async function startRabbitmq(options: RabbitmqOptions): Promise<LaunchedProcess> {
  const { directory, port, managementPort, signal } = options;
  const user = serverUser('rabbitmq');
  ownedDirectory(directory, user);
  const path = (name: string) => join(directory, name);
  writeOwned(path('rabbitmq.conf'), configuration(options), user);
  writeOwned(path('definitions.json'), JSON.stringify(definitions(options)), user);
  writeOwned(path('enabled_plugins'), '[rabbitmq_management].\n', user);
  writeOwned(path('rabbitmq-env.conf'), '', user);
  const server = await launch({
    name: 'rabbitmq',
    command: options.program,
    args: [],
    env: {
      ...erlangEnvironment(directory, options.epmdPort),
      RABBITMQ_NODENAME: 'oms@localhost',
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${options.distributionPort}`,
      // The machine's own settings in /etc/rabbitmq are not for this instance.
      RABBITMQ_CONF_ENV_FILE: path('rabbitmq-env.conf'),
      RABBITMQ_CONFIG_FILE: path('rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: path('advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: path('enabled_plugins'),
      RABBITMQ_MNESIA_BASE: path('mnesia'),
      RABBITMQ_SCHEMA_DIR: path('schema'),
      RABBITMQ_GENERATED_CONFIG_DIR: path('config'),
      RABBITMQ_PID_FILE: path('rabbitmq.pid'),
      RABBITMQ_LOG_BASE: path('log'),
      RABBITMQ_LOGS: '-',
      // Runs Erlang in place of the start script, so that signals reach it; -noinput as the script would give it.
      RABBITMQ_ALLOW_INPUT: '1',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        '-noinput +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
    },
    cwd: directory,
    user,
    logFile: join(options.logDirectory, 'rabbitmq.log'),
    pidFile: join(options.pidDirectory, 'rabbitmq.pid'),
    // It flushes its stores within a second and then idles for five; quorum queues survive a kill anyway.
    stopSignal: options.throwaway ? 'SIGKILL' : 'SIGTERM',
    stopTimeoutMs: 2_500,
  });
  const answers = async () => (await speaksAmqp(port)) && (await isListening(managementPort));
  await waitForAnswer(server, answers, { timeoutMs: 120_000, signal });
  return server;
}

export const amqpUrl = (port: number, password: string): string =>
  `amqp://${BROKER_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`;

/** The management plugin's page and HTTP API, with user and password. */
export const managementUrl = (port: number, password: string): string =>
  `http://${BROKER_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`;

function erlangEnvironment(directory: string, epmdPort: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    // The Erlang cookie is made and kept here.
    HOME: directory,
    ERL_EPMD_PORT: `${epmdPort}`,
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
}

function configuration({ directory, port, managementPort }: RabbitmqOptions): string {
  return `${[
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${managementPort}`,
    `load_definitions = ${join(directory, 'definitions.json')}`,
    'log.console = true',
    'log.console.level = warning',
    'log.file = false',
    'vm_memory_high_watermark.absolute = 1GB',
    'disk_free_limit.absolute = 50MB',
    'raft.wal_max_size_bytes = 33554432',
  ].join('\n')}\n`;
}

/** RabbitMQ makes no default user when it loads definitions, so they carry ours. */
function definitions({ definitionsFile, password }: RabbitmqOptions): Record<string, unknown> {
  const shared = existsSync(definitionsFile)
    ? (JSON.parse(readFileSync(definitionsFile, 'utf8')) as Record<string, unknown>)
    : {};
  return {
    ...shared,
    vhosts: shared.vhosts ?? [{ name: '/' }],
    users: [
      {
        name: BROKER_USER,
        password_hash: passwordHash(password),
        hashing_algorithm: 'rabbit_password_hashing_sha256',
        tags: ['administrator'],
      },
    ],
    permissions: [{ user: BROKER_USER, vhost: '/', configure: '.*', write: '.*', read: '.*' }],
  };
}

/** RabbitMQ's salted SHA-256: base64(salt + sha256(salt + password)), a salt of 4 bytes. */
function passwordHash(password: string): string {
  const salt = randomBytes(4);
  const hash = createHash('sha256').update(salt).update(password).digest();
  return Buffer.concat([salt, hash]).toString('base64');
}

/** The broker opens its port before it serves; an answer to the protocol header says that it does. */
function speaksAmqp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('connect', () => socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1')));
    // A METHOD frame (type 1): Connection.Start.
    socket.once('data', (chunk) => finish(chunk[0] === 1));
  });
}

function writeOwned(path: string, text: string, user: UnixUser | undefined): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (user) chownSync(path, user.uid, user.gid);
}
