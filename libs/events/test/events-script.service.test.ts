import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createTestBroker, eventually, runProgram, type TestBroker } from '@oms/testing';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { expect } from 'chai';

const script = fileURLToPath(new URL('../../../scripts/events.ts', import.meta.url));
const customers = 'oms.orders.customers';
const mail = 'oms.mailer.mail';

describe('the command line for dead letters', () => {
  let broker: TestBroker;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  before(async () => {
    broker = await createTestBroker({ queues: 'all' });
    connection = await connect(broker.url);
    channel = await connection.createConfirmChannel();
  });
  after(async () => {
    await connection?.close();
    await broker?.drop();
  });

  const events = (...args: string[]) => runProgram(script, args, { env: { AMQP_URL: broker.url } });

  async function park(...queues: string[]): Promise<string> {
    const messageId = randomUUID();
    const headers = { 'x-reason': 'failed', 'x-error': 'Error: broken\nand more', 'x-attempts': 4 };
    for (const queue of queues) {
      const about = { messageId, type: 'oms.test.thing.done.v1', persistent: true, headers };
      channel.sendToQueue(`${queue}.dlq`, Buffer.from('{"a":1}'), about);
    }
    await channel.waitForConfirms();
    return messageId;
  }

  const count = async (queue: string) => (await channel.checkQueue(queue)).messageCount;

  it('shows what is parked, puts it back, and deletes it', async () => {
    expect(await events('list')).to.deep.equal({ code: 0, out: 'Nothing is parked.\n', err: '' });
    const id = await park(customers, mail);
    const { out } = await events('list');
    expect(out).to.match(new RegExp(`${customers}  1\\n  ${id}  -  oms.test.thing.done.v1  failed  Error: broken\\n`));
    expect(out).to.include(`${mail}  1\n`);
    expect((await events('list', 'mailer')).out).not.to.include(customers);

    const unclear = await events('discard', id);
    expect(unclear.code).to.equal(1);
    expect(unclear.err).to.include(`npm run events -- discard ${customers} ${id}`);

    expect((await events('show', 'orders', id)).out).to.include('{"a":1}');
    expect((await events('discard', 'mailer', id)).out).to.equal(
      `${id} (oms.test.thing.done.v1) is deleted; it was parked for ${mail}.\n`,
    );
    expect((await events('replay', id)).out).to.equal(`${id} is in ${customers} again.\n`);
    await eventually(async () => expect(await count(customers)).to.equal(1));
    const message = await channel.get(customers, { noAck: true });
    const headers = Object.keys((message || undefined)?.properties.headers ?? {});
    expect(headers).to.include('x-replayed-at').and.not.to.include('x-attempts');
    expect(await events('show', id)).to.deep.equal({ code: 1, out: '', err: `${id} is not parked.\n` });
  });

  it('puts back all that is parked for a service', async () => {
    const ids = [await park(customers), await park(customers), await park('oms.orders.privacy')];
    const { code, out } = await events('replay', 'orders', '--all');
    expect(code).to.equal(0);
    expect(out).to.include('Put back 3 in all.');
    await eventually(async () => expect(await count(customers)).to.equal(2));
    const first = await channel.get(customers, { noAck: true });
    expect((first || undefined)?.properties.messageId).to.equal(ids[0]);
  });

  it('tells what can be asked for', async () => {
    const { code, err } = await events('list', 'nothing');
    expect(code).to.equal(1);
    expect(err)
      .to.match(/There is no nothing/)
      .and.to.include(customers);
    expect((await events('fly')).err).to.match(/There is no command fly/);
  });
});
