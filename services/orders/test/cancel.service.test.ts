import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { expect } from 'chai';
import { type Orders, type Person, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

describe('canceling an order', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());

  const why = { reason: 'Ordered twice' };
  const cancel = (person: Person | undefined, { id }: Pick<Order, 'id'>, options: object = {}, query = '') =>
    orders.as(person).post(`/orders/${id}/cancel${query}`, why, options);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await orders.as(orders.staff).get(`/orders/${id}`)).body;

  async function placed(quantity = 3) {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 10 })];
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity }]);
    return { person, product, order };
  }

  it('releases its stock with a movement, and publishes who canceled and why', async () => {
    const { person, product, order } = await placed();
    const answer = await cancel(person, order);
    expect([answer.status, answer.headers.get('etag')]).to.deep.equal([200, '"2"']);
    expect(answer.body).to.include({ status: 'canceled', paymentStatus: 'pending', version: 2 });
    expect(await read(order)).to.deep.equal(answer.body);
    expect(await orders.stockOf(product)).to.deep.equal({ onHand: 10, reserved: 0, available: 10 });
    const { body } = await orders.as(orders.staff).get(`/products/${product.id}/stock/movements?limit=1`);
    expect(body.data[0]).to.include({ kind: 'release', onHandDelta: 0, reservedDelta: -3, orderId: order.id });
    const event = await orders.published('oms.orders.order.canceled.v1', order.id);
    expect(event.aggregateversion).to.equal(2);
    expect(event.data).to.deep.equal({ order: answer.body, actor: { kind: 'person', id: person.id }, ...why });
    await expectStockToAgree(orders.db);
  });

  it('releases every line of an order, of products that are no longer sold too', async () => {
    const [one, other] = [await orders.newProduct({ stock: 5 }), await orders.newProduct({ stock: 5 })];
    const person = orders.newPerson();
    const order = await orders.placeOrder(person, [
      { sku: other.sku, quantity: 2 },
      { sku: one.sku, quantity: 5 },
    ]);
    expect((await orders.as(orders.staff).delete(`/products/${other.id}`, '"1"')).status).to.equal(204);
    expect((await cancel(person, order)).status).to.equal(200);
    const rows = await orders.db.query('SELECT reserved FROM stock WHERE product_id = ANY ($1::uuid[])', [
      [one.id, other.id],
    ]);
    expect(rows).to.deep.equal([{ reserved: 0 }, { reserved: 0 }]);
    await expectStockToAgree(orders.db);
  });

  it('is for its customer and orders:write; 403 to readers, 404 to others, 401 to nobody', async () => {
    const { person, order } = await placed();
    expect((await cancel(undefined, order)).status).to.equal(401);
    expect((await cancel(orders.newPerson(), order)).status).to.equal(404);
    expect((await cancel(person, { id: randomUUID() })).status).to.equal(404);
    expect((await cancel(orders.newPerson('staff', ['orders:read']), order)).status).to.equal(403);
    expect((await read(order)).status).to.equal('pending');
    expect((await cancel(orders.newPerson('customer', ['orders:write']), order)).status).to.equal(200);
  });

  it('takes a reason', async () => {
    const { person, order } = await placed();
    for (const body of [{}, { reason: '  ' }, { reason: 'x'.repeat(501) }, { ...why, refund: true }]) {
      expect((await orders.as(person).post(`/orders/${order.id}/cancel`, body)).status).to.equal(422);
    }
    expect((await read(order)).version).to.equal(1);
  });

  it('is refused with 409 once the order has ended, and once parts are shipped', async () => {
    const { person, order } = await placed();
    await cancel(person, order);
    const again = await cancel(person, order);
    expect([again.status, again.body.code, again.body.cause]).to.deep.equal([
      409,
      'invalid_transition',
      'invalid_state',
    ]);
    expect(again.body).to.include({ status: 409, currentStatus: 'canceled', version: 2 });
    const shipped = await placed();
    await orders.db.query(`UPDATE orders SET status = 'confirmed' WHERE id = $1`, [shipped.order.id]);
    await orders.db.query('UPDATE order_lines SET shipped = 1 WHERE order_id = $1', [shipped.order.id]);
    const late = await cancel(shipped.person, shipped.order);
    expect([late.status, late.body.code, late.body.cause]).to.deep.equal([
      409,
      'invalid_transition',
      'already_shipped',
    ]);
    expect(await orders.stockOf(shipped.product)).to.include({ reserved: 3 });
    await orders.db.query('UPDATE order_lines SET shipped = 0 WHERE order_id = $1', [shipped.order.id]);
    expect((await cancel(shipped.person, shipped.order)).status).to.equal(200);
  });

  it('answers a repeated Idempotency-Key as it did at first, and releases once', async () => {
    const { person, product, order } = await placed();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await cancel(person, order, { headers });
    const second = await cancel(person, order, { headers, via: 1 });
    expect([second.status, second.headers.get('idempotent-replayed')]).to.deep.equal([200, 'true']);
    expect(second.body).to.deep.equal(first.body);
    expect(await orders.stockOf(product)).to.include({ reserved: 0 });
  });

  it('changes nothing in a dry run', async () => {
    const { person, product, order } = await placed();
    const dry = await cancel(person, order, {}, '?dryRun=true');
    expect([dry.status, dry.body.status]).to.deep.equal([200, 'canceled']);
    expect(await read(order)).to.deep.equal(order);
    expect(await orders.stockOf(product)).to.include({ reserved: 3 });
    await cancel(person, order);
    expect((await cancel(person, order, {}, '?dryRun=true')).status).to.equal(409);
  });

  it('succeeds once when many try at the same moment over two replicas', async () => {
    const { person, product, order } = await placed();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        cancel(index % 3 === 0 ? orders.staff : person, order, { via: index % 2 }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, ...Array(9).fill(409)]);
    expect(await orders.stockOf(product)).to.include({ reserved: 0 });
    await expectStockToAgree(orders.db);
  });

  it('makes room for others while they buy the same products', async () => {
    const [one, other] = [await orders.newProduct({ stock: 20 }), await orders.newProduct({ stock: 20 })];
    const person = orders.newPerson();
    const items = [one, other].map(({ sku }) => ({ sku, quantity: 1 }));
    const open = await Promise.all(Array.from({ length: 20 }, () => orders.placeOrder(person, items)));
    const answers = await Promise.all(
      open.flatMap((order, index) => [
        cancel(person, order, { via: index % 2 }),
        orders.as(person).post('/orders', { ...purchase(items), note: `${index}` }, { via: index % 2 }),
      ]),
    );
    expect(answers.every(({ status }) => [200, 201, 409].includes(status))).to.equal(true);
    await expectStockToAgree(orders.db);
  });

  const purchase = (items: object[]) => ({
    currency: 'EUR',
    items,
    shippingAddress: { name: 'Ada', line1: 'A 1', city: 'Berlin', postalCode: '10117', country: 'DE' },
  });

  describe('is announced by the transitions of the order', () => {
    const transitionsFor = async (person: Person | undefined, { id }: Pick<Order, 'id'>) => {
      const { status, body } = await orders.as(person).get(`/orders/${id}/transitions`);
      const actions = Object.fromEntries(
        (body?.actions ?? []).map((entry: { action: string }) => [entry.action, entry]),
      );
      return { status, body, actions };
    };

    it('which say what is possible for the caller, and why the rest is not', async () => {
      const { person, order } = await placed();
      const { status, body, actions } = await transitionsFor(person, order);
      expect(status).to.equal(200);
      expect(body).to.include({ status: 'pending', fulfillmentStatus: 'unfulfilled', version: 1 });
      expect(actions.cancel).to.include({ possible: true, to: 'canceled', code: null });
      expect(actions.confirm).to.include({ possible: false, to: null, code: 'not_paid' });
      expect(actions.complete).to.include({ possible: false, code: 'invalid_state' });
      expect(actions.expire).to.include({ possible: false, code: 'automatic' });
      const reader = await transitionsFor(orders.newPerson('staff', ['orders:read']), order);
      expect(reader.actions.cancel).to.include({ possible: false, to: null, code: 'forbidden' });
      expect((await transitionsFor(orders.newPerson(), order)).status).to.equal(404);
      expect((await transitionsFor(undefined, order)).status).to.equal(401);
    });

    it('which offer nothing once it has ended, nor canceling once parts are shipped', async () => {
      const { person, order } = await placed();
      await orders.db.query('UPDATE order_lines SET shipped = 1 WHERE order_id = $1', [order.id]);
      expect((await transitionsFor(person, order)).actions.cancel).to.include({ code: 'already_shipped' });
      await orders.db.query('UPDATE order_lines SET shipped = 0 WHERE order_id = $1', [order.id]);
      await cancel(person, order);
      const { body } = await transitionsFor(person, order);
      expect(body).to.include({ status: 'canceled', version: 2 });
      expect(body.actions.filter(({ possible }: { possible: boolean }) => possible)).to.deep.equal([]);
    });
  });
});
