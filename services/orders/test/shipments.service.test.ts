import { randomUUID } from 'node:crypto';
import { type Order, type Shipment, shipment as shipmentSchema } from '@oms/contracts';
import { expect } from 'chai';
import { eraseCustomer, findEverything } from '../src/privacy/privacy-store.ts';
import type { Product } from '../src/products/product.ts';
import { type Answer, type Orders, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

describe('shipments', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());

  const staff = () => orders.as(orders.staff);
  const ship = (order: Pick<Order, 'id'>, body?: unknown, options: object = {}, query = '') =>
    staff().post(`/orders/${order.id}/shipments${query}`, body, options);
  const settle = (parcel: Shipment, how: 'deliver' | 'cancel', options: object = {}, query = '') =>
    staff().post(`/orders/${parcel.orderId}/shipments/${parcel.id}/${how}${query}`, undefined, options);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> => (await staff().get(`/orders/${id}`)).body;
  const lastMovement = async ({ id }: Product) =>
    (await staff().get(`/products/${id}/stock/movements?limit=1`)).body.data[0];
  const brief = ({ status, body }: Answer) => [status, body.code, body.cause];

  /** An order that costs nothing is confirmed when it is placed. */
  async function confirmed(...quantities: number[]) {
    const person = orders.newPerson();
    const products = await Promise.all(quantities.map(() => orders.newProduct({ stock: 20, price: 0 })));
    const items = products.map(({ sku }, index) => ({ sku, quantity: quantities[index] ?? 0 }));
    const order = await orders.placeOrder(person, items);
    expect(order.status).to.equal('confirmed');
    return { person, products, order };
  }

  it('take what is left unless told otherwise, off what is on hand and reserved, with one movement a product', async () => {
    const { products, order } = await confirmed(3, 2);
    const given = { carrier: 'DHL', trackingNumber: 'JD01', trackingUrl: 'https://dhl.example/JD01' };
    const answer = await ship(order, given);
    expect(answer.status).to.equal(201);
    expect(answer.headers.get('location')).to.equal(`/api/v1/orders/${order.id}/shipments/${answer.body.id}`);
    expect(shipmentSchema.parse(answer.body)).to.deep.equal(answer.body);
    expect(answer.body).to.deep.include({ orderId: order.id, status: 'shipped', deliveredAt: null, ...given });
    expect(answer.body.items).to.deep.equal(
      order.lines.map(({ id: lineId, sku, name, quantity }) => ({ lineId, sku, name, quantity })),
    );
    const after = await read(order);
    expect(after).to.include({ status: 'confirmed', fulfillmentStatus: 'shipped', version: order.version + 1 });
    expect(after.lines.map(({ shipped, delivered }) => [shipped, delivered])).to.deep.equal([
      [3, 0],
      [2, 0],
    ]);
    const [first] = products as [Product];
    expect(await orders.stockOf(first)).to.deep.equal({ onHand: 17, reserved: 0, available: 17 });
    expect(await lastMovement(first)).to.include({ kind: 'shipment', onHandDelta: -3, reservedDelta: -3 });
    const event = await orders.published('oms.orders.shipment.shipped.v1', order.id);
    expect(event.data).to.deep.equal({
      order: after,
      actor: { kind: 'person', id: orders.staff.id },
      shipment: answer.body,
    });
    await expectStockToAgree(orders.db);
  });

  it('go in several parcels, named by line or sku, and the order is completed when the last has arrived', async () => {
    const { order } = await confirmed(3, 2);
    const [one, other] = order.lines as [Order['lines'][0], Order['lines'][0]];
    const first = await ship(order, {
      items: [
        { sku: one.sku, quantity: 1 },
        { lineId: one.id, quantity: 1 },
      ],
    });
    expect(first.body.items).to.deep.equal([{ lineId: one.id, sku: one.sku, name: one.name, quantity: 2 }]);
    expect((await read(order)).fulfillmentStatus).to.equal('partially_shipped');
    const second = await ship(order, { items: [{ lineId: other.id, quantity: 2 }] });
    const third = await ship(order);
    expect(third.body.items).to.deep.equal([{ lineId: one.id, sku: one.sku, name: one.name, quantity: 1 }]);
    expect((await read(order)).fulfillmentStatus).to.equal('shipped');
    const delivered = await settle(first.body, 'deliver');
    expect(delivered.body).to.deep.equal({
      ...first.body,
      status: 'delivered',
      deliveredAt: delivered.body.deliveredAt,
    });
    expect(await read(order)).to.include({ status: 'confirmed', fulfillmentStatus: 'partially_delivered' });
    await settle(second.body, 'deliver');
    await settle(third.body, 'deliver');
    const done = await read(order);
    expect(done).to.include({ status: 'completed', fulfillmentStatus: 'delivered' });
    expect(done.lines.map((line) => line.delivered)).to.deep.equal([3, 2]);
    await orders.published('oms.orders.shipment.delivered.v1', order.id);
    expect((await orders.published('oms.orders.order.completed.v1', order.id)).aggregateversion).to.equal(done.version);
    expect(brief(await settle(third.body, 'cancel'))).to.deep.equal([409, 'invalid_transition', 'invalid_state']);
    expect(brief(await ship(order))).to.deep.equal([409, 'invalid_transition', 'invalid_state']);
    const { body } = await staff().get(`/orders/${order.id}/timeline`);
    expect(body.data.at(-2).data.shipment).to.include({ id: third.body.id, status: 'delivered' });
  });

  it('are taken back until they arrive: the pieces are on hand and reserved as before, and can be shipped anew', async () => {
    const { products, order } = await confirmed(4);
    const [product] = products as [Product];
    const { body: parcel } = await ship(order, { items: [{ sku: product.sku, quantity: 3 }] });
    const answer = await settle(parcel, 'cancel');
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.equal({ ...parcel, status: 'canceled', canceledAt: answer.body.canceledAt });
    expect(await orders.stockOf(product)).to.deep.equal({ onHand: 20, reserved: 4, available: 16 });
    expect(await lastMovement(product)).to.include({ kind: 'shipment', onHandDelta: 3, reservedDelta: 3 });
    expect(await read(order)).to.include({ status: 'confirmed', fulfillmentStatus: 'unfulfilled' });
    await orders.published('oms.orders.shipment.canceled.v1', order.id);
    for (const how of ['cancel', 'deliver'] as const) {
      const again = await settle(parcel, how);
      expect(brief(again)).to.deep.equal([409, 'invalid_transition', 'invalid_state']);
      expect(again.body).to.include({ status: 409, currentStatus: 'canceled' });
    }
    expect((await ship(order)).body.items[0].quantity).to.equal(4);
    await expectStockToAgree(orders.db);
  });

  it('never hold more than is left to ship, and the answer points at what is too many', async () => {
    const { order, products } = await confirmed(3, 1);
    const [one, other] = products as [Product, Product];
    await ship(order, { items: [{ sku: one.sku, quantity: 2 }] });
    const answer = await ship(order, {
      items: [
        { sku: other.sku, quantity: 1 },
        { sku: one.sku, quantity: 1 },
        { lineId: order.lines[0]?.id, quantity: 1 },
      ],
    });
    expect(brief(answer)).to.deep.equal([409, 'invalid_transition', 'too_many']);
    expect(answer.body.errors).to.deep.equal([
      { pointer: '/items/2/quantity', in: 'body', code: 'too_many', detail: 'comes to 2; 1 are left to ship' },
    ]);
    expect((await read(order)).lines.map(({ shipped }) => shipped)).to.deep.equal([2, 0]);
    await ship(order);
    expect(brief(await ship(order))).to.deep.equal([409, 'invalid_transition', 'already_shipped']);
  });

  it('are refused with 422 for what is not in the order or makes no sense', async () => {
    const { order, products } = await confirmed(3);
    const sku = products[0]?.sku;
    const refusal = async (body: unknown) => {
      const answer = await ship(order, body);
      return [answer.status, answer.body.errors?.[0]?.pointer, answer.body.errors?.[0]?.code];
    };
    const items = (...of: unknown[]) => refusal({ items: of });
    expect(await items({ sku: 'nope', quantity: 1 })).to.deep.equal([422, '/items/0/sku', 'unknown_sku']);
    const lineId = randomUUID();
    expect(await items({ lineId, quantity: 1 })).to.deep.equal([422, '/items/0/lineId', 'unknown_line']);
    expect(await items()).to.deep.equal([422, '/items', 'too_small']);
    expect(await items({ sku, quantity: 0 })).to.deep.equal([422, '/items/0/quantity', 'too_small']);
    expect(await items({ quantity: 1 })).to.deep.equal([422, '/items/0', 'line_or_sku']);
    expect(await items({ sku, lineId, quantity: 1 })).to.deep.equal([422, '/items/0', 'line_or_sku']);
    expect((await refusal({ trackingUrl: 'javascript:alert(1)' })).slice(0, 2)).to.deep.equal([422, '/trackingUrl']);
    expect((await refusal({ trackingNo: 'x' })).slice(0, 2)).to.deep.equal([422, '/trackingNo']);
    expect((await read(order)).version).to.equal(order.version);
  });

  it('are refused for orders that are not paid, canceled or unknown', async () => {
    const person = orders.newPerson();
    const { sku } = await orders.newProduct();
    const order = await orders.placeOrder(person, [{ sku, quantity: 1 }]);
    expect(brief(await ship(order))).to.deep.equal([409, 'invalid_transition', 'not_paid']);
    await orders.as(person).post(`/orders/${order.id}/cancel`, { reason: 'changed my mind' });
    expect(brief(await ship(order))).to.deep.equal([409, 'invalid_transition', 'invalid_state']);
    expect((await ship({ id: randomUUID() })).status).to.equal(404);
  });

  it('wait until an order is paid by what was not paid back', async () => {
    const { sku } = await orders.newProduct({ price: 1_000 });
    const order = await orders.placeOrder(orders.newPerson(), [{ sku, quantity: 2 }]);
    const pay = async (amount: number) => {
      const body = { provider: 'manual', amount: { amount, currency: 'EUR' } };
      expect((await staff().post(`/orders/${order.id}/payments`, body)).status).to.equal(201);
    };
    await pay(1_000);
    expect((await staff().post(`/orders/${order.id}/refunds`, { reason: 'paid by mistake' })).status).to.equal(201);
    await pay(1_000);
    expect((await read(order)).status).to.equal('pending');
    expect(brief(await ship(order))).to.deep.equal([409, 'invalid_transition', 'not_paid']);
    await pay(1_000);
    const paid = await read(order);
    expect([paid.status, paid.totals.due.amount]).to.deep.equal(['confirmed', 0]);
    await staff().post(`/orders/${order.id}/refunds`, {
      amount: { amount: 100, currency: 'EUR' },
      reason: 'for the delay',
    });
    expect((await ship(order)).status).to.equal(201);
  });

  it('are made by orders:write alone, and seen by who sees the order', async () => {
    const { person, order } = await confirmed(2);
    const path = `/orders/${order.id}/shipments`;
    expect((await orders.as(person).post(path)).status).to.equal(403);
    expect((await orders.as(undefined).post(path)).status).to.equal(401);
    const first = (await ship(order, { items: [{ lineId: order.lines[0]?.id, quantity: 1 }] })).body;
    const second = (await ship(order)).body;
    for (const how of ['deliver', 'cancel']) {
      expect((await orders.as(person).post(`${path}/${first.id}/${how}`)).status).to.equal(403);
    }
    expect((await orders.as(person).get(path)).body).to.deep.equal({ data: [first, second], nextCursor: null });
    const page = (await orders.as(person).get(`${path}?limit=1`)).body;
    expect(page.data).to.deep.equal([first]);
    expect((await staff().get(`${path}?limit=1&cursor=${page.nextCursor}`)).body.data).to.deep.equal([second]);
    expect((await orders.as(person).get(`${path}/${second.id}`)).body).to.deep.equal(second);
    const stranger = orders.as(orders.newPerson());
    for (const hidden of [path, `${path}/${first.id}`]) expect((await stranger.get(hidden)).status).to.equal(404);
    const foreign = (await confirmed(1)).order;
    expect((await staff().get(`/orders/${foreign.id}/shipments/${first.id}`)).status).to.equal(404);
    expect((await settle({ ...first, orderId: foreign.id }, 'cancel')).status).to.equal(404);
  });

  it('are tried without being made, and made once under one Idempotency-Key', async () => {
    const { order, products } = await confirmed(2);
    const tried = await ship(order, undefined, {}, '?dryRun=true');
    expect([tried.status, tried.body.status]).to.deep.equal([200, 'shipped']);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = [await ship(order, {}, { headers }), await ship(order, {}, { headers, via: 1 })];
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 201]);
    expect(answers[1]?.body).to.deep.equal(answers[0]?.body);
    const parcel = answers[0]?.body;
    expect((await settle(parcel, 'cancel', {}, '?dryRun=true')).body.status).to.equal('canceled');
    expect((await settle(parcel, 'deliver', {}, '?dryRun=true')).body.status).to.equal('delivered');
    expect((await staff().get(`/orders/${order.id}/shipments`)).body.data).to.deep.equal([parcel]);
    expect(await orders.stockOf(products[0] as Product)).to.include({ onHand: 18 });
  });

  it('of the last pieces are made once when two ship them at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { order } = await confirmed(2, 1);
      const answers = await Promise.all([0, 1].map((via) => ship(order, undefined, { via })));
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([201, 409]);
      const parcel = answers.find(({ status }) => status === 201)?.body;
      const ends = await Promise.all([settle(parcel, 'deliver'), settle(parcel, 'cancel', { via: 1 })]);
      expect(ends.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
    }
    await expectStockToAgree(orders.db);
  });

  it('of the same products from many orders move the stock of both without a deadlock', async () => {
    const [one, other] = [await orders.newProduct({ price: 0 }), await orders.newProduct({ price: 0 })];
    const items = [one, other].map(({ sku }) => ({ sku, quantity: 1 }));
    const placed = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        orders.placeOrder(orders.newPerson(), index % 2 === 0 ? items : items.toReversed()),
      ),
    );
    const answers = await Promise.all(placed.map((order, index) => ship(order, undefined, { via: index % 2 })));
    expect(answers.map(({ status }) => status)).to.deep.equal(placed.map(() => 201));
    expect(await orders.stockOf(one)).to.deep.equal({ onHand: 88, reserved: 0, available: 88 });
    await expectStockToAgree(orders.db);
  });

  it('are told to the customer, and lose what carriers track them by when that person is erased', async () => {
    const { person, order } = await confirmed(2);
    const given = { carrier: 'DHL', trackingNumber: 'JD02', trackingUrl: 'https://dhl.example/JD02' };
    const { body: parcel } = await ship(order, given);
    const held: unknown[] = [];
    await orders.db.transaction(async (tx) => {
      for await (const each of findEverything(tx, orders.db.knex, person.id)) held.push(each);
    });
    expect(held).to.deep.include({ section: 'shipments', entry: parcel });
    const timeline = async () => JSON.stringify((await staff().get(`/orders/${order.id}/timeline`)).body);
    expect(await timeline()).to.include('JD02');
    await orders.db.transaction((tx) => eraseCustomer(tx, person.id, orders.context));
    const { body } = await staff().get(`/orders/${order.id}/shipments/${parcel.id}`);
    expect(body).to.deep.equal({ ...parcel, trackingNumber: null, trackingUrl: null });
    expect(await timeline()).to.not.include('JD02');
    expect((await settle(parcel, 'deliver')).status).to.equal(200);
  });

  it('stand among the actions that are possible with an order', async () => {
    const { person, order } = await confirmed(1);
    const actionOf = async (who = orders.staff) =>
      (await orders.as(who).get(`/orders/${order.id}/transitions`)).body.actions.find(
        ({ action }: { action: string }) => action === 'ship',
      );
    expect(await actionOf()).to.include({ possible: true, to: 'confirmed', code: null });
    expect(await actionOf(person)).to.include({ possible: false, code: 'forbidden' });
    await ship(order);
    expect(await actionOf()).to.include({ possible: false, code: 'already_shipped' });
  });
});
