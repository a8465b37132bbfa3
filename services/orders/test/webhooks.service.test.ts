import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import type { Delivery } from '../src/webhooks/delivery.ts';
import { type Orders, type Person, startOrders } from './orders-harness.ts';
import { type Received, type Receiver, startReceiver } from './webhook-receiver.ts';

const placedType = 'oms.orders.order.placed.v1';
const canceledType = 'oms.orders.order.canceled.v1';

describe('webhooks', () => {
  let orders: Orders;
  let receiver: Receiver;
  let admin: Person;
  let sku: string;
  let paths = 0;
  before(async () => {
    receiver = await startReceiver();
    orders = await startOrders(
      { WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true', WEBHOOK_TIMEOUT: '1s' },
      2,
    );
    admin = orders.newPerson('admin');
    sku = (await orders.newProduct({ stock: 1_000 })).sku;
  });
  afterEach(async () => {
    // What one test leaves behind must not keep the receiver from another.
    await orders?.db.query('DELETE FROM webhook_subscriptions');
  });
  after(async () => {
    await orders?.stop();
    await receiver?.close();
  });

  const api = () => orders.as(admin);
  const place = (more = {}) => orders.placeOrder(orders.newPerson(), [{ sku, quantity: 1 }], more);
  const cancel = ({ id }: Order) => orders.as(orders.staff).post(`/orders/${id}/cancel`, { reason: 'test' });

  /** A subscription with a path of its own at the receiver. */
  async function subscribe(more: Record<string, unknown> = {}) {
    paths += 1;
    const path = `/hooks/${paths}`;
    const { status, body } = await api().post('/webhooks/subscriptions', {
      url: receiver.url(path),
      eventTypes: ['*'],
      ...more,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return { path, id: body.id as string, secret: body.secret as string, version: body.version as number };
  }

  const deliveriesOf = async (subscription: { id: string }): Promise<Delivery[]> =>
    (await api().get(`/webhooks/deliveries?subscriptionId=${subscription.id}`)).body.data;
  const arrived = (path: string, type: string, order: Order): Promise<Received> =>
    eventually(() => {
      const found = receiver.at(path).find(({ event }) => event.type === type && event.subject === order.id);
      if (!found) throw new Error(`no ${type} of ${order.id} has come to ${path}`);
      return found;
    });
  /** The delivery of the event of an order, once it has a status. */
  const settled = (subscription: { id: string }, order: Order, status: string, type = placedType): Promise<Delivery> =>
    eventually(async () => {
      const all = await deliveriesOf(subscription);
      const found = all.find((each) => each.orderId === order.id && each.eventType === type);
      if (found?.status !== status) throw new Error(`the delivery is ${JSON.stringify(found)}`);
      return found;
    });
  const tried = (subscription: { id: string }, order: Order, attempts: number): Promise<Delivery> =>
    eventually(async () => {
      const found = (await deliveriesOf(subscription)).find(({ orderId }) => orderId === order.id);
      const finished = found?.attempts.filter(({ finishedAt }) => finishedAt !== null).length;
      // The attempt may have ended between the reading of the delivery and that of its attempts.
      if (!found || finished !== attempts || found.status === 'sending') {
        throw new Error(`the delivery is ${JSON.stringify(found)}`);
      }
      return found;
    });
  /** Lets what waits for its next try go now. */
  const hurry = async ({ id }: { id: string }): Promise<void> => {
    await orders.db.query('UPDATE webhook_subscriptions SET paused_until = NULL WHERE id = $1', [id]);
    await orders.db.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now() WHERE subscription_id = $1 AND status = 'pending'`,
      [id],
    );
  };

  it('carry each event of an order as it was published, signed', async () => {
    const subscription = await subscribe();
    const order = await place();
    const { headers, text } = await arrived(subscription.path, placedType, order);
    const {
      traceparent: _traceparent,
      requestid: _requestid,
      ...published
    } = await orders.published(placedType, order.id);
    expect(new Webhook(subscription.secret).verify(text, headers)).to.deep.equal(published);
    expect(headers['webhook-id']).to.equal(published.id);
    expect(headers['content-type']).to.equal('application/json');
    const delivery = await settled(subscription, order, 'delivered');
    expect(delivery).to.deep.include({ eventId: published.id, nextAttemptAt: null, lastError: null });
    expect(delivery.attempts).to.have.length(1);
    expect(delivery.attempts[0]).to.include({ number: 1, statusCode: 204, error: null, responseExcerpt: null });
    expect((await api().get(`/webhooks/deliveries/${delivery.id}`)).body).to.deep.equal(delivery);
  });

  it('carry what was asked for alone, from the moment of asking', async () => {
    const before = await place();
    await eventually(async () => {
      expect(await orders.db.query('SELECT 1 FROM event_feed WHERE order_id = $1', [before.id])).to.have.length(1);
    });
    const [all, some] = [await subscribe(), await subscribe({ eventTypes: [canceledType] })];
    const order = await place();
    await cancel(order);
    await arrived(all.path, canceledType, order);
    await arrived(some.path, canceledType, order);
    expect(receiver.at(all.path).map(({ event }) => event.type)).to.deep.equal([placedType, canceledType]);
    expect(receiver.at(some.path).map(({ event }) => event.type)).to.deep.equal([canceledType]);
  });

  it('are sent again after a failure, later events of the order behind them, other orders past them', async () => {
    const subscription = await subscribe();
    let well = false;
    receiver.decide(subscription.path, ({ text }) => (text.includes('stuck') && !well ? 500 : 204));
    const [stuck, other] = [await place({ note: 'stuck' }), await place()];
    await cancel(stuck);
    const came = (type: string, { id }: Order) =>
      receiver.at(subscription.path).filter(({ event }) => event.type === type && event.subject === id);
    await eventually(async () => {
      await hurry(subscription);
      return came(placedType, stuck).length > 2 && came(placedType, other).length > 0;
    });
    expect(came(canceledType, stuck)).to.deep.equal([]);
    well = true;
    await eventually(async () => {
      await hurry(subscription);
      return came(canceledType, stuck).length > 0;
    });
    const types = receiver.at(subscription.path).filter(({ event }) => event.subject === stuck.id);
    expect(types.map(({ event }) => event.type).indexOf(canceledType)).to.equal(types.length - 1);
    expect(new Set(came(placedType, stuck).map(({ headers }) => headers['webhook-id'])).size).to.equal(1);
    const { attempts } = await settled(subscription, stuck, 'delivered');
    expect(attempts[0]).to.include({ statusCode: 500, error: 'answered 500', responseExcerpt: 'status 500' });
    expect(attempts.at(-1)).to.include({ statusCode: 204, error: null });
    expect((await api().get(`/webhooks/subscriptions/${subscription.id}`)).body.failingSince).to.equal(null);
  });

  it('wait a while after a failure, the whole subscription with them', async () => {
    const subscription = await subscribe();
    receiver.decide(subscription.path, () => 503);
    const order = await place();
    const { nextAttemptAt, status, attempts } = await tried(subscription, order, 1);
    expect(status).to.equal('pending');
    const waits = Date.parse(nextAttemptAt ?? '') - Date.parse(attempts[0]?.finishedAt ?? '');
    expect(waits).to.be.within(1_000, 6_000);
    const [row] = await orders.db.query<{ paused: boolean }>(
      'SELECT paused_until > now() AS paused FROM webhook_subscriptions WHERE id = $1',
      [subscription.id],
    );
    expect(row?.paused).to.equal(true);
    expect((await api().get(`/webhooks/subscriptions/${subscription.id}`)).body.failingSince).to.be.a('string');
  });

  it('let the next event of an order go as soon as the one before it was taken', async () => {
    const subscription = await subscribe();
    receiver.decide(subscription.path, () => ({ status: 503, afterMs: 800 }));
    const order = await place();
    await cancel(order);
    await eventually(async () => (await deliveriesOf(subscription)).length === 2);
    const first = await settled(subscription, order, 'pending');
    const second = await settled(subscription, order, 'pending', canceledType);
    expect(Date.parse(second.nextAttemptAt ?? '')).to.be.greaterThan(Date.parse(second.createdAt) + 1_000);
    receiver.decide(subscription.path, () => 204);
    await orders.db.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now() + interval '1 hour' WHERE subscription_id = $1`,
      [subscription.id],
    );
    await api().post(`/webhooks/deliveries/${first.id}/replay`);
    await arrived(subscription.path, canceledType, order);
  });

  it('follow no redirect, and wait for no answer longer than they may', async () => {
    const [moved, silent] = [await subscribe(), await subscribe()];
    receiver.decide(moved.path, () => ({ status: 302, headers: { location: receiver.url('/elsewhere') } }));
    receiver.decide(silent.path, () => 'never');
    const order = await place();
    const [toMoved, toSilent] = await Promise.all([tried(moved, order, 1), tried(silent, order, 1)]);
    expect(toMoved.lastError).to.equal('answered 302; redirects are not followed');
    expect(receiver.at('/elsewhere')).to.deep.equal([]);
    expect(toSilent.attempts[0]).to.include({ statusCode: null, error: 'no answer within 1 s' });
  });

  it('are each sent by one of several replicas at a time, no more than four to one host', async () => {
    const subscription = await subscribe();
    receiver.decide(subscription.path, () => ({ status: 204, afterMs: 10 }));
    const before = receiver.overlapping.length;
    const placed = await Promise.all(Array.from({ length: 30 }, () => place()));
    await eventually(() => receiver.at(subscription.path).length >= 30);
    await eventually(async () => {
      const { body } = await api().get(
        `/webhooks/deliveries?subscriptionId=${subscription.id}&status=delivered&limit=100`,
      );
      return body.data.length === 30;
    });
    const ids = receiver.at(subscription.path).map(({ event }) => event.subject);
    expect(ids.toSorted()).to.deep.equal(placed.map(({ id }) => id).toSorted());
    expect(receiver.overlapping).to.have.length(before);
    expect(receiver.most()).to.be.at.most(4);
  });

  it('go out again when the process that was sending them was killed', async () => {
    const subscription = await subscribe({ active: false });
    const { body: delivery } = await api().post(`/webhooks/subscriptions/${subscription.id}/test`);
    await eventually(() => receiver.at(subscription.path).length === 1);
    await eventually(async () => (await deliveriesOf(subscription))[0]?.status === 'delivered');
    await orders.db.transaction(async (tx) => {
      await tx.query('UPDATE webhook_attempts SET finished_at = NULL, error = NULL WHERE delivery_id = $1', [
        delivery.id,
      ]);
      await tx.query(
        `UPDATE webhook_deliveries SET status = 'sending', leased_by = $2, leased_until = now(), delivered_at = NULL WHERE id = $1`,
        [delivery.id, randomUUID()],
      );
    });
    await eventually(async () => (await deliveriesOf(subscription))[0]?.status === 'delivered');
    const [first, second] = receiver.at(subscription.path);
    expect(second?.headers['webhook-id']).to.equal(first?.headers['webhook-id']);
    const [shown] = await deliveriesOf(subscription);
    expect(shown?.attempts.map(({ error }) => error)).to.deep.equal([
      'the process that was sending it went away',
      null,
    ]);
  });

  it('are signed with both secrets for a day after a rotation', async () => {
    const subscription = await subscribe();
    const { status, body } = await api().post(`/webhooks/subscriptions/${subscription.id}/rotate-secret`);
    expect(status).to.equal(200);
    expect(body.secret)
      .to.match(/^whsec_/)
      .and.not.equal(subscription.secret);
    expect(Date.parse(body.previousSecretUntil) - Date.now()).to.be.within(86_300_000, 86_400_000);
    const first = await place();
    const both = await arrived(subscription.path, placedType, first);
    for (const secret of [subscription.secret, body.secret]) new Webhook(secret).verify(both.text, both.headers);
    await orders.db.query(
      `UPDATE webhook_subscriptions SET previous_secret_until = now() - interval '1 second' WHERE id = $1`,
      [subscription.id],
    );
    const second = await place();
    const one = await arrived(subscription.path, placedType, second);
    new Webhook(body.secret).verify(one.text, one.headers);
    expect(() => new Webhook(subscription.secret).verify(one.text, one.headers)).to.throw();
  });

  it('end with an answer of 410, of which the maker is told; what waits is skipped', async () => {
    const subscription = await subscribe({ description: 'the old shop' });
    receiver.decide(subscription.path, () => ({ status: 410, afterMs: 50 }));
    const order = await place();
    await cancel(order);
    const event = await orders.published('oms.orders.webhook-subscription.disabled.v1', subscription.id);
    const { host } = new URL(receiver.url('/'));
    expect(event.data).to.include({
      subscriptionId: subscription.id,
      host,
      description: 'the old shop',
      reason: 'gone',
    });
    expect(event.data).to.include({ accountId: admin.id, email: admin.email });
    const { body } = await api().get(`/webhooks/subscriptions/${subscription.id}`);
    expect(body).to.include({ active: false, disabledReason: 'gone', version: 2 });
    await settled(subscription, order, 'failed');
    await settled(subscription, order, 'skipped', canceledType);
    expect(receiver.at(subscription.path)).to.have.length(1);
  });

  it('end when nothing but failures has come for three days, and begin anew when somebody sets them active', async () => {
    const subscription = await subscribe();
    receiver.decide(subscription.path, () => 500);
    await tried(subscription, await place(), 1);
    await orders.db.query(
      `UPDATE webhook_subscriptions SET failing_since = now() - interval '3 days', paused_until = NULL WHERE id = $1`,
      [subscription.id],
    );
    await place();
    const event = await orders.published('oms.orders.webhook-subscription.disabled.v1', subscription.id);
    expect(event.data).to.include({ reason: 'failing' });
    const between = await place();
    await eventually(async () => {
      expect(await orders.db.query('SELECT 1 FROM event_feed WHERE order_id = $1', [between.id])).to.have.length(1);
    });
    await eventually(async () => {
      const open = (await deliveriesOf(subscription)).filter(({ status }) => ['pending', 'sending'].includes(status));
      return open.length === 0;
    });
    expect((await deliveriesOf(subscription)).map(({ orderId }) => orderId)).to.not.include(between.id);
    receiver.decide(subscription.path, () => 204);
    const changed = await api().patch(`/webhooks/subscriptions/${subscription.id}`, { active: true }, '"2"');
    expect(changed.body).to.include({ active: true, disabledReason: null, failingSince: null, version: 3 });
    const after = await place();
    await arrived(subscription.path, placedType, after);
    expect(receiver.at(subscription.path).some(({ event: { subject } }) => subject === between.id)).to.equal(false);
  });

  it('can be sent again under the same id, but not while they are being sent', async () => {
    const subscription = await subscribe();
    const order = await place();
    const delivery = await settled(subscription, order, 'delivered');
    receiver.decide(subscription.path, () => ({ status: 204, afterMs: 200 }));
    const replay = () => api().post(`/webhooks/deliveries/${delivery.id}/replay`);
    expect((await replay()).body).to.include({ status: 'pending', deliveredAt: null });
    await eventually(() => receiver.at(subscription.path).length === 2);
    const refused = await replay();
    expect([refused.status, refused.body.code, refused.body.currentStatus]).to.deep.equal([
      409,
      'invalid_transition',
      'sending',
    ]);
    const again = await settled(subscription, order, 'delivered');
    expect(again.attempts).to.have.length(2);
    const [first, second] = receiver.at(subscription.path);
    expect(second?.headers['webhook-id']).to.equal(first?.headers['webhook-id']);
    expect((await api().post(`/webhooks/deliveries/${randomUUID()}/replay`)).status).to.equal(404);
  });

  it('can be tested, once, even before they are active', async () => {
    const subscription = await subscribe({ active: false, eventTypes: [canceledType] });
    receiver.decide(subscription.path, () => 500);
    const { status, body } = await api().post(`/webhooks/subscriptions/${subscription.id}/test`);
    expect([status, body.orderId]).to.deep.equal([201, null]);
    await eventually(async () => (await api().get(`/webhooks/deliveries/${body.id}`)).body.status === 'failed');
    const [{ text, headers, event } = { text: '', headers: {}, event: undefined }] = receiver.at(subscription.path);
    new Webhook(subscription.secret).verify(text, headers);
    expect(event).to.deep.include({ id: body.eventId, type: 'oms.orders.webhook-subscription.tested.v1' });
    expect(event?.data).to.deep.equal({ subscriptionId: subscription.id });
    expect((await api().get(`/webhooks/subscriptions/${subscription.id}`)).body.failingSince).to.equal(null);
  });
});
