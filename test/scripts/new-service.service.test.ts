import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';

const run = promisify(execFile);

/** A checkout of its own with the packages of this one: what is made in it goes with it. */
function copyCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'oms-new-service-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(repositoryRoot, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(repositoryRoot, file), join(copy, file));
  }
  link('node_modules', copy, ['@oms', '.package-lock.json']);
  cpSync(join(repositoryRoot, 'node_modules/@oms'), join(copy, 'node_modules/@oms'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  cpSync(join(repositoryRoot, 'node_modules/.package-lock.json'), join(copy, 'node_modules/.package-lock.json'));
  for (const folder of ['libs', 'services']) {
    for (const name of readdirSync(join(repositoryRoot, folder))) {
      if (existsSync(join(repositoryRoot, folder, name, 'node_modules')))
        link(join(folder, name, 'node_modules'), copy);
    }
  }
  return copy;
}

function link(folder: string, copy: string, apart: readonly string[] = []): void {
  mkdirSync(join(copy, folder), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, folder))) {
    if (!apart.includes(name)) symlinkSync(join(repositoryRoot, folder, name), join(copy, folder, name));
  }
}

describe('npm run new-service', function () {
  this.timeout(280_000);
  let checkout: string;
  before(() => {
    checkout = copyCheckout();
  });
  after(() => rmSync(checkout, { recursive: true, force: true }));

  const node = (...args: string[]) => run(process.execPath, args, { cwd: checkout, maxBuffer: 16 * 1024 * 1024 });
  const failure = (...args: string[]): Promise<string> =>
    node(...args).then(
      () => '',
      ({ stderr }: { stderr: string }) => stderr,
    );

  it('makes a service whose tests pass, that fits its types and the lint, and is told of everywhere', async () => {
    const { stdout } = await node('scripts/new-service.ts', 'invoices', '--description', 'bills for what was ordered');
    expect(stdout).to.match(/^Made services\/invoices/);
    writeFileSync(
      join(checkout, 'tsconfig.invoices.json'),
      '{ "extends": "./tsconfig.json", "include": ["services/invoices/src", "services/invoices/test", "services/invoices/migrations"] }',
    );
    const bin = (name: string) => join(repositoryRoot, 'node_modules', '.bin', name);
    await run(bin('tsc'), ['--project', 'tsconfig.invoices.json'], { cwd: checkout });
    await run(bin('biome'), ['check', 'services/invoices'], { cwd: checkout });
    // What holds all services together holds this one too: routes, images, secrets, documents, queues, schemas of events.
    await node('scripts/generate.ts', '--check');
    const tests = ['services/invoices/test/entries.service.test.ts', 'libs/gateway/test/deployment.unit.test.ts'];
    const passed = await node('node_modules/mocha/bin/mocha.js', '--no-color', ...tests);
    expect(passed.stdout).to.match(/Invoices\n.*✔ note an order that was placed/);
    expect(passed.stdout).not.to.include('failing');
    const { paths } = JSON.parse(readFileSync(join(checkout, 'services/portal/static/openapi.json'), 'utf8'));
    expect(Object.keys(paths)).to.include.members(['/api/v1/invoices/{id}', '/admin/invoices/dead-letters']);
  });

  it('refuses names that are no name, or taken', async () => {
    for (const name of ['In-voices', 'x'.repeat(21)]) {
      expect(await failure('scripts/new-service.ts', name)).to.match(/^Give one name of 3 to 20 letters/);
    }
    expect(await failure('scripts/new-service.ts', 'orders')).to.equal('services/orders is there already.\n');
    expect(await failure('scripts/new-service.ts', 'redis')).to.match(/^redis is something else already/);
  });
});
