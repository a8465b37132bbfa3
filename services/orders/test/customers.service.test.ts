import { randomUUID } from 'node:crypto';
import { accountVerified, emailChanged } from '@oms/contracts';
import { record } from '@oms/events';
import { eventually } from '@oms/testing';
import { connect } from 'amqplib';
import { expect } from 'chai';
import { newOrder, type Orders, startOrders } from './orders-harness.ts';

describe('customers', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  it('are known from auth’s events, so that staff can order for them; an older event does not win', async () => {
    const accountId = randomUUID();
    const { sku } = await orders.newProduct();
    const connection = await connect(orders.brokerUrl);
    const channel = await connection.createConfirmChannel();
    const publish = async (email: string, aggregateversion: number) => {
      const event = {
        specversion: '1.0',
        id: randomUUID(),
        source: accountVerified.source,
        type: accountVerified.type,
        subject: accountId,
        time: new Date().toISOString(),
        datacontenttype: 'application/json',
        aggregateversion,
        data: { accountId, email },
      };
      // Sent again until it arrives, for the service may not have bound its queue yet; the inbox takes it once.
      await eventually(async () => {
        const content = Buffer.from(JSON.stringify(event));
        channel.publish('oms.events', accountVerified.routingKey, content, { persistent: true });
        await channel.waitForConfirms();
        const rows = await orders.db.query('SELECT 1 FROM inbox WHERE event_id = $1', [event.id]);
        return rows.length === 1;
      });
    };
    try {
      await publish('new@example.com', 2);
      await publish('old@example.com', 1);
      const body = newOrder([{ sku, quantity: 1 }], { customerId: accountId });
      const answer = await orders.as(orders.staff).post('/orders', body);
      expect(answer.status).to.equal(201);
      expect(answer.body).to.include({ customerId: accountId, email: 'new@example.com' });
    } finally {
      await connection.close();
    }
  });

  it('are known by their new address once it has changed', async () => {
    const accountId = randomUUID();
    const data = { accountId, email: 'new@example.com', name: null, locale: null, previousEmail: 'old@example.com' };
    await eventually(async () => {
      await orders.db.transaction((tx) =>
        record(tx, { event: emailChanged, aggregateId: accountId, aggregateVersion: 4, data }),
      );
      return eventually(
        async () => {
          const rows = await orders.db.query<{ email: string }>('SELECT email FROM customers WHERE id = $1', [
            accountId,
          ]);
          return rows[0]?.email === data.email;
        },
        { timeoutMs: 1_500 },
      ).catch(() => false);
    });
  });
});
