import { type Broker, connectBroker } from '@oms/events';
import type { Logger } from '@oms/telemetry';
import { createTcpProxy, createTestBroker, eventually, type TcpProxy, type TestBroker, through } from '@oms/testing';
import { expect } from 'chai';
import { logger } from './parcels.ts';

describe('the broker connection', () => {
  let testBroker: TestBroker;
  let proxy: TcpProxy;
  let broker: Broker | undefined;
  beforeEach(async () => {
    testBroker = await createTestBroker();
    proxy = await createTcpProxy(testBroker.url);
  });
  afterEach(async () => {
    await broker?.close();
    await proxy.close();
    await testBroker.drop();
  });

  it('logs the loss and the return once, however many tries lie between', async () => {
    const lines: string[] = [];
    const note = (_: unknown, message: string) => lines.push(message.replace(/127\.0\.0\.1:\d+/, 'HOST'));
    const listening = { info: note, warn: note, error: note } as unknown as Logger;
    proxy.cut();
    broker = connectBroker({ url: through(proxy, testBroker.url), logger: listening, maxReconnectDelayMs: 50 });
    await eventually(() => lines.length > 0);
    proxy.restore();
    await broker.whenReady();
    proxy.cut();
    await eventually(() => broker?.ready === false);
    proxy.restore();
    await broker.whenReady();
    const what = 'the connection to RabbitMQ at HOST';
    expect(lines).to.deep.equal([
      `${what} is interrupted; it goes on by itself as soon as it can`,
      `${what} works again`,
      'connected to RabbitMQ',
      `${what} is interrupted; it goes on by itself as soon as it can`,
      `${what} works again`,
      'connected to RabbitMQ',
    ]);
  });

  it('refuses a URL that is not an AMQP one at once', () => {
    expect(() => connectBroker({ url: 'http://localhost:5672', logger })).to.throw(TypeError, 'amqp://');
  });

  it('can be closed while the broker is away', async () => {
    proxy.cut();
    broker = connectBroker({ url: through(proxy, testBroker.url), logger });
    const waiting = broker.whenReady().then(
      () => 'ready',
      (error: Error) => error.message,
    );
    await broker.close();
    expect(await waiting).to.equal('the broker connection has been closed');
  });
});
