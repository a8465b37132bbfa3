import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { migrate, migrationStatus, rollback } from '@oms/database';
import { databaseUrlOf, UsageError } from './database-url.ts';

const HELP = `npm run db -- <command> <service>

Looks after the schema of a service: that of the running npm start, or the one at DATABASE_URL.

  status <service>               which migrations are applied, which are not
  migrate <service>              applies what is pending
  rollback <service> [--steps n | --all]
                                 takes back the newest migration, the newest n, or all; the data in them is lost
  create <service> <name>        begins a new migration file, such as: create orders add-gift-wrapping
`;

const root = fileURLToPath(new URL('..', import.meta.url));

const { values: flags, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, steps: { type: 'string', default: '1' }, all: { type: 'boolean' } },
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
