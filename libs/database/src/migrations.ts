import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import type { Queryable } from './database.ts';

interface Target {
  url: string;
  schema: string;
  /** Folder of `NNNN-name.ts` files, each exporting `up(knex)` and `down(knex)`. */
  directory: string;
}

export interface MigrationStatus {
  applied: string[];
  pending: string[];
}

const lockRetryMs = 50;

const fileName = /^\d{4}-[a-z0-9-]+\.ts$/;

const migrationFiles = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => fileName.test(name)).sort();

const migrationSource = (directory: string): Knex.MigrationSource<string> => ({
  getMigrations: () => migrationFiles(directory),
  getMigrationName: (name) => name,
  getMigration: (name) => import(pathToFileURL(join(directory, name)).href) as Promise<Knex.Migration>,
});

/**
 * Runs `work` with migration tools while holding an advisory lock of the schema, so that of many replicas or jobs
 * starting at once one migrates and the others wait. Knex's own lock table is left out: a killed process would leave it
 * locked, while an advisory lock ends with its connection.
 */
async function withMigrator<T>({ url, schema, directory }: Target, work: (knex: Knex) => Promise<T>): Promise<T> {
  const lock = new pg.Client({ connectionString: url, application_name: `${schema}-migrate` });
  await lock.connect();
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString: url, application_name: `${schema}-migrate` },
    pool: { min: 0, max: 2 },
    searchPath: [schema, 'public'],
    // What fails is thrown; Knex would print it too.
    log: { error: () => undefined },
    migrations: {
      migrationSource: migrationSource(directory),
      schemaName: schema,
      disableMigrationsListValidation: true,
    },
  });
  try {
    // Asked for again and again: who waits inside a statement keeps a snapshot, and CREATE INDEX CONCURRENTLY waits for those.
    for (;;) {
      const { rows } = await lock.query<{ locked: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
        [`migrate:${schema}`],
      );
      if (rows[0]?.locked) break;
      await setTimeout(lockRetryMs);
    }
    // Whoever held Knex's lock row held the advisory lock too: a row left locked is from a process that was killed.
    await knex.migrate.forceFreeMigrationsLock();
    return await work(knex);
  } finally {
    await knex.destroy();
    await lock.end();
  }
}

/**
 * Applies what is pending, all of it in one transaction or nothing; each by itself where one exports
 * `config = { transaction: false }`, as what builds an index `CONCURRENTLY` has to.
 *
 * @returns the names applied
 */
export const migrate = (target: Target): Promise<string[]> =>
  withMigrator(target, async (knex) => {
    const [, applied] = (await knex.migrate.latest()) as [number, string[]];
    return applied;
  });

/** Takes back the newest migrations: `steps` of them, or all. @returns the names taken back */
export const rollback = (target: Target, steps: number | 'all' = 1): Promise<string[]> =>
  withMigrator(target, async (knex) => {
    const undone: string[] = [];
    while (steps === 'all' || undone.length < steps) {
      const [, names] = (await knex.migrate.down()) as [number, string[]];
      if (names.length === 0) break;
      undone.push(...names);
    }
    return undone;
  });

export const migrationStatus = (target: Target): Promise<MigrationStatus> =>
  withMigrator(target, async (knex) => {
    const [applied, pending] = (await knex.migrate.list()) as [{ name: string }[], string[]];
    return { applied: applied.map(({ name }) => name), pending };
  });

/**
 * Notes the migrations up to `newest` as applied, and later ones as not, without running any: for a schema that was made
 * or changed in another way.
 *
 * @returns the names that are noted now
 * @throws {RangeError} when there is no migration of that name
 */
export const stamp = (target: Target, newest: string): Promise<string[]> =>
  withMigrator(target, async (knex) => {
    const files = await migrationFiles(target.directory);
    const noted = files.slice(0, files.indexOf(newest) + 1);
    if (noted.length === 0) throw new RangeError(`There is no migration ${newest} in ${target.directory}.`);
    // Makes Knex's tables where there are none.
    await knex.migrate.list();
    await knex.transaction(async (tx) => {
      const table = () => tx('knex_migrations').withSchema(target.schema);
      await table().delete().whereNotIn('name', noted);
      const known = new Set<string>(await table().pluck('name'));
      const [{ batch } = { batch: 0 }] = await table().max('batch as batch');
      const missing = noted.filter((name) => !known.has(name));
      if (missing.length > 0) {
        await table().insert(missing.map((name) => ({ name, batch: (batch ?? 0) + 1, migration_time: new Date() })));
      }
    });
    return noted;
  });

/** The newest migration that this code knows. */
export async function latestMigration(directory: string): Promise<string> {
  const newest = (await migrationFiles(directory)).at(-1);
  if (newest === undefined) throw new Error(`${directory} holds no migration (NNNN-name.ts)`);
  return newest;
}

/**
 * True once `migration` has been applied. A schema that is ahead is fine: migrations expand before they contract, so that
 * an old replica works during a rollout.
 */
export async function schemaIsReady(db: Queryable, schema: string, migration: string): Promise<boolean> {
  const rows = await db.query<{ present: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS present`, [
    `${schema}.knex_migrations`,
  ]);
  if (!rows[0]?.present) return false;
  const found = await db.query(`SELECT 1 FROM knex_migrations WHERE name = $1`, [migration]);
  return found.length > 0;
}
