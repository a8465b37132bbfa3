import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot, runProgram } from '@oms/testing';
import { expect } from 'chai';
import { openMailbox } from './mailbox.ts';
import { registerCustomer, signIn } from './people.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';

const readme = readFileSync(join(repositoryRoot, 'libs', 'client', 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts example\n(.*?)```/gs)].map(([, code]) => code ?? '');

describe('the examples of the client’s README', () => {
  // Below the repository, where @oms/client is found.
  const folder = join(repositoryRoot, '.oms', `client-readme-${process.pid}`);
  let system: RunningSystem;
  let settings: Record<string, string>;
  before(async () => {
    system = await runningSystem();
    const customer = await registerCustomer(system.gatewayUrl, openMailbox(system.mailUrl));
    const { oms: staff } = await signIn(system.gatewayUrl, system.admin);
    const sku = `README-${Date.now()}`;
    const { data: product } = await staff.POST('/api/v1/products', {
      body: { sku, name: 'Kettle', prices: [{ amount: 4_900, currency: 'EUR' }], taxClass: 'standard' },
    });
    await staff.POST('/api/v1/products/{id}/stock/adjustments', {
      params: { path: { id: product.id } },
      body: { delta: 10, reason: 'delivery' },
    });
    settings = { BASE_URL: system.gatewayUrl, EMAIL: customer.email, PASSWORD: customer.password, SKU: sku };
    await mkdir(folder, { recursive: true });
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await system?.stop();
  });

  const printed = async (example: number): Promise<string> => {
    const file = join(folder, `${example}.ts`);
    await writeFile(file, `const env = process.env as Record<string, string>;\n${examples[example]}`);
    const { out, err } = await runProgram(file, [], { env: settings });
    return out + err;
  };

  it('sign in and out', async () => {
    expect(await printed(0)).to.equal(`${settings.EMAIL}\n`);
  });

  it('place an order, and are told why one is refused', async () => {
    expect(await printed(1)).to.equal('409 insufficient_stock\npending EUR\n');
  });

  it('go through a list', async () => {
    expect(await printed(2)).to.equal('true\n');
    expect(examples).to.have.length(3);
  });
});
