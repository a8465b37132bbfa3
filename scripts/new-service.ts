import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from './database-url.ts';
import { edits, lockWith } from './scaffold/edits.ts';

const HELP = `npm run new-service -- <name> [--description "what it does"]

Makes a service that starts, migrates, is routed, reads events, has an OpenAPI document, an image, its entries in
docker-compose.yml, docker-stack.yml and .gitlab-ci.yml, and a test that passes. The name is a noun in the plural, in lower case:

  npm run new-service -- invoices --description "bills for what was ordered"
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, description: { type: 'string' } },
  allowPositionals: true,
});

try {
  if (flags.help || positionals.length === 0) console.log(HELP);
  else make(checkedName(), flags.description ?? 'what it is for is to be written here');
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}

function checkedName(): string {
  const [name = '', ...surplus] = positionals;
  if (surplus.length > 0 || !/^[a-z]{3,20}$/.test(name))
    throw new UsageError(`Give one name of 3 to 20 letters a to z.\n\n${HELP}`);
  if (existsSync(join(root, 'services', name))) throw new UsageError(`services/${name} is there already.`);
  const deployed = ['docker-compose.yml', 'docker-stack.yml'].map((file) => readFileSync(join(root, file), 'utf8'));
  const isTaken = deployed.some((text) => new RegExp(`^  ${name}:`, 'm').test(text));
  if (isTaken || ['public', 'events', 'traefik'].includes(name)) {
    throw new UsageError(`${name} is something else already; choose another name.`);
  }
  return name;
}

function make(name: string, description: string): void {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  // All of it is worked out before anything is written, so that what fails leaves the checkout as it was.
  const changes = new Map(edits.map(({ file, apply }) => [file, apply(read(file), name)]));
  const { dependencies, devDependencies } = JSON.parse(read('services/users/package.json')) as Record<string, object>;
  const words: Record<string, string> = {
    name,
    Name: capital(name),
    description,
    Description: capital(description),
    dependencies: indented(dependencies),
    devDependencies: indented(devDependencies),
  };
  const template = join(root, 'scripts', 'scaffold', 'template');
  for (const file of globSync('**/*.txt', { cwd: template })) {
    const text = readFileSync(join(template, file), 'utf8');
    changes.set(
      `services/${name}/${file.replace(/\.txt$/, '')}`,
      text.replace(/\{\{(\w+)\}\}/g, (placeholder, word: string) => words[word] ?? placeholder),
    );
  }
  changes.set(
    `services/${name}/Dockerfile`,
    read('services/users/Dockerfile')
      .replace(/description="[^"]*"/, `description="${description.replaceAll(/["\\$]/g, '')}"`)
      .replaceAll('users', name),
  );
  const manifest = JSON.parse(changes.get(`services/${name}/package.json`) ?? '') as Record<string, unknown>;
  changes.set(
    'package-lock.json',
    `${JSON.stringify(lockWith(JSON.parse(read('package-lock.json')), name, manifest), null, 2)}\n`,
  );

  for (const [file, text] of changes) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  install(name);
  const run = (...command: string[]) =>
    execFileSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  run(join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '--write', `services/${name}`);
  run(join('scripts', 'generate.ts'));
  console.log(`Made services/${name} and its entries in:\n${edits.map(({ file }) => `  ${file}`).join('\n')}

  npm start -- ${name}                 runs it
  npm test -- services/${name}         tests it
  npm run db -- diagram ${name} --write  draws its schema, once it runs
  services/${name}/README.md           says where to go on`);
}

/** What npm would do about a workspace: link it, and note that in its own list of what is installed. */
function install(name: string): void {
  const link = join(root, 'node_modules', '@oms', name);
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', 'services', name), link);
  const list = join(root, 'node_modules', '.package-lock.json');
  const installed = JSON.parse(readFileSync(list, 'utf8'));
  installed.packages[`node_modules/@oms/${name}`] = { resolved: `services/${name}`, link: true };
  writeFileSync(list, `${JSON.stringify(installed, null, 2)}\n`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
function indented(value: object | undefined): string {
  return JSON.stringify(value ?? {}, null, 2).replaceAll('\n', '\n  ');
}
