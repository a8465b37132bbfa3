import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isListening } from './ports.ts';
import { launch, waitForAnswer } from './processes.ts';
import type { PrivateServer, ServerOptions } from './servers.ts';
import { ownedDirectory, serverUser, type UnixUser } from './users.ts';

export const BROKER_USER = 'oms';

export interface RabbitmqServer extends PrivateServer {
  /** amqp:// of the user `oms` in the virtual host `/`. */
  url: string;
  /** Base address of the management plugin with user and password; opens the page in a browser too. */
  managementUrl: string;
}

export interface RabbitmqOptions extends ServerOptions {
  program: string;
  epmdProgram: string;
  managementPort: number;
  /** For the link between Erlang nodes, which RabbitMQ opens even when it is alone. */
  distributionPort: number;
  /** For the Erlang port mapper: one of our own, for the machine's would outlive us. */
  epmdPort: number;
  /** Policies and the like that every environment loads (`rabbitmq/definitions.json`), if the file exists. */
  definitionsFile: string;
}

/** Starts a private RabbitMQ on 127.0.0.1 with its management plugin, and the port mapper it needs. */
export async function startRabbitmq(options: RabbitmqOptions): Promise<RabbitmqServer> {
  const { directory, port, password, managementPort, distributionPort, epmdPort, logDirectory, pidDirectory } = options;
  const user = serverUser('rabbitmq');
  ownedDirectory(directory, user);
  const file = (name: string, text: string) => writeOwned(join(directory, name), text, user);
  file('rabbitmq.conf', configuration(options));
  file('definitions.json', JSON.stringify(definitions(options)));
  file('enabled_plugins', '[rabbitmq_management].\n');
  file('rabbitmq-env.conf', '');

  const env = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    // The Erlang cookie is made and kept here.
    HOME: directory,
    ERL_EPMD_PORT: `${epmdPort}`,
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  const epmd = await launch({
    name: 'epmd',
    command: options.epmdProgram,
    args: ['-port', `${epmdPort}`, '-address', '127.0.0.1'],
    env,
    cwd: directory,
    user,
    logFile: join(logDirectory, 'epmd.log'),
    pidFile: join(pidDirectory, 'epmd.pid'),
    // It ignores SIGTERM while a node is registered.
    stopSignal: 'SIGKILL',
  });
  try {
    await waitForAnswer(epmd, () => isListening(epmdPort), 10_000);
    const server = await launch({
      name: 'rabbitmq',
      command: options.program,
      args: [],
      env: {
        ...env,
        RABBITMQ_NODENAME: 'oms@localhost',
        RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
        RABBITMQ_NODE_PORT: `${port}`,
        RABBITMQ_DIST_PORT: `${distributionPort}`,
        RABBITMQ_CONF_ENV_FILE: join(directory, 'rabbitmq-env.conf'),
        RABBITMQ_CONFIG_FILE: join(directory, 'rabbitmq.conf'),
        RABBITMQ_ADVANCED_CONFIG_FILE: join(directory, 'advanced.config'),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'enabled_plugins'),
        RABBITMQ_MNESIA_BASE: join(directory, 'mnesia'),
        RABBITMQ_SCHEMA_DIR: join(directory, 'schema'),
        RABBITMQ_GENERATED_CONFIG_DIR: join(directory, 'config'),
        RABBITMQ_PID_FILE: join(directory, 'rabbitmq.pid'),
        RABBITMQ_LOG_BASE: join(directory, 'log'),
        RABBITMQ_LOGS: '-',
        // Runs Erlang in place of the start script, so that signals reach it; -noinput as the script would give it.
        RABBITMQ_ALLOW_INPUT: '1',
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
          '-noinput +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
      },
      cwd: directory,
      user,
      logFile: join(logDirectory, 'rabbitmq.log'),
      pidFile: join(pidDirectory, 'rabbitmq.pid'),
      stopTimeoutMs: 20_000,
    });
    await waitForAnswer(server, async () => (await speaksAmqp(port)) && (await isListening(managementPort)), 120_000);
    const login = `${BROKER_USER}:${encodeURIComponent(password)}`;
    return {
      process: server,
      port,
      url: `amqp://${login}@127.0.0.1:${port}`,
      managementUrl: `http://${login}@127.0.0.1:${managementPort}`,
      async stop() {
        await server.stop();
        await epmd.stop();
      },
    };
  } catch (error) {
    await epmd.stop();
    throw error;
  }
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
