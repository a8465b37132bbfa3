import { randomUUID } from 'node:crypto';
import { type Order, permissionsOf } from '@oms/contracts';
import { expect } from 'chai';
import { createOrderReader } from '../src/orders/order-reader.ts';
import { berlin, type Orders, type Person, startOrders } from './orders-harness.ts';

describe('orders', () => {
  let orders: Orders;
  let sku: string;
  before(async () => {
    orders = await startOrders();
    sku = (await orders.newProduct({ stock: 10_000 })).sku;
    await orders.as(orders.staff).post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
    await orders.as(orders.staff).post('/tax-rates', { taxClass: 'standard', country: 'FR', ratePpm: 200_000 });
  });
  after(() => orders?.stop());

  const place = (person: Person, more: object = {}): Promise<Order> =>
    orders.placeOrder(person, [{ sku, quantity: 1 }], more);

  async function pages(person: Person, query: string, onPage: () => Promise<unknown> = async () => undefined) {
    const seen: Order[] = [];
    let cursor: string | null = null;
    do {
      const { status, body } = await orders
        .as(person)
        .get(`/orders?${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(status).to.equal(200);
      seen.push(...body.data);
      cursor = body.nextCursor;
      if (cursor !== null) await onPage();
    } while (cursor !== null);
    return seen;
  }

  describe('reading one', () => {
    it('is for its customer and for staff; to others there is no such order', async () => {
      const ada = orders.newPerson();
      const placed = await place(ada);
      const readBy = async (person: Person | undefined) => (await orders.as(person).get(`/orders/${placed.id}`)).status;
      expect(await readBy(ada)).to.equal(200);
      expect(await readBy(orders.staff)).to.equal(200);
      expect(await readBy(orders.newPerson())).to.equal(404);
      expect(await readBy(undefined)).to.equal(401);
    });

    it('shows each as it stands, whether or not it has changed since it was read last', async () => {
      const ada = orders.newPerson();
      const [changed, same] = [await place(ada), await place(ada)];
      const read = (id: string) => orders.as(ada).get(`/orders/${id}`);
      const [, before] = await Promise.all([read(changed.id), read(same.id)]);
      const patched = await orders.as(ada).patch(`/orders/${changed.id}`, { note: 'Ring twice' }, '"1"');
      expect(patched.status).to.equal(200);
      const [now, after, none] = await Promise.all([read(changed.id), read(same.id), read(randomUUID())]);
      expect(now.body).to.deep.equal(patched.body);
      expect(now.headers.get('etag')).to.equal('"2"');
      expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, '"1"']);
      expect(none.status).to.equal(404);
    });

    it('has the database tell an order anew only once its version is another', async () => {
      const { id, note } = await place(orders.newPerson(), { note: 'First floor' });
      const noteNow = async () => (await orders.as(orders.staff).get(`/orders/${id}`)).body.note;
      expect(await noteNow()).to.equal(note);
      await orders.db.query(`UPDATE orders SET note = 'Second floor' WHERE id = $1`, [id]);
      expect(await noteNow()).to.equal(note);
      await orders.db.query('UPDATE orders SET version = version + 1 WHERE id = $1', [id]);
      expect(await noteNow()).to.equal('Second floor');
    });

    it('brings those of several remembered that have changed, and leaves the others as they are', async () => {
      const [changed, same] = [await place(orders.newPerson()), await place(orders.newPerson())];
      const readOrder = createOrderReader(orders.db);
      const read = async () =>
        (await Promise.all([changed.id, same.id].map(readOrder))).map((order) => [
          order?.version,
          order && JSON.parse(order.json).note,
        ]);
      const before = await read();
      await orders.db.query(`UPDATE orders SET note = 'Second floor', version = 2 WHERE id = $1`, [changed.id]);
      await orders.db.query(`UPDATE orders SET note = 'Unheard of' WHERE id = $1`, [same.id]);
      expect(await read()).to.deep.equal([[2, 'Second floor'], before[1]]);
    });

    it('answers each with the order that it asked for, however many are read at once', async () => {
      const people = Array.from({ length: 12 }, () => orders.newPerson());
      const placed = await Promise.all(people.map((person) => place(person)));
      const asked = Array.from({ length: 60 }, (_, index) => ({
        person: people[index % 12],
        order: placed[(index * 5) % 12],
      }));
      const answers = await Promise.all(
        asked.map(({ person, order }) => orders.as(person).get(`/orders/${order?.id.toUpperCase()}`)),
      );
      for (const [index, { status, body }] of answers.entries()) {
        const { person, order } = asked[index] ?? {};
        expect(status).to.equal(order?.customerId === person?.id ? 200 : 404);
        if (status === 200) expect(body).to.deep.equal(order);
      }
    });

    it('answers 404 for an id that is unknown, or no id at all', async () => {
      expect((await orders.as(orders.staff).get(`/orders/${randomUUID()}`)).status).to.equal(404);
      expect((await orders.as(orders.staff).get('/orders/A-100001')).status).to.equal(404);
    });
  });

  describe('a list', () => {
    it('shows customers their own orders, newest first, and staff all', async () => {
      const [ada, bo] = [orders.newPerson(), orders.newPerson()];
      const placed = [await place(ada), await place(bo), await place(ada)];
      const ids = placed.map(({ id }) => id);
      expect((await pages(ada, 'limit=1')).map(({ id }) => id)).to.deep.equal([ids[2], ids[0]]);
      const all = await orders.as(orders.staff).get('/orders?limit=3');
      expect(all.body.data.map(({ id }: Order) => id)).to.deep.equal(ids.toReversed());
      expect(all.body.data[0]).to.deep.equal(placed[2]);
      const oldestFirst = await pages(ada, 'sort=placedAt&limit=1');
      expect(oldestFirst.map(({ id }) => id)).to.deep.equal([ids[0], ids[2]]);
    });

    it('refuses customers who ask for somebody else’s', async () => {
      const [ada, bo] = [orders.newPerson(), orders.newPerson()];
      expect((await orders.as(ada).get(`/orders?customerId=${bo.id}`)).status).to.equal(403);
      expect((await orders.as(ada).get(`/orders?customerId=${ada.id}`)).status).to.equal(200);
    });

    it('shows every order once though orders are placed between its pages', async () => {
      const ada = orders.newPerson();
      const before: string[] = [];
      for (let count = 0; count < 7; count += 1) before.push((await place(ada)).id);
      const seen = await pages(ada, 'limit=2', () => place(ada));
      expect(seen.map(({ id }) => id)).to.deep.equal(before.toReversed());
    });

    it('filters by state, number, sku and time', async () => {
      const ada = orders.newPerson();
      const other = await orders.newProduct();
      const first = await place(ada);
      const second = await orders.placeOrder(ada, [{ sku: other.sku, quantity: 1 }]);
      const third = await place(ada);
      await orders.db.query(`UPDATE orders SET status = 'confirmed', payment_status = 'paid' WHERE id = $1`, [
        first.id,
      ]);
      const found = async (query: string) => (await pages(ada, query)).map(({ id }) => id);
      expect(await found('status=confirmed')).to.deep.equal([first.id]);
      expect(await found('status=pending&limit=1')).to.deep.equal([third.id, second.id]);
      expect(await found('paymentStatus=paid')).to.deep.equal([first.id]);
      expect(await found('fulfillmentStatus=shipped')).to.deep.equal([]);
      expect(await found(`number=${second.number}`)).to.deep.equal([second.id]);
      expect(await found(`number=${second.number.toLowerCase()}`)).to.deep.equal([second.id]);
      expect(await found(`sku=${other.sku}`)).to.deep.equal([second.id]);
      const after = encodeURIComponent(second.placedAt);
      const since = async (name: string) => (await found(`${name}=${after}`)).includes(second.id);
      expect(await since('placedAfter')).to.equal(false);
      expect(await since('placedBefore')).to.equal(false);
      const justBefore = encodeURIComponent(new Date(Date.parse(second.placedAt) - 1).toISOString());
      const justAfter = encodeURIComponent(new Date(Date.parse(second.placedAt) + 1).toISOString());
      expect(await found(`placedAfter=${justBefore}&placedBefore=${justAfter}`)).to.include(second.id);
    });

    it('searches number, e-mail, sku, names and addresses', async () => {
      const ada = orders.newPerson();
      const placed = await place(ada, {
        shippingAddress: { ...berlin, name: 'Zacharias Öztürk', city: 'Castrop-Rauxel' },
      });
      for (const q of [placed.number, ada.email.slice(0, 20), 'zacharias', 'öztürk castrop', sku.toLowerCase()]) {
        const found = await pages(ada, `q=${encodeURIComponent(q)}`);
        expect(
          found.map(({ id }) => id),
          q,
        ).to.deep.equal([placed.id]);
      }
      expect(await pages(ada, 'q=zacharias%20hamburg')).to.deep.equal([]);
      // Characters that mean something to LIKE mean themselves.
      expect(await pages(ada, 'q=%25')).to.deep.equal([]);
    });

    it('refuses with 422 a cursor it did not make, another sort’s, and parameters it does not know', async () => {
      const ada = orders.newPerson();
      await place(ada);
      await place(ada);
      const { nextCursor } = (await orders.as(ada).get('/orders?limit=1')).body;
      for (const query of [
        'cursor=nonsense',
        `cursor=${nextCursor}&sort=placedAt`,
        'offset=10',
        'limit=0',
        'limit=101',
        'status=lost',
        'placedAfter=yesterday',
      ]) {
        expect((await orders.as(ada).get(`/orders?${query}`)).status, query).to.equal(422);
      }
    });
  });

  describe('changing one', () => {
    const read = async (id: string) => (await orders.as(orders.staff).get(`/orders/${id}`)).body as Order;

    it('lets its customer change addresses, note and metadata, and publishes what changed', async () => {
      const ada = orders.newPerson();
      const placed = await place(ada, { note: 'old', metadata: { a: '1' } });
      const shippingAddress = { ...berlin, line1: 'Alexanderplatz 1' };
      const change = { shippingAddress, note: null, metadata: { b: '2' } };
      const answer = await orders.as(ada).patch(`/orders/${placed.id}`, change, '"1"');
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('etag')).to.equal('"2"');
      expect(answer.body).to.deep.include({ shippingAddress, note: null, metadata: { b: '2' }, version: 2 });
      expect(answer.body.totals).to.deep.equal(placed.totals);
      expect(await read(placed.id)).to.deep.equal(answer.body);
      const event = await orders.published('oms.orders.order.updated.v1', placed.id);
      expect(event.aggregateversion).to.equal(2);
      expect(event.data).to.deep.equal({
        order: answer.body,
        actor: { kind: 'person', id: ada.id },
        changed: ['shippingAddress', 'note', 'metadata'],
      });
    });

    it('keeps the version when nothing changes', async () => {
      const ada = orders.newPerson();
      const placed = await place(ada, { note: 'same' });
      const answer = await orders.as(ada).patch(`/orders/${placed.id}`, { note: 'same' }, '"1"');
      expect([answer.status, answer.headers.get('etag')]).to.deep.equal([200, '"1"']);
    });

    it('answers 428 without If-Match, 412 to a stale one, 422 to an unknown field', async () => {
      const ada = orders.newPerson();
      const { id } = await place(ada);
      expect((await orders.as(ada).patch(`/orders/${id}`, { note: 'x' }, null)).status).to.equal(428);
      const stale = await orders.as(ada).patch(`/orders/${id}`, { note: 'x' }, '"7"');
      expect([stale.status, stale.body.currentVersion, stale.body.changed]).to.deep.equal([412, 1, undefined]);
      expect((await orders.as(ada).patch(`/orders/${id}`, { status: 'completed' }, '"1"')).status).to.equal(422);
      expect((await read(id)).version).to.equal(1);
    });

    it('lets one of two changes at the same version through', async () => {
      const ada = orders.newPerson();
      const { id } = await place(ada);
      const answers = await Promise.all(
        ['one', 'other'].map((note) => orders.as(ada).patch(`/orders/${id}`, { note }, '"1"')),
      );
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 412]);
      const late = answers.find(({ status }) => status === 412);
      expect(late?.body).to.deep.include({ currentVersion: 2, changed: ['/note'] });
    });

    it('is 404 to others and 403 to those who may only read', async () => {
      const { id } = await place(orders.newPerson());
      expect((await orders.as(orders.newPerson()).patch(`/orders/${id}`, { note: 'x' }, '"1"')).status).to.equal(404);
      const reader = orders.newPerson('staff', ['orders:read']);
      expect((await orders.as(reader).patch(`/orders/${id}`, { note: 'x' }, '"1"')).status).to.equal(403);
    });

    it('is for staff alone once the order is no longer pending', async () => {
      const ada = orders.newPerson();
      const { id } = await place(ada);
      await orders.db.query(`UPDATE orders SET status = 'confirmed' WHERE id = $1`, [id]);
      const refused = await orders.as(ada).patch(`/orders/${id}`, { note: 'x' }, '"1"');
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'invalid_transition']);
      expect((await orders.as(orders.staff).patch(`/orders/${id}`, { note: 'x' }, '"1"')).status).to.equal(200);
    });

    it('keeps where an order goes once it is on its way', async () => {
      const { id } = await place(orders.newPerson());
      await orders.db.query(`UPDATE orders SET status = 'confirmed', fulfillment_status = 'shipped' WHERE id = $1`, [
        id,
      ]);
      const change = { shippingAddress: { ...berlin, city: 'Potsdam' } };
      const refused = await orders.as(orders.staff).patch(`/orders/${id}`, change, '"1"');
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'invalid_transition']);
    });

    it('takes another street of the same place, whatever its rates of tax are by now', async () => {
      const ada = orders.newPerson();
      const monaco = { ...berlin, city: 'Monaco', country: 'MC' };
      const { sku } = await orders.newProduct();
      const rate = { taxClass: 'standard', country: 'MC', ratePpm: 200_000 };
      const { body: taxRate } = await orders.as(orders.staff).post('/tax-rates', rate);
      const { id, lines } = await orders.placeOrder(ada, [{ sku, quantity: 1 }], { shippingAddress: monaco });
      await orders.as(orders.staff).patch(`/tax-rates/${taxRate.id}`, { ratePpm: 210_000 }, '*');
      const moved = { shippingAddress: { ...monaco, line1: '2 Quai des Sanbarbani' } };
      const answer = await orders.as(ada).patch(`/orders/${id}`, moved, '"1"');
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      expect(answer.body).to.deep.include({ ...moved, lines });
    });

    it('refuses an address that is taxed differently', async () => {
      const ada = orders.newPerson();
      const { id } = await place(ada);
      const change = { shippingAddress: { ...berlin, country: 'FR' } };
      const refused = await orders.as(ada).patch(`/orders/${id}`, change, '"1"');
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'tax_would_change']);
      expect((await read(id)).shippingAddress?.country).to.equal('DE');
    });
  });

  it('are seen in full by an API’s permission alone, whatever the role', async () => {
    const reader = orders.newPerson('customer', ['orders:read']);
    const placed = await place(orders.newPerson());
    expect((await orders.as(reader).get(`/orders/${placed.id}`)).status).to.equal(200);
    expect(permissionsOf(['customer'])).to.deep.equal([]);
  });
});
