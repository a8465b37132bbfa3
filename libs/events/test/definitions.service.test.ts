import { accountRegistered, orderPlaced } from '@oms/contracts';
import { connectBroker, createConsumer, on, topologyDefinitions } from '@oms/events';
import { createMetrics } from '@oms/telemetry';
import { createTestBroker, type TestBroker } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';

describe('the definitions that a broker boots with', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await createTestBroker();
  });
  after(() => broker.drop());

  it('are what a consumer declares for itself, to the last argument', async () => {
    const handlers = [on(orderPlaced, async () => undefined), on(accountRegistered, async () => undefined)];
    const complaints: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void complaints.push(line) });
    const amqp = connectBroker({ url: broker.url, logger });
    try {
      const consumer = createConsumer({
        db: undefined as never,
        amqp,
        logger,
        metrics: createMetrics('test'),
        service: 'mailer',
        purpose: 'mail',
        handlers,
      });
      await consumer.declare();
    } finally {
      await amqp.close();
    }
    const wanted = topologyDefinitions([{ service: 'mailer', purpose: 'mail', handlers }]);
    const declared = await definitionsOf(broker);
    expect(complaints).to.deep.equal([]);
    expect(declared.exchanges).to.have.deep.members(withoutVhost(wanted.exchanges));
    expect(declared.queues).to.have.deep.members(withoutVhost(wanted.queues));
    expect(declared.bindings).to.have.deep.members(withoutVhost(wanted.bindings));
  });
});

const withoutVhost = (entries: { vhost: string }[]) => entries.map(({ vhost: _, ...entry }) => entry);

async function definitionsOf({ managementUrl, vhost }: TestBroker): Promise<Record<string, Record<string, unknown>[]>> {
  const url = new URL(`/api/definitions/${encodeURIComponent(vhost)}`, managementUrl);
  const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`;
  url.username = '';
  url.password = '';
  const response = await fetch(url, { headers: { authorization } });
  return (await response.json()) as Record<string, Record<string, unknown>[]>;
}
