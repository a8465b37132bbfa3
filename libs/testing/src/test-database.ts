import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, provision } from '@oms/database';
import pg from 'pg';
import { repositoryRoot, useInfrastructure } from './infrastructure.ts';

export interface TestDatabase {
  name: string;
  /** Superuser's connection to this database. */
  adminUrl: string;
  /** The connection of one service's role, as its DATABASE_URL. */
  url(service: string): string;
  /** Drops it; connections that are still open are ended. */
  drop(): Promise<void>;
}

export const passwordOf = (service: string): string => `dev-only-${service}`;

/**
 * A database of its own with the schemas of the given services, migrated. It is copied from a template that is made once
 * for the present migrations, so that it takes some ten milliseconds.
 */
export async function createTestDatabase(
  services: readonly string[],
  { postgresAdminUrl } = useInfrastructure(),
): Promise<TestDatabase> {
  const template = await templateOf(postgresAdminUrl, services);
  const name = `oms_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(postgresAdminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
    // Rights on a database are not copied with it.
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    for (const service of services) {
      await admin.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${pg.escapeIdentifier(`${service}_service`)}`);
    }
  });
  return {
    name,
    adminUrl: withDatabase(postgresAdminUrl, name),
    url: (service) => serviceUrl(postgresAdminUrl, name, service),
    drop: () =>
      asAdmin(postgresAdminUrl, async (admin) => {
        await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

/** Those that this process knows to be there. */
const templates = new Map<string, Promise<string>>();

function templateOf(adminUrl: string, services: readonly string[]): Promise<string> {
  const key = `${adminUrl} ${[...services].sort()}`;
  const template = templates.get(key) ?? ensureTemplate(adminUrl, services);
  templates.set(key, template);
  template.catch(() => templates.delete(key));
  return template;
}

/** The template's name says what it holds, so that every test process of a run finds it, and no stale one is used. */
async function ensureTemplate(adminUrl: string, services: readonly string[]): Promise<string> {
  const names = [...services].sort();
  const template = `oms_template_${contentHash(names)}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [template]);
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount) return;
    const unfinished = `oms_unfinished_${randomUUID().replaceAll('-', '')}`;
    try {
      await provision(adminUrl, {
        database: unfinished,
        services: names.map((name) => ({ name, password: passwordOf(name) })),
      });
      for (const name of names) {
        const directory = migrationsOf(name);
        if (existsSync(directory)) {
          await migrate({ url: serviceUrl(adminUrl, unfinished, name), schema: name, directory });
        }
      }
      await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    } catch (error) {
      await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
      throw error;
    }
  });
  return template;
}

/** Of the migrations, and of the libs that they call. */
function contentHash(services: readonly string[]): string {
  const hash = createHash('sha256').update(services.join(','));
  const folders = [
    ...services.map(migrationsOf),
    ...['database', 'events', 'http'].map((lib) => join(repositoryRoot, 'libs', lib, 'src')),
  ];
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())) {
      const path = join(entry.parentPath, entry.name);
      hash.update(path).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const migrationsOf = (service: string): string => join(repositoryRoot, 'services', service, 'migrations');

function withDatabase(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

function serviceUrl(adminUrl: string, database: string, service: string): string {
  const url = new URL(withDatabase(adminUrl, database));
  url.username = `${service}_service`;
  url.password = passwordOf(service);
  return url.href;
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'oms-tests' });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
