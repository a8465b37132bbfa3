import { randomUUID } from 'node:crypto';
import { accountVerified, type EventDefinition, emailChanged } from '@oms/contracts';
import { createEventPublisher, type EventPublisher, eventually, type ToldEvent } from '@oms/testing';
import { expect } from 'chai';
import { newOrder, type Orders, startOrders } from './orders-harness.ts';

describe('customers', () => {
  let orders: Orders;
  let auth: EventPublisher;
  before(async () => {
    orders = await startOrders();
    auth = await createEventPublisher(orders.amqpUrl);
  });
  after(async () => {
    await auth?.close();
    await orders?.stop();
  });

  /** Again until it arrives, for the service may not have bound its queue yet; the inbox takes it once. */
  const tell = <Event extends EventDefinition>(event: Event, told: ToldEvent<Event>) => {
    const id = randomUUID();
    return eventually(async () => {
      await auth.publish(event, { ...told, id });
      return (await orders.db.query('SELECT 1 FROM inbox WHERE event_id = $1', [id])).length === 1;
    });
  };

  it('are known from auth’s events, so that staff can order for them; an older event does not win', async () => {
    const accountId = randomUUID();
    const { sku } = await orders.newProduct();
    await tell(accountVerified, { subject: accountId, version: 2, data: { accountId, email: 'new@example.com' } });
    await tell(accountVerified, { subject: accountId, version: 1, data: { accountId, email: 'old@example.com' } });
    const body = newOrder([{ sku, quantity: 1 }], { customerId: accountId });
    const answer = await orders.as(orders.staff).post('/orders', body);
    expect(answer.status).to.equal(201);
    expect(answer.body).to.include({ customerId: accountId, email: 'new@example.com' });
  });

  it('are known by their new address once it has changed', async () => {
    const accountId = randomUUID();
    const data = { accountId, email: 'new@example.com', name: null, locale: null, previousEmail: 'old@example.com' };
    await tell(emailChanged, { subject: accountId, version: 4, data });
    const rows = await orders.db.query('SELECT email FROM customers WHERE id = $1', [accountId]);
    expect(rows).to.deep.equal([{ email: data.email }]);
  });
});
