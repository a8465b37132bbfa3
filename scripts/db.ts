import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createDatabase,
  type Database,
  describeSchema,
  dumpSchema,
  migrate,
  migrationStatus,
  rollback,
  schemaDiagram,
  stamp,
} from '@oms/database';
import { findPrograms, onPath } from '@oms/local';
import { createLogger } from '@oms/telemetry';
import { databaseUrlOf, UsageError } from './database-url.ts';

const HELP = `npm run db -- <command> <service>

Looks after the schema of a service: that of the running npm start, or the one at DATABASE_URL.

  status <service>               which migrations are applied, which are not
  migrate <service>              applies what is pending
  rollback <service> [--steps n | --all]
                                 takes back the newest migration, the newest n, or all; the data in them is lost
  create <service> <name>        begins a new migration file, such as: create orders add-gift-wrapping
  stamp <service> <migration>    notes the migrations up to this one (0012 is enough of its name) as applied, and later ones
                                 as not, without running any
  psql <service> [-- options]    PostgreSQL's own shell as the role of the service: psql orders -- -c 'SELECT count(*) FROM orders'
  dump <service>                 all rows as JSON on the standard output, from one snapshot
  diagram <service> [--write]    the tables and how they refer to one another, in Mermaid; --write: to docs/schema/<service>.md
`;

const root = fileURLToPath(new URL('..', import.meta.url));

// What follows a second -- is psql's.
const [own, forPsql] = splitArguments(process.argv.slice(2));
const { values: flags, positionals } = parseArgs({
  args: own,
  options: {
    help: { type: 'boolean', short: 'h' },
    steps: { type: 'string', default: '1' },
    all: { type: 'boolean' },
    write: { type: 'boolean' },
  },
  allowPositionals: true,
});
const [command, service, name] = positionals;

try {
  if (flags.help || command === undefined) console.log(HELP);
  else await run(command);
} catch (error) {
  const refused = (error as { code?: string }).code === 'ECONNREFUSED';
  const known = error instanceof UsageError || refused;
  console.error(
    refused
      ? `${(error as Error).message}\nNo database answers there: run npm start, or set DATABASE_URL.`
      : known
        ? (error as Error).message
        : error,
  );
  process.exitCode = 1;
}

async function run(wanted: string): Promise<void> {
  const directory = migrationsOf(service);
  const target = () => ({ url: databaseUrlOf(service ?? '', root), schema: service ?? '', directory });
  if (wanted === 'status') {
    const { applied, pending } = await migrationStatus(target());
    for (const file of applied) console.log(`applied  ${file}`);
    for (const file of pending) console.log(`pending  ${file}`);
  } else if (wanted === 'migrate') {
    report('applied', await migrate(target()));
  } else if (wanted === 'rollback') {
    report('took back', await rollback(target(), flags.all ? 'all' : positive(flags.steps)));
  } else if (wanted === 'create') {
    await create(directory);
  } else if (wanted === 'stamp') {
    report('noted', await stamp(target(), migrationNamed(directory)));
  } else if (wanted === 'psql') {
    await psql(target().url);
  } else if (wanted === 'dump') {
    await withDatabase(target(), (db) =>
      dumpSchema(db, target().schema, async (text) => {
        if (!process.stdout.write(text)) await once(process.stdout, 'drain');
      }),
    );
  } else if (wanted === 'diagram') {
    await withDatabase(target(), (db) => diagram(db, target().schema));
  } else {
    throw new UsageError(`There is no command ${wanted}.\n\n${HELP}`);
  }
}

function migrationsOf(of: string | undefined): string {
  const services = readdirSync(join(root, 'services')).filter((entry) =>
    existsSync(join(root, 'services', entry, 'migrations')),
  );
  if (of !== undefined && services.includes(of)) return join(root, 'services', of, 'migrations');
  throw new UsageError(`Name a service that has a schema: ${services.join(', ')}.`);
}

function splitArguments(all: readonly string[]): [string[], string[]] {
  const border = all.indexOf('--');
  return border < 0 ? [[...all], []] : [all.slice(0, border), all.slice(border + 1)];
}

async function withDatabase(
  { url, schema }: { url: string; schema: string },
  work: (db: Database) => Promise<void>,
): Promise<void> {
  const logger = createLogger({ service: 'db', level: 'warn', format: 'pretty' });
  const db = createDatabase({ url, poolMax: 1, applicationName: `${schema}-db`, logger });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

function migrationNamed(directory: string): string {
  const known = readdirSync(directory).filter((file) => file.endsWith('.ts'));
  const found = known.filter((file) => name !== undefined && file.startsWith(name));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new UsageError(`Name one of these migrations:\n${known.sort().join('\n')}`);
}

/** @throws {UsageError} where there is no psql */
async function psql(url: string): Promise<void> {
  const installed = (await findPrograms()).postgresDirectory;
  const beside = installed && join(installed, 'psql');
  const program = beside && existsSync(beside) ? beside : onPath('psql')[0];
  if (!program) throw new UsageError('There is no psql on the PATH: install postgresql-client.');
  // Not among the arguments, where every process of the machine could read the password.
  const { username, password, hostname, port, pathname } = new URL(url);
  const connection = {
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGHOST: hostname,
    PGPORT: port || '5432',
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  };
  // Ctrl-C ends a statement, not the shell.
  process.on('SIGINT', () => undefined);
  const shell = spawn(program, forPsql, { stdio: 'inherit', env: { ...process.env, ...connection } });
  const [status] = await once(shell, 'exit');
  process.exitCode = typeof status === 'number' ? status : 1;
}

async function diagram(db: Database, schema: string): Promise<void> {
  const page = schemaDiagram(schema, await describeSchema(db, schema));
  if (!flags.write) {
    process.stdout.write(page);
    return;
  }
  const file = join(root, 'docs', 'schema', `${schema}.md`);
  await mkdir(join(root, 'docs', 'schema'), { recursive: true });
  await writeFile(file, page);
  console.log(`Wrote ${relative(process.cwd(), file)}.`);
}

async function create(directory: string): Promise<void> {
  if (name === undefined || !/^[a-z0-9-]+$/.test(name))
    throw new UsageError('Name the migration in lower case with hyphens: add-gift-wrapping.');
  const last =
    readdirSync(directory)
      .filter((file) => /^\d{4}-/.test(file))
      .sort()
      .at(-1) ?? '0000';
  const number = String(Number(last.slice(0, 4)) + 1).padStart(4, '0');
  const file = join(directory, `${number}-${name}.ts`);
  await writeFile(file, template, { flag: 'wx' });
  console.log(
    `Made ${file}. An old replica must go on working while it runs: expand first, contract in a later release.`,
  );
}

const template = `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('table', (table) => {
    table.text('column');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('table', (table) => {
    table.dropColumn('column');
  });
}
`;

function positive(text: string): number {
  const steps = Number(text);
  if (!Number.isInteger(steps) || steps < 1) throw new UsageError('--steps takes a whole number from 1.');
  return steps;
}

function report(verb: string, files: readonly string[]): void {
  console.log(files.length === 0 ? 'Nothing to do.' : files.map((file) => `${verb} ${file}`).join('\n'));
}
