import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@oms/local';
import { repositoryRoot, useInfrastructure } from '@oms/testing';
import { expect } from 'chai';
import { copyCheckout } from './checkout.ts';

describe('npm run new-service', function () {
  this.timeout(280_000);
  let checkout: string;
  before(() => {
    // For the tests of the service that is made.
    useInfrastructure();
    checkout = copyCheckout();
  });
  after(() => rmSync(checkout, { recursive: true, force: true }));

  const node = (...args: string[]) => run(process.execPath, args, { cwd: checkout });
  const failure = (...args: string[]): Promise<string> =>
    node(...args).then(
      () => '',
      ({ message }: Error) => message.slice(message.indexOf(':\n') + 2),
    );

  it('makes a service whose tests pass, that fits its types and the lint, and is told of everywhere', async () => {
    const made = await node('scripts/new-service.ts', 'invoices', '--description', 'bills for what was ordered');
    expect(made).to.match(/^Made services\/invoices/);
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
    expect(passed).to.match(/Invoices\n.*✔ note an order that was placed/);
    expect(passed).not.to.include('failing');
    const { paths } = JSON.parse(readFileSync(join(checkout, 'services/portal/static/openapi.json'), 'utf8'));
    expect(Object.keys(paths)).to.include.members(['/api/v1/invoices/{id}', '/admin/invoices/dead-letters']);
  });

  it('refuses names that are no name, or taken', async () => {
    for (const name of ['In-voices', 'x'.repeat(21)]) {
      expect(await failure('scripts/new-service.ts', name)).to.match(/^Give one name of 3 to 20 letters/);
    }
    expect(await failure('scripts/new-service.ts', 'orders')).to.equal('services/orders is there already.');
    expect(await failure('scripts/new-service.ts', 'redis')).to.match(/^redis is something else already/);
  });
});
