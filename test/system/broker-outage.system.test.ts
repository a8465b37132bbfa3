import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Infrastructure, removeState, startInfrastructure } from '@oms/local';
import { brokerDefinitions, eventually, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { registerCustomer } from './people.ts';
import { createRawClient, type RawClient } from './raw-client.ts';
import { bootSystem, type RunningSystem } from './running-system.ts';
import { shippingAddress } from './shipping-address.ts';

describe('while RabbitMQ is killed', function () {
  this.timeout(120_000);
  let folder: string;
  let servers: Infrastructure;
  let system: RunningSystem;
  let client: RawClient;
  let mailbox: Mailbox;

  before(async function () {
    if (process.env.BASE_URL) skipBecause(this, 'it kills a broker of its own, not that of a running system');
    folder = mkdtempSync(join(tmpdir(), 'oms-broker-'));
    servers = await startInfrastructure({
      stateDirectory: folder,
      passwords: { postgres: 'unused', rabbitmq: 'rabbit', redis: 'unused' },
      definitionsFile: brokerDefinitions,
    });
    await servers.ready.rabbitmq;
    system = await bootSystem({ amqpUrl: servers.addresses.amqpUrl });
    client = createRawClient(system.gatewayUrl);
    mailbox = openMailbox(system.mailUrl);
  });
  after(async () => {
    await system?.stop();
    await servers?.stop();
    if (folder) removeState(folder);
  });

  it('orders are taken, and each is confirmed by one mail once the broker is back', async () => {
    const ada = await registerCustomer(system.gatewayUrl, mailbox);
    const { body } = await client.call('GET', '/api/v1/products?currency=EUR&limit=1');
    const order = { currency: 'EUR', items: [{ sku: body.data[0].sku, quantity: 1 }], shippingAddress };
    const place = () => client.call('POST', '/api/v1/orders', { token: ada.token, body: order });

    const pid = (JSON.parse(readFileSync(join(folder, 'run', 'rabbitmq.pid'), 'utf8')) as { pid: number }).pid;
    process.kill(pid, 'SIGKILL');
    const placed = [];
    for (let count = 0; count < 5; count += 1) placed.push(await place());
    expect(placed.map(({ status }) => status)).to.deep.equal([201, 201, 201, 201, 201]);

    const numbers = placed.map((answer) => answer.body.number as string).sort();
    const confirmed = async (): Promise<string[]> =>
      (await mailbox.to(ada.email)).flatMap(({ subject }) => /A-\d+/.exec(subject)?.[0] ?? []).sort();
    await eventually(async () => expect(await confirmed()).to.deep.equal(numbers), { timeoutMs: 60_000 });

    // A further order after the outage: when its mail is there, a second one of the others would have come before it.
    const last = await place();
    await mailbox.waitFor(ada.email, new RegExp(last.body.number));
    expect(await confirmed()).to.deep.equal([...numbers, last.body.number].sort());
  });
});
