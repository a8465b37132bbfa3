import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type LaunchedProcess, launch, run, waitForAnswer } from './processes.ts';
import type { ServerOptions } from './servers.ts';
import { ownedDirectory, serverUser } from './users.ts';

const ADMIN = 'postgres';

export interface PostgresOptions extends ServerOptions {
  /** Folder of `postgres` and `initdb`. */
  binDirectory: string;
  password: string;
  /** Of the server, beside those it is given here: `archive_mode`, `archive_command`. */
  settings?: Readonly<Record<string, string>>;
}

/** Starts a private PostgreSQL on 127.0.0.1, without Unix sockets; makes its cluster the first time. */
export async function startPostgres(options: PostgresOptions): Promise<LaunchedProcess> {
  const { binDirectory, directory, port, password } = options;
  const user = serverUser('postgres');
  const cluster = join(ownedDirectory(directory, user), 'cluster');
  await initialise(options, cluster);
  // A stale one names a process that stopLeftovers() has seen to, or an unrelated one after a reboot.
  rmSync(join(cluster, 'postmaster.pid'), { force: true });

  const settings = {
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.throwaway && forTests),
    ...options.settings,
  };
  const server = await launch({
    name: 'postgres',
    command: join(binDirectory, 'postgres'),
    args: ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
    cwd: directory,
    user,
    logFile: join(options.logDirectory, 'postgres.log'),
    pidFile: join(options.pidDirectory, 'postgres.pid'),
    // Fast shutdown: SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 15_000,
  });
  await waitForAnswer(server, () => acceptsConnections(postgresAdminUrl(port, password)), {
    timeoutMs: 60_000,
    signal: options.signal,
  });
  return server;
}

/** Nothing has to outlive a crash, compiling a query takes longer than any of theirs, and the write-ahead log may be in memory. */
const forTests = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '256MB',
  jit: 'off',
};

/** The superuser's connection to the database `postgres`. */
export const postgresAdminUrl = (port: number, password: string): string =>
  `postgres://${ADMIN}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;

async function initialise({ binDirectory, directory, password }: PostgresOptions, cluster: string): Promise<void> {
  const complete = join(directory, 'initialised');
  if (existsSync(complete)) return;
  const user = serverUser('postgres');
  rmSync(cluster, { recursive: true, force: true });
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  await run(
    join(binDirectory, 'initdb'),
    [
      '-D',
      cluster,
      '-U',
      ADMIN,
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-N',
    ],
    { cwd: directory, user, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } },
  );
  rmSync(passwordFile);
  writeFileSync(complete, '');
}

async function acceptsConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (error) {
    if (isAuthenticationFailure(error)) throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isAuthenticationFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28P01';
}
