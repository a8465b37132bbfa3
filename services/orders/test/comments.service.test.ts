import { randomUUID } from 'node:crypto';
import { accountErased, type CloudEvent, type EventDefinition, exportRequested, type Order } from '@oms/contracts';
import { expect } from 'chai';
import { consumersOf } from '../src/consumers.ts';
import { type Orders, type Person, startOrders } from './orders-harness.ts';

describe('Comments on an order', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  const newOrderOf = async (person: Person): Promise<Order> => {
    const { sku } = await orders.newProduct();
    return orders.placeOrder(person, [{ sku, quantity: 1 }]);
  };
  const write = (person: Person, { id }: Pick<Order, 'id'>, comment: Record<string, unknown>, headers = {}) =>
    orders.as(person).post(`/orders/${id}/comments`, comment, { headers });
  const read = async (person: Person, { id }: Pick<Order, 'id'>, query = '') =>
    (await orders.as(person).get(`/orders/${id}/comments${query}`)).body;
  const bodies = ({ data }: { data: { body: string }[] }) => data.map(({ body }) => body);

  /** A question, its answer, and what staff note of it. */
  async function conversation(customer: Person): Promise<Order> {
    const order = await newOrderOf(customer);
    await write(customer, order, { body: 'Is it <b>blue</b>?' });
    await write(orders.staff, order, { body: 'It is.' });
    await write(orders.staff, order, { body: 'Asks each time.', visibility: 'internal' });
    return order;
  }

  /** Handles an event as the consumer does. */
  const handle = (definition: EventDefinition, accountId: string): Promise<unknown[]> =>
    orders.db.transaction(async (tx) => {
      const data = { erasureId: randomUUID(), exportId: randomUUID(), accountId, email: `${accountId}@example.com` };
      const event = { type: definition.type, aggregateversion: 1, data } as unknown as CloudEvent;
      for (const { handlers } of consumersOf(orders.context)) {
        for (const handler of handlers) if (handler.definition.type === event.type) await handler.handle(event, tx);
      }
      const rows = await tx.query<{ payload: string }>(
        `SELECT payload FROM outbox WHERE type LIKE 'oms.orders.export%' AND payload LIKE $1 ORDER BY seq`,
        [`%${accountId}%`],
      );
      return rows.map(({ payload }) => JSON.parse(payload).data);
    });

  it('go both ways, each an event that takes the order one version on', async () => {
    const ada = orders.newPerson();
    const order = await newOrderOf(ada);
    const asked = await write(ada, order, { body: '  When will it come?\nI am away. ' });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
    expect(asked.body).to.include({
      orderId: order.id,
      visibility: 'public',
      body: 'When will it come?\nI am away.',
      author: 'customer',
    });
    expect((await orders.as(ada).get(asked.headers.get('location')?.replace('/api/v1', '') ?? '')).body).to.deep.equal(
      asked.body,
    );
    const answered = await write(orders.staff, order, { body: 'Tomorrow.', visibility: 'public' });
    expect(answered.body).to.include({ author: 'staff', body: 'Tomorrow.' });
    expect((await read(ada, order)).data).to.deep.equal([asked.body, answered.body]);
    const { body: now } = await orders.as(ada).get(`/orders/${order.id}`);
    expect(now).to.deep.equal({ ...order, version: 3, updatedAt: answered.body.createdAt });
    const { data } = await orders.published('oms.orders.comment.added.v1', order.id);
    expect(data).to.deep.include({ comment: asked.body, actor: { kind: 'person', id: ada.id } });
  });

  it('of staff among themselves are seen by staff alone, in the timeline too', async () => {
    const ada = orders.newPerson();
    const order = await conversation(ada);
    expect(bodies(await read(orders.staff, order))).to.deep.equal(['Is it <b>blue</b>?', 'It is.', 'Asks each time.']);
    expect(bodies(await read(ada, order))).to.deep.equal(['Is it <b>blue</b>?', 'It is.']);
    const [, , internal] = (await read(orders.staff, order)).data;
    expect(internal).to.include({ author: 'staff', visibility: 'internal' });
    const own = `/orders/${order.id}/comments/${internal.id}`;
    expect((await orders.as(orders.staff).get(own)).status).to.equal(200);
    expect((await orders.as(ada).get(own)).status).to.equal(404);
    expect(JSON.stringify((await orders.as(ada).get(`/orders/${order.id}/timeline`)).body)).not.to.contain('each time');
    const seen = (await orders.as(orders.staff).get(`/orders/${order.id}/timeline`)).body.data;
    expect(seen[3]).to.deep.include({ version: 4, data: { comment: internal } });
  });

  it('come in pages, from either end', async () => {
    const ada = orders.newPerson();
    const order = await conversation(ada);
    const first = await read(orders.staff, order, '?limit=2');
    expect(bodies(first)).to.deep.equal(['Is it <b>blue</b>?', 'It is.']);
    const rest = await read(orders.staff, order, `?limit=2&cursor=${first.nextCursor}`);
    expect([bodies(rest), rest.nextCursor]).to.deep.equal([['Asks each time.'], null]);
    const newest = await read(ada, order, '?limit=1&sort=-createdAt');
    expect(bodies(newest)).to.deep.equal(['It is.']);
    const older = await read(ada, order, `?limit=1&sort=-createdAt&cursor=${newest.nextCursor}`);
    expect([bodies(older), older.nextCursor]).to.deep.equal([['Is it <b>blue</b>?'], null]);
    const mixed = await orders.as(ada).get(`/orders/${order.id}/comments?cursor=${newest.nextCursor}`);
    expect(mixed.status).to.equal(422);
    const madeUp = Buffer.from(JSON.stringify(['createdAt', Number.MAX_SAFE_INTEGER])).toString('base64url');
    expect((await orders.as(ada).get(`/orders/${order.id}/comments?cursor=${madeUp}`)).status).to.equal(422);
  });

  it('are for those whom the order concerns', async () => {
    const ada = orders.newPerson();
    const order = await newOrderOf(ada);
    const stranger = orders.newPerson();
    const reader = orders.newPerson('staff', ['orders:read']);
    expect((await write(stranger, order, { body: 'x' })).status).to.equal(404);
    expect((await read(stranger, order)).status).to.equal(404);
    expect((await write(ada, { id: randomUUID() }, { body: 'x' })).status).to.equal(404);
    for (const [who, visibility] of [
      [ada, 'internal'],
      [reader, 'public'],
      [reader, 'internal'],
    ] as const) {
      const { status, body } = await write(who, order, { body: 'x', visibility });
      expect([status, body.code]).to.deep.equal([403, 'forbidden']);
      expect(body.detail).to.contain('orders:write');
    }
    expect((await orders.call('POST', `/api/v1/orders/${order.id}/comments`, { body: { body: 'x' } })).status).to.equal(
      401,
    );
    await write(orders.staff, order, { body: 'note', visibility: 'internal' });
    expect(bodies(await read(reader, order))).to.deep.equal(['note']);
  });

  it('say between one and 5,000 characters', async () => {
    const ada = orders.newPerson();
    const order = await newOrderOf(ada);
    for (const body of ['', ' \n ', 'x'.repeat(5_001)]) {
      const refused = await write(ada, order, { body });
      expect([refused.status, refused.body.errors?.[0]?.pointer]).to.deep.equal([422, '/body']);
    }
    expect((await write(ada, order, { body: 'x'.repeat(5_000) })).status).to.equal(201);
    expect((await write(ada, order, { body: 'x', visibility: 'secret' })).status).to.equal(422);
  });

  it('are written once however often they are sent, and each once when they come together', async () => {
    const ada = orders.newPerson();
    const order = await newOrderOf(ada);
    const key = { 'idempotency-key': randomUUID() };
    const first = await write(ada, order, { body: 'Hello' }, key);
    const again = await write(ada, order, { body: 'Hello' }, key);
    expect([again.status, again.body]).to.deep.equal([201, first.body]);
    await Promise.all(['a', 'b', 'c', 'd'].map((body) => write(ada, order, { body })));
    const { data } = await read(orders.staff, order);
    expect(data.map(({ body }: { body: string }) => body).sort()).to.deep.equal(['Hello', 'a', 'b', 'c', 'd']);
    expect((await orders.as(ada).get(`/orders/${order.id}`)).body.version).to.equal(6);
  });

  it('are given to the customer who wants to know what is held on them, but for internal ones', async () => {
    const ada = orders.newPerson();
    const order = await conversation(ada);
    await conversation(orders.newPerson());
    const parts = (await handle(exportRequested, ada.id)) as { section: string; entries: unknown[] }[];
    const given = parts.filter(({ section }) => section === 'comments').flatMap(({ entries }) => entries);
    expect(given).to.deep.equal((await read(ada, order)).data);
  });

  it('lose their words once the customer is erased, and their writers’ names once those are', async () => {
    const ada = orders.newPerson();
    const clerk = orders.newPerson('staff');
    const order = await conversation(ada);
    await write(clerk, order, { body: 'It is teal.' });
    const other = await conversation(orders.newPerson());
    await write(clerk, other, { body: 'Sent on Monday.' });
    const named = () => orders.db.query('SELECT 1 FROM order_comments WHERE author_id = $1', [clerk.id]);
    expect(await named()).to.have.length(2);

    await handle(accountErased, ada.id);
    const left = (await read(orders.staff, order)).data;
    expect(left.map(({ body, author }: { body: string; author: string }) => [body, author])).to.deep.equal([
      [null, 'customer'],
      [null, 'staff'],
      [null, 'staff'],
      [null, 'staff'],
    ]);
    expect((await write(ada, order, { body: 'Still there?' })).status).to.equal(404);
    for (const visibility of ['public', 'internal']) {
      const late = await write(orders.staff, order, { body: 'Are you well?', visibility });
      expect([late.status, late.body.code]).to.deep.equal([409, 'account_erased']);
    }
    const timeline = JSON.stringify((await orders.as(orders.staff).get(`/orders/${order.id}/timeline`)).body);
    expect(timeline).not.to.match(/blue|teal|each time/);

    await handle(accountErased, clerk.id);
    expect(await named()).to.deep.equal([]);
    expect(bodies(await read(orders.staff, other))).to.include('Sent on Monday.');
  });
});
