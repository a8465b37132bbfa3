import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import { createDispatcher } from '../src/webhooks/dispatcher.ts';
import { fanOut } from '../src/webhooks/fan-out.ts';
import { createSender } from '../src/webhooks/send.ts';
import { type Orders, startOrders } from './orders-harness.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

/** That have happened. */
const events = 12;

const rules = { allowHttp: true, allowPrivateAddresses: true };

describe('a dispatcher of webhooks', () => {
  let orders: Orders;
  let receiver: Receiver;
  let metrics: ReturnType<typeof createMetrics>;
  before(async () => {
    receiver = await startReceiver();
    orders = await startOrders({ WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true' });
    const admin = orders.as(orders.newPerson('admin'));
    const url = receiver.url('/');
    await admin.post('/webhooks/subscriptions', { url, eventTypes: ['*'], active: false });
    const { sku } = await orders.newProduct();
    for (let count = 0; count < events; count += 1) await orders.placeOrder(orders.newPerson(), [{ sku, quantity: 1 }]);
    await eventually(async () => (await orders.db.query('SELECT 1 FROM event_feed')).length === events);
    // The service has a dispatcher too.
    await orders.stopReplicas();
  });
  beforeEach(async () => {
    receiver.received.length = 0;
    await orders.db.query('DELETE FROM webhook_deliveries');
    // The last event alone is new.
    await orders.db.query(
      `UPDATE webhook_subscriptions SET active = true, position =
         (SELECT position FROM event_feed ORDER BY position DESC OFFSET 1 LIMIT 1)`,
    );
  });
  after(async () => {
    await orders?.stop();
    await receiver?.close();
  });

  const deliveries = () =>
    orders.db.query<{ status: string; failures: number; error: string | null }>(
      'SELECT status, failures, last_error AS error FROM webhook_deliveries ORDER BY id',
    );
  const start = (stopPatienceMs: number) => {
    metrics = createMetrics('test');
    const dispatcher = createDispatcher({
      ...orders.context,
      sender: createSender({ ...rules, timeoutMs: 10_000 }),
      concurrency: 5,
      metrics,
      logger: pino({ level: 'silent' }),
      pollMs: 50,
      leaseMs: 20_000,
      stopPatienceMs,
    });
    dispatcher.start();
    return dispatcher;
  };

  it('makes one delivery of an event, however many replicas read the feed, and however often', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => fanOut(orders.db)));
    expect(made.toSorted()).to.deep.equal([0, 0, 0, 0, 1]);
    expect(await fanOut(orders.db)).to.equal(0);
    expect((await deliveries()).map(({ status }) => status)).to.deep.equal(['pending']);
  });

  it('lets requests end when it stops', async () => {
    receiver.decide('/', () => ({ status: 204, afterMs: 100 }));
    const dispatcher = start(5_000);
    await eventually(() => receiver.received.length === 1);
    await dispatcher.stop();
    expect(await deliveries()).to.deep.equal([{ status: 'delivered', failures: 0, error: null }]);
    expect(await metrics.registry.metrics()).to.contain('webhook_attempts_total{outcome="delivered",service="test"} 1');
  });

  it('counts no request that it cuts off against the receiver', async () => {
    receiver.decide('/', () => 'never');
    const dispatcher = start(50);
    await eventually(() => receiver.received.length === 1);
    await dispatcher.stop();
    expect(await deliveries()).to.deep.equal([{ status: 'pending', failures: 0, error: 'the service was stopping' }]);
    const [subscription] = await orders.db.query('SELECT failures, failing_since FROM webhook_subscriptions');
    expect(subscription).to.deep.equal({ failures: 0, failing_since: null });
  });

  it('tries what it cannot read again later, like what failed, and counts it not against the receiver', async () => {
    receiver.decide('/', () => 204);
    const keys = await orders.db.query<{ id: string; key: string }>(
      'SELECT person_id AS id, sealed_key AS key FROM person_keys',
    );
    await orders.db.query(`UPDATE person_keys SET sealed_key = 'broken'`);
    const dispatcher = start(5_000);
    try {
      const unread = { status: 'pending', failures: 1, error: 'what it is to carry could not be read' };
      await eventually(async () => expect(await deliveries()).to.deep.equal([unread]));
      const [{ failures } = {}] = await orders.db.query('SELECT failures FROM webhook_subscriptions');
      expect([failures, receiver.received.length]).to.deep.equal([0, 0]);
      for (const { id, key } of keys) {
        await orders.db.query('UPDATE person_keys SET sealed_key = $2 WHERE person_id = $1', [id, key]);
      }
      // Time goes by.
      await orders.db.query('UPDATE webhook_deliveries SET next_attempt_at = now()');
      await eventually(async () => expect((await deliveries())[0]?.status).to.equal('delivered'));
    } finally {
      await dispatcher.stop();
    }
  });

  it('leaves a delivery to whoever took it over when its own claim ran out', async () => {
    receiver.decide('/', () => ({ status: 204, afterMs: 200 }));
    const dispatcher = start(5_000);
    await eventually(() => receiver.received.length === 1);
    // As if the process had stood still for longer than its claim.
    await orders.db.query('UPDATE webhook_deliveries SET attempts = attempts + 1, leased_by = $1', [randomUUID()]);
    await dispatcher.stop();
    expect((await deliveries()).map(({ status }) => status)).to.deep.equal(['sending']);
  });

  it('loses nothing when its process is killed', async () => {
    await orders.db.query('UPDATE webhook_subscriptions SET position = 0');
    receiver.decide('/', () => ({ status: 204, afterMs: 200 }));
    const { config } = orders;
    const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
      stdio: 'ignore',
      env: {
        NODE_ENV: 'test',
        HOST: config.host,
        PORT: '0',
        DATABASE_URL: orders.databaseUrl,
        DATABASE_POOL_MAX: '6',
        AMQP_URL: orders.amqpUrl,
        REDIS_URL: orders.redisUrl,
        TOKEN_ISSUER: config.tokenIssuer,
        JWKS_URLS: config.jwksUrls.join(),
        ORDERS_KEY_ENCRYPTION_KEY: config.keyEncryptionKey.toString('base64url'),
        WEBHOOK_ALLOW_HTTP: 'true',
        WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true',
      },
    });
    const ended = once(child, 'exit');
    try {
      await eventually(() => receiver.received.length >= 3);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    expect((await deliveries()).filter(({ status }) => status === 'sending').length).to.be.at.most(2);
    receiver.decide('/', () => 204);
    // Time goes by.
    await orders.db.query(`UPDATE webhook_deliveries SET leased_until = now() WHERE status = 'sending'`);
    const dispatcher = start(5_000);
    await eventually(async () => (await deliveries()).every(({ status }) => status === 'delivered'));
    await dispatcher.stop();
    expect(await deliveries()).to.have.length(events);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).to.equal(events);
  });

  it('tells how much waits, and for how long', async () => {
    await fanOut(orders.db);
    await orders.db.query(
      `UPDATE webhook_deliveries SET queued_at = now() - interval '1 hour', next_attempt_at = now() + interval '1 hour'`,
    );
    const dispatcher = start(50);
    const text = await metrics.registry.metrics();
    await dispatcher.stop();
    expect(text).to.contain('webhook_backlog_deliveries{service="test"} 1');
    expect(text).to.match(/webhook_backlog_oldest_seconds\{service="test"\} 36\d\d/);
  });
});
