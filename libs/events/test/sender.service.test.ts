import { createTcpProxy, createTestBroker, eventually, type TcpProxy, type TestBroker, through } from '@oms/testing';
import { expect } from 'chai';
import { type Broker, connectBroker } from '../src/broker.ts';
import { createSender } from '../src/sender.ts';
import { logger } from './parcels.ts';

describe('a sender', () => {
  let testBroker: TestBroker;
  let proxy: TcpProxy;
  let broker: Broker;
  beforeEach(async () => {
    testBroker = await createTestBroker();
    proxy = await createTcpProxy(testBroker.url);
    broker = connectBroker({ url: through(proxy, testBroker.url), logger });
    const channel = await broker.openConsuming();
    await channel.assertQueue('letters', { durable: true });
    await channel.close();
  });
  afterEach(async () => {
    await broker.close();
    await proxy.close();
    await testBroker.drop();
  });

  const failure = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'sent',
      (error: Error) => error.message,
    );

  it('opens another channel when one does not confirm, and closes that one', async () => {
    let open = 0;
    const counted: Broker = {
      ...broker,
      openPublishing: async () => {
        const channel = await broker.openPublishing();
        open += 1;
        channel.on('close', () => {
          open -= 1;
        });
        return channel;
      },
    };
    const sender = createSender(counted, 200);
    await sender.send('letters', Buffer.from('one'), { messageId: '1' });
    for (let outage = 0; outage < 3; outage += 1) {
      proxy.stallAnswers();
      const sent = ['a', 'b'].map((messageId) => failure(sender.send('letters', Buffer.from('two'), { messageId })));
      for (const message of await Promise.all(sent)) expect(message).to.match(/did not confirm|closed/);
      proxy.restore();
      await eventually(() => open === 0);
      await sender.send('letters', Buffer.from('three'), { messageId: '3' });
      expect(open).to.equal(1);
    }
    await sender.close();
  });

  it('says that a queue does not exist', async () => {
    const sender = createSender(broker);
    expect(await failure(sender.send('none', Buffer.from('x'), { messageId: '1' }))).to.match(/has no queue none/);
    await sender.close();
  });
});
