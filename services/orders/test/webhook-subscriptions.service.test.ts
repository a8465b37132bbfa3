import { randomUUID } from 'node:crypto';
import { accountErased, accountVerified, type CloudEvent, type EventDefinition } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { consumersOf } from '../src/consumers.ts';
import { redactLateOrders } from '../src/privacy/privacy-store.ts';
import { deleteRemovedDeliveries } from '../src/webhooks/delivery-store.ts';
import { disableSubscription } from '../src/webhooks/subscription-store.ts';
import { type Orders, type Person, startOrders } from './orders-harness.ts';

const url = 'https://shop.example/hooks';
const eventTypes = ['oms.orders.order.placed.v1'];

describe('subscriptions to webhooks', () => {
  let orders: Orders;
  let admin: Person;
  before(async () => {
    orders = await startOrders();
    admin = orders.newPerson('admin');
  });
  after(() => orders?.stop());

  const api = () => orders.as(admin);
  const create = async (body: Record<string, unknown> = {}) => {
    const answer = await api().post('/webhooks/subscriptions', { url, eventTypes, ...body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer;
  };
  const handle = (definition: EventDefinition, data: Record<string, unknown>) =>
    orders.db.transaction(async (tx) => {
      const event = { type: definition.type, aggregateversion: 1, data } as CloudEvent;
      const handlers = consumersOf(orders.context).flatMap((each) => each.handlers);
      for (const handler of handlers.filter((each) => each.definition.type === event.type))
        await handler.handle(event, tx);
    });

  it('show their secret once, and keep it sealed', async () => {
    const { body, headers } = await create({ description: ' the shop ' });
    expect(body).to.deep.include({
      url,
      eventTypes,
      description: 'the shop',
      active: true,
      createdBy: admin.id,
      version: 1,
    });
    expect(headers.get('etag')).to.match(/^"1-/);
    const { secret, ...shown } = body;
    const read = await orders.as(admin).get(headers.get('location')?.replace('/api/v1', '') ?? '');
    expect([read.body, read.headers.get('etag')]).to.deep.equal([shown, headers.get('etag')]);
    const rows = await orders.db.query('SELECT * FROM webhook_subscriptions WHERE id = $1', [body.id]);
    expect(JSON.stringify(rows)).to.not.contain(secret).and.not.contain(secret.replace('whsec_', ''));
  });

  it('are for those alone who may have them', async () => {
    const { body } = await create();
    for (const person of [orders.newPerson(), orders.staff]) {
      const as = orders.as(person);
      const answers = await Promise.all([
        as.get('/webhooks/subscriptions'),
        as.get(`/webhooks/subscriptions/${body.id}`),
        as.post('/webhooks/subscriptions', { url, eventTypes }),
        as.patch(`/webhooks/subscriptions/${body.id}`, { active: false }, '"1"'),
        as.delete(`/webhooks/subscriptions/${body.id}`, '"1"'),
        as.post(`/webhooks/subscriptions/${body.id}/rotate-secret`),
        as.post(`/webhooks/subscriptions/${body.id}/test`),
        as.get('/webhooks/deliveries'),
        as.get('/events'),
      ]);
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([403]));
    }
  });

  it('are refused where webhooks cannot be sent, and say why', async () => {
    for (const bad of ['http://shop.example', 'https://127.1', 'https://[::1]/', 'https://ada:x@shop.example', 'x']) {
      const { status, body } = await api().post('/webhooks/subscriptions', { url: bad, eventTypes });
      expect([status, body.errors?.[0]?.pointer], bad).to.deep.equal([422, '/url']);
    }
    for (const bad of [[], ['oms.orders.order.plcaed.v1'], ['oms.auth.session.started.v1']]) {
      const { status } = await api().post('/webhooks/subscriptions', { url, eventTypes: bad });
      expect(status, JSON.stringify(bad)).to.equal(422);
    }
    const { body } = await create();
    const moved = await api().patch(`/webhooks/subscriptions/${body.id}`, { url: 'https://10.0.0.1' }, '"1"');
    expect(moved.status).to.equal(422);
  });

  it('change with the version that was seen, and can be removed', async () => {
    const { body } = await create();
    const path = `/webhooks/subscriptions/${body.id}`;
    expect((await api().patch(path, { active: false }, null)).status).to.equal(428);
    const changed = await api().patch(
      path,
      { active: false, description: 'x', eventTypes: ['*', ...eventTypes] },
      '"1"',
    );
    expect(changed.body).to.deep.include({ url, active: false, description: 'x', eventTypes: ['*'], version: 2 });
    expect((await api().patch(path, { active: true }, '"1"')).status).to.equal(412);
    expect((await api().delete(path, '"1"')).status).to.equal(412);
    expect((await api().delete(path, '"2"')).status).to.equal(204);
    const answers = await Promise.all([
      api().get(path),
      api().delete(path, '"2"'),
      api().post(`${path}/rotate-secret`),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404]);
  });

  it('are removed at once, however many deliveries they have, which are deleted by and by', async () => {
    const { body } = await create();
    const { body: other } = await create();
    const insert = (subscriptionId: string, count: number, status: string) =>
      orders.db.query(
        `INSERT INTO webhook_deliveries
           (id, subscription_id, event_id, event_type, occurred_at, in_order, status, next_attempt_at)
         SELECT gen_random_uuid(), $1, gen_random_uuid(), 'x', now(), false, $3, CASE $3 WHEN 'pending' THEN now() + interval '1 day' END
           FROM generate_series(1, $2)`,
        [subscriptionId, count, status],
      );
    await insert(body.id, 2_500, 'delivered');
    await insert(body.id, 1, 'pending');
    await insert(other.id, 1, 'delivered');
    const [{ id } = { id: '' }] = await orders.db.query<{ id: string }>(
      'SELECT id FROM webhook_deliveries WHERE subscription_id = $1 LIMIT 1',
      [body.id],
    );
    expect((await api().delete(`/webhooks/subscriptions/${body.id}`, '"1"')).status).to.equal(204);
    const shown = async (path: string) => (await api().get(path)).body.data?.length;
    expect(await shown(`/webhooks/deliveries?subscriptionId=${body.id}`)).to.equal(0);
    expect(await shown(`/webhooks/deliveries?subscriptionId=${other.id}`)).to.equal(1);
    expect((await api().get(`/webhooks/deliveries/${id}`)).status).to.equal(404);
    expect((await api().post(`/webhooks/deliveries/${id}/replay`)).status).to.equal(404);
    const left = async (sql: string) => (await orders.db.query(sql, [body.id])).length;
    await eventually(async () => {
      expect(await left('SELECT 1 FROM webhook_deliveries WHERE subscription_id = $1')).to.equal(0);
      expect(await left('SELECT 1 FROM webhook_removals WHERE subscription_id = $1')).to.equal(0);
    });
    expect(await shown(`/webhooks/deliveries?subscriptionId=${other.id}`)).to.equal(1);
    await api().delete(`/webhooks/subscriptions/${other.id}`, '"1"');
    await eventually(async () => expect(await orders.db.query('SELECT 1 FROM webhook_removals')).to.deep.equal([]));
  });

  it('lose a limited number of deliveries at a time once they are removed', async () => {
    const subscriptionId = randomUUID();
    // Dispatchers do not see them before the commit.
    await orders.db.transaction(async (tx) => {
      await tx.query('INSERT INTO webhook_removals VALUES ($1)', [subscriptionId]);
      await tx.query(
        `INSERT INTO webhook_deliveries (id, subscription_id, event_id, event_type, occurred_at, in_order, status)
         SELECT gen_random_uuid(), $1, gen_random_uuid(), 'x', now(), false, 'delivered' FROM generate_series(1, 5)`,
        [subscriptionId],
      );
      const sizes: number[] = [];
      for (let round = 0; round < 3; round += 1) sizes.push(await deleteRemovedDeliveries(tx, 3));
      expect(sizes).to.deep.equal([3, 2, 0]);
    });
  });

  it('are listed by pages, as are deliveries', async () => {
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) made.push((await create({ active: false })).body.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await api().get(`/webhooks/subscriptions?limit=2${query}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).to.include.members(made);
    expect(seen).to.deep.equal([...new Set(seen)].toSorted());
    for (let count = 0; count < 3; count += 1) await api().post(`/webhooks/subscriptions/${made[0]}/test`);
    const first = await api().get(`/webhooks/deliveries?subscriptionId=${made[0]}&limit=2`);
    const second = await api().get(
      `/webhooks/deliveries?subscriptionId=${made[0]}&limit=2&cursor=${first.body.nextCursor}`,
    );
    expect([first.body.data.length, second.body.data.length, second.body.nextCursor]).to.deep.equal([2, 1, null]);
    expect((await api().get(`/webhooks/deliveries?subscriptionId=${randomUUID()}`)).body.data).to.deep.equal([]);
    expect((await api().get('/webhooks/deliveries?status=nonsense')).status).to.equal(422);
  });

  it('forget their maker once that person is erased, and go on', async () => {
    const maker = orders.newPerson('admin');
    const { body } = await orders.as(maker).post('/webhooks/subscriptions', { url, eventTypes });
    const known = `${randomUUID()}@example.com`;
    await handle(accountVerified, { accountId: maker.id, email: known });
    await orders.db.transaction(async (tx) => {
      expect((await disableSubscription(tx, body.id, 'failing'))?.email).to.equal(known);
      await tx.query('UPDATE webhook_subscriptions SET active = true, disabled_reason = NULL WHERE id = $1', [body.id]);
    });
    await handle(accountErased, { erasureId: randomUUID(), accountId: maker.id });
    // A request that was under way while the account was erased.
    const late = await orders.as(maker).post('/webhooks/subscriptions', { url, eventTypes });
    await redactLateOrders(orders.context);
    expect((await api().get(`/webhooks/subscriptions/${late.body.id}`)).body.createdBy).to.equal(null);
    const { body: after } = await api().get(`/webhooks/subscriptions/${body.id}`);
    expect([after.createdBy, after.active]).to.deep.equal([null, true]);
    const rows = await orders.db.query('SELECT * FROM webhook_subscriptions WHERE id = $1', [body.id]);
    expect(JSON.stringify(rows)).to.not.contain(maker.id).and.not.contain(known);
  });
});

describe('the events of all orders', () => {
  let orders: Orders;
  let sku: string;
  before(async () => {
    orders = await startOrders();
    sku = (await orders.newProduct()).sku;
  });
  after(() => orders?.stop());

  const read = (query = '') => orders.as(orders.newPerson('admin')).get(`/events${query}`);
  const place = () => orders.placeOrder(orders.newPerson(), [{ sku, quantity: 1 }]);

  it('can be read by pages, in their order, and polled from the end on', async () => {
    const placed = [await place(), await place(), await place()];
    await eventually(async () => (await read()).body.data.length === 3);
    const first = await read('?limit=2');
    const second = await read(`?limit=2&after=${first.body.nextCursor}`);
    expect([...first.body.data, ...second.body.data].map(({ subject }: CloudEvent) => subject)).to.deep.equal(
      placed.map(({ id }) => id),
    );
    const {
      traceparent: _traceparent,
      requestid: _requestid,
      ...published
    } = await orders.published('oms.orders.order.placed.v1', placed[0]?.id ?? '');
    expect(first.body.data[0]).to.deep.equal(published);
    const end = await read(`?after=${second.body.nextCursor}`);
    expect(end.body).to.deep.equal({ data: [], nextCursor: second.body.nextCursor });
    expect((await read('?after=latest')).body).to.deep.equal(end.body);
    const next = await place();
    await eventually(async () => {
      const { body } = await read(`?after=${end.body.nextCursor}`);
      expect(body.data.map(({ subject }: CloudEvent) => subject)).to.deep.equal([next.id]);
    });
  });

  it('can be had by type, and those of others are not looked through again', async () => {
    const order = await place();
    await orders.as(orders.staff).post(`/orders/${order.id}/cancel`, { reason: 'test' });
    await orders.published('oms.orders.order.canceled.v1', order.id);
    const canceled = await eventually(async () => {
      const { body } = await read('?type=oms.orders.order.canceled.v1');
      expect(body.data.map(({ subject }: CloudEvent) => subject)).to.deep.equal([order.id]);
      return body;
    });
    const none = await read('?type=oms.orders.order.expired.v1');
    expect(none.body).to.deep.equal({ data: [], nextCursor: canceled.nextCursor });
    const wrong = await Promise.all([
      read('?type=oms.orders.order.plcaed.v1'),
      read('?after=nonsense'),
      read('?after=WyJhIl0'),
    ]);
    expect(wrong.map(({ status, body }) => [status, body.errors[0].pointer])).to.deep.equal([
      [422, '/type'],
      [422, '/after'],
      [422, '/after'],
    ]);
  });
});
