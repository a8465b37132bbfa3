import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensurePrograms,
  freePort,
  type LaunchedProcess,
  ownedDirectory,
  postgresAdminUrl,
  run,
  serverUser,
  startPostgres,
} from '@oms/local';
import { repositoryRoot } from '@oms/testing';
import pg from 'pg';

/** What a script has printed, and whether it was content. */
export interface Outcome {
  done: boolean;
  output: string;
}

/** A private PostgreSQL that archives its log into a repository of its own. */
export interface Cluster {
  url: string;
  /** Seals the keys of people in orders. */
  keyEncryptionKey: Buffer;
  /** Its data folder. */
  data: string;
  repository: string;
  config: string;
  /** Starts it, or one in the data of another folder that a cluster was restored into. */
  start(directory?: string): Promise<void>;
  stop(): Promise<void>;
  /** A folder for `<folder>/cluster` to be restored into, as start() takes it. */
  folder(name: string): string;
  /** A configuration like its own, but of a copy of the repository. */
  withCopy(name: string): Promise<{ repository: string; config: string }>;
  query<Row extends object>(text: string, database?: string): Promise<Row[]>;
  backup(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Outcome>;
  restore(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Outcome>;
  remove(): Promise<void>;
}

const password = 'dev-only-postgres';
const stanza = 'oms';

export async function createCluster(): Promise<Cluster> {
  const { postgresDirectory } = await ensurePrograms(console.log);
  const root = mkdtempSync(join(tmpdir(), 'oms-backups-'));
  chmodSync(root, 0o755);
  const user = serverUser('postgres');
  const owned = (name: string): string => ownedDirectory(join(root, name), user);
  const port = await freePort();
  const url = postgresAdminUrl(port, password);
  const keyEncryptionKey = randomBytes(32);
  const cipherKey = randomBytes(36).toString('base64url');
  const home = owned('home');
  const repository = owned('repository');
  const data = join(home, 'cluster');

  const configFor = async (place: string, name: string): Promise<string> => {
    const file = join(root, name);
    const text = await run(join(repositoryRoot, 'docker/backup/configure.sh'), [], {
      env: {
        PATH: process.env.PATH,
        PGDATA: data,
        PGPORT: `${port}`,
        BACKUP_REPOSITORY: place,
        BACKUP_CIPHER_KEY: cipherKey,
        BACKUP_STANZA: stanza,
        BACKUP_LOCK_DIRECTORY: join(home, 'locks'),
      },
    });
    writeFileSync(file, text, { mode: 0o600 });
    if (user) chownSync(file, user.uid, user.gid);
    return file;
  };
  const config = await configFor(repository, 'pgbackrest.conf');
  const script = async (
    name: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Outcome> => {
    const env = {
      PATH: process.env.PATH,
      BACKUP_CONFIG: config,
      BACKUP_STANZA: stanza,
      PGHOST: '127.0.0.1',
      PGUSER: 'postgres',
      PGPASSWORD: password,
      ORDERS_KEY_ENCRYPTION_KEY: keyEncryptionKey.toString('base64url'),
      ...environment,
    };
    return run(join(repositoryRoot, 'scripts', name), args, { env }).then(
      (output) => ({ done: true, output }),
      (error: Error) => ({ done: false, output: error.message }),
    );
  };
  let server: LaunchedProcess | undefined;
  const query = async <Row extends object>(text: string, database = 'postgres'): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: new URL(`/${database}`, url).href });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const stop = async (): Promise<void> => {
    await server?.stop();
    server = undefined;
  };
  return {
    url,
    keyEncryptionKey,
    data,
    repository,
    config,
    async start(directory = home) {
      // What tells startPostgres() that a cluster is there.
      if (directory !== home) writeFileSync(join(directory, 'initialised'), '');
      server = await startPostgres({
        binDirectory: postgresDirectory,
        directory,
        logDirectory: join(root, 'logs'),
        pidDirectory: join(root, 'run'),
        port,
        password,
        throwaway: true,
        settings: {
          archive_mode: 'on',
          archive_command: `pgbackrest --config=${config} --stanza=${stanza} archive-push %p`,
        },
      });
    },
    stop,
    folder: owned,
    async withCopy(name) {
      const copy = owned(name);
      await run('cp', ['--archive', `${repository}/.`, copy]);
      return { repository: copy, config: await configFor(copy, `${name}.conf`) };
    },
    query,
    backup: (args, environment) => script('backup', args, environment),
    restore: (args, environment) => script('restore', args, environment),
    async remove() {
      await stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
