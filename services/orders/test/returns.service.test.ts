import { randomUUID } from 'node:crypto';
import { type Order, type OrderReturn, orderReturn } from '@oms/contracts';
import { expect } from 'chai';
import { eraseCustomer, findEverything } from '../src/privacy/privacy-store.ts';
import type { Product } from '../src/products/product.ts';
import { type Answer, type Orders, type Person, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

describe('returns', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({ RETURN_WINDOW_DAYS: '14' }, 2);
  });
  after(() => orders?.stop());

  const reason = 'Too small';
  const staff = () => orders.as(orders.staff);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> => (await staff().get(`/orders/${id}`)).body;
  const brief = ({ status, body }: Answer) => [status, body.code, body.cause];
  const request = (
    person: Person | undefined,
    order: Pick<Order, 'id'>,
    items: object[],
    options: object = {},
    query = '',
  ) => orders.as(person).post(`/orders/${order.id}/returns${query}`, { items, reason }, options);
  const act = (person: Person | undefined, given: OrderReturn, how: string, body?: object, options: object = {}) =>
    orders.as(person).post(`/orders/${given.orderId}/returns/${given.id}/${how}`, body, options);

  const actionOf = async (person: Person, { id }: Pick<Order, 'id'>) =>
    (await orders.as(person).get(`/orders/${id}/transitions`)).body.actions.find(
      ({ action }: { action: string }) => action === 'request_return',
    );

  /** An order of which all is shipped, and delivered unless told otherwise. */
  async function shipped(quantities: number[], { delivered = true } = {}) {
    const person = orders.newPerson();
    const products = await Promise.all(quantities.map(() => orders.newProduct({ stock: 20, price: 0 })));
    const items = products.map(({ sku }, index) => ({ sku, quantity: quantities[index] ?? 0 }));
    const placed = await orders.placeOrder(person, items);
    const parcel = (await staff().post(`/orders/${placed.id}/shipments`)).body;
    if (delivered) await staff().post(`/orders/${placed.id}/shipments/${parcel.id}/deliver`);
    return { person, products: products as [Product, ...Product[]], order: await read(placed), parcel };
  }

  async function approved(person: Person, order: Order, items: object[]): Promise<OrderReturn> {
    const { body } = await request(person, order, items);
    const answer = await act(orders.staff, body, 'approve');
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body;
  }

  it('are asked for by the customer, approved with an answer, and received back into stock', async () => {
    const { person, products, order } = await shipped([3, 2]);
    const [{ sku }] = products;
    const asked = await request(person, order, [{ sku, quantity: 2 }]);
    expect(asked.status).to.equal(201);
    expect(asked.headers.get('location')).to.equal(`/api/v1/orders/${order.id}/returns/${asked.body.id}`);
    expect(orderReturn.parse(asked.body)).to.deep.equal(asked.body);
    expect(asked.body).to.deep.include({ status: 'requested', reason, answer: null, restocked: null, refundId: null });
    const [line] = order.lines as [Order['lines'][0]];
    const pieces = { lineId: line.id, sku, name: line.name, quantity: 2 };
    expect(asked.body.items).to.deep.equal([{ ...pieces, received: null }]);
    const told = await orders.published('oms.orders.return.requested.v1', order.id);
    expect(told.data).to.deep.equal({
      order: await read(order),
      actor: { kind: 'person', id: person.id },
      return: asked.body,
    });
    const answer = 'Use the label in the parcel';
    const agreed = await act(orders.staff, asked.body, 'approve', { answer });
    expect(agreed.body).to.deep.equal({
      ...asked.body,
      status: 'approved',
      answer,
      updatedAt: agreed.body.updatedAt,
    });
    expect((await read(order)).lines[0]).to.include({ returned: 0 });
    const came = await act(orders.staff, asked.body, 'receive', { restock: true });
    expect(came.body).to.deep.include({ status: 'received', restocked: true, answer, refundId: null });
    expect(came.body.items).to.deep.equal([{ ...pieces, received: 2 }]);
    expect((await read(order)).lines.map(({ returned }) => returned)).to.deep.equal([2, 0]);
    expect(await orders.stockOf(products[0])).to.deep.equal({ onHand: 19, reserved: 0, available: 19 });
    const movements = await staff().get(`/products/${products[0].id}/stock/movements?limit=1`);
    expect(movements.body.data[0]).to.include({ kind: 'return', onHandDelta: 2, reservedDelta: 0, orderId: order.id });
    await orders.published('oms.orders.return.approved.v1', order.id);
    await orders.published('oms.orders.return.received.v1', order.id);
    expect((await orders.as(person).get(`/orders/${order.id}/returns/${asked.body.id}`)).body).to.deep.equal(came.body);
    await expectStockToAgree(orders.db);
  });

  it('leave the stock alone where what came cannot be sold again, and count what came where it is less', async () => {
    const { person, products, order } = await shipped([3, 2]);
    const [one, other] = products as [Product, Product];
    const items = [
      { sku: one.sku, quantity: 3 },
      { sku: other.sku, quantity: 1 },
    ];
    const agreed = await approved(person, order, items);
    const excessive = await act(orders.staff, agreed, 'receive', {
      restock: false,
      items: [{ sku: other.sku, quantity: 2 }],
    });
    expect(brief(excessive)).to.deep.equal([409, 'invalid_transition', 'too_many']);
    expect(excessive.body.errors[0].pointer).to.equal('/items/0/quantity');
    const came = await act(orders.staff, agreed, 'receive', { restock: false, items: [{ sku: one.sku, quantity: 2 }] });
    expect(came.body.items.map(({ received }: { received: number }) => received)).to.deep.equal([2, 0]);
    expect((await read(order)).lines.map(({ returned }) => returned)).to.deep.equal([2, 0]);
    expect(await orders.stockOf(one)).to.include({ onHand: 17 });
    // What did not come can be asked for again.
    expect((await request(person, order, [{ sku: one.sku, quantity: 1 }])).status).to.equal(201);
    await expectStockToAgree(orders.db);
  });

  it('never hold more than was shipped and is neither returned nor about to be', async () => {
    const { person, products, order } = await shipped([3]);
    const [{ sku }] = products;
    const tooMany = await request(person, order, [
      { sku, quantity: 2 },
      { lineId: order.lines[0]?.id, quantity: 2 },
    ]);
    expect(brief(tooMany)).to.deep.equal([409, 'invalid_transition', 'too_many']);
    expect(tooMany.body.errors).to.deep.equal([
      { pointer: '/items/1/quantity', in: 'body', code: 'too_many', detail: 'comes to 4; 3 are left to send back' },
    ]);
    const first = await approved(person, order, [{ sku, quantity: 2 }]);
    expect(brief(await request(person, order, [{ sku, quantity: 2 }]))[2]).to.equal('too_many');
    await act(orders.staff, first, 'receive', { restock: true });
    expect(brief(await request(person, order, [{ sku, quantity: 2 }]))[2]).to.equal('too_many');
    expect((await request(person, order, [{ sku, quantity: 1 }])).status).to.equal(201);
    expect(brief(await request(person, order, [{ sku, quantity: 1 }]))[2]).to.equal('nothing_to_return');
  });

  it('are refused for orders of which nothing was shipped, and for what an order does not hold', async () => {
    const person = orders.newPerson();
    const { sku } = await orders.newProduct({ price: 0 });
    const order = await orders.placeOrder(person, [{ sku, quantity: 2 }]);
    expect(brief(await request(person, order, [{ sku, quantity: 1 }]))[2]).to.equal('nothing_to_return');
    await staff().post(`/orders/${order.id}/shipments`);
    const unknown = await request(person, order, [{ sku: 'nope', quantity: 1 }]);
    expect([unknown.status, unknown.body.errors[0].pointer]).to.deep.equal([422, '/items/0/sku']);
    for (const [body, pointer] of [
      [{ items: [], reason }, '/items'],
      [{ items: [{ sku, quantity: 1 }] }, '/reason'],
      [{ items: [{ sku, quantity: 1 }], reason: ' ' }, '/reason'],
    ] as const) {
      const refused = await orders.as(person).post(`/orders/${order.id}/returns`, body);
      expect([refused.status, refused.body.errors[0].pointer]).to.deep.equal([422, pointer]);
    }
    const canceled = await orders.placeOrder(person, [{ sku, quantity: 2 }]);
    await orders.as(person).post(`/orders/${canceled.id}/cancel`, { reason });
    expect(brief(await request(person, canceled, [{ sku, quantity: 1 }]))[2]).to.equal('invalid_state');
  });

  it('can be asked for by customers until the window closes after arrival, by staff later, too', async () => {
    const { person, products, order, parcel } = await shipped([2]);
    const items = [{ sku: products[0].sku, quantity: 1 }];
    const arrived = (days: number) =>
      orders.db.query(
        `UPDATE shipments SET shipped_at = now() - interval '100 days', delivered_at = now() - make_interval(days => $2)
          WHERE id = $1`,
        [parcel.id, days],
      );
    await arrived(15);
    expect(brief(await request(person, order, items))).to.deep.equal([409, 'invalid_transition', 'return_window_over']);
    expect(await actionOf(person, order)).to.include({ possible: false, code: 'return_window_over' });
    expect(await actionOf(orders.staff, order)).to.include({ possible: true });
    expect((await request(orders.staff, order, items)).status).to.equal(201);
    await arrived(13);
    expect(await actionOf(person, order)).to.include({ possible: true });
    expect((await request(person, order, items)).status).to.equal(201);
  });

  it('can be asked for by customers as far as the parcels go that came in time', async () => {
    const person = orders.newPerson();
    const { sku } = await orders.newProduct({ price: 0 });
    const order = await orders.placeOrder(person, [{ sku, quantity: 4 }]);
    const items = [{ sku, quantity: 2 }];
    const parcels = `/orders/${order.id}/shipments`;
    const old = (await staff().post(parcels, { items })).body;
    await orders.db.query(`UPDATE shipments SET shipped_at = now() - interval '15 days' WHERE id = $1`, [old.id]);
    const stayed = (await staff().post(parcels, { items })).body;
    await staff().post(`${parcels}/${stayed.id}/cancel`);
    expect(brief(await request(person, order, items))[2]).to.equal('return_window_over');
    await staff().post(parcels, { items: [{ sku, quantity: 1 }] });
    const late = await request(person, order, items);
    expect(brief(late)).to.deep.equal([409, 'invalid_transition', 'return_window_over']);
    expect(late.body.errors[0]).to.include({ pointer: '/items/0/quantity', code: 'return_window_over' });
    expect((await request(person, order, [{ sku, quantity: 1 }])).status).to.equal(201);
  });

  it('are rejected with an answer, withdrawn by the customer until approved, canceled by staff until received', async () => {
    const { person, products, order } = await shipped([4]);
    const items = [{ sku: products[0].sku, quantity: 4 }];
    const first = (await request(person, order, items)).body;
    expect((await act(orders.staff, first, 'reject')).status).to.equal(422);
    const rejected = await act(orders.staff, first, 'reject', { answer: 'It was worn' });
    expect(rejected.body).to.include({ status: 'rejected', answer: 'It was worn' });
    await orders.published('oms.orders.return.rejected.v1', order.id);
    expect(brief(await act(orders.staff, first, 'approve'))).to.deep.equal([
      409,
      'invalid_transition',
      'invalid_state',
    ]);
    const second = (await request(person, order, items)).body;
    expect(brief(await act(orders.staff, second, 'receive', { restock: true }))[2]).to.equal('invalid_state');
    expect((await act(person, second, 'cancel')).body.status).to.equal('canceled');
    await orders.published('oms.orders.return.canceled.v1', order.id);
    const third = await approved(person, order, items);
    expect(brief(await act(person, third, 'cancel'))[2]).to.equal('invalid_state');
    expect((await act(orders.staff, third, 'cancel')).body.status).to.equal('canceled');
    const fourth = await approved(person, order, items);
    await act(orders.staff, fourth, 'receive', { restock: true });
    expect(brief(await act(orders.staff, fourth, 'cancel'))[2]).to.equal('invalid_state');
    expect(brief(await act(orders.staff, fourth, 'receive', { restock: true }))[2]).to.equal('invalid_state');
  });

  it('are for the customer and staff: 401 to nobody, 404 to others, 403 to readers and for what staff decide', async () => {
    const { person, products, order } = await shipped([2]);
    const items = [{ sku: products[0].sku, quantity: 1 }];
    const stranger = orders.newPerson();
    const reader = orders.newPerson('staff', ['orders:read']);
    for (const [who, status] of [
      [undefined, 401],
      [stranger, 404],
      [reader, 403],
    ] as const) {
      expect((await request(who, order, items)).status).to.equal(status);
    }
    const [one, other] = [(await request(person, order, items)).body, (await request(person, order, items)).body];
    for (const how of ['approve', 'reject', 'receive']) expect((await act(person, one, how, {})).status).to.equal(403);
    expect((await act(stranger, one, 'cancel')).status).to.equal(404);
    expect((await act(reader, one, 'cancel')).status).to.equal(403);
    const path = `/orders/${order.id}/returns`;
    expect((await orders.as(stranger).get(path)).status).to.equal(404);
    expect((await orders.as(stranger).get(`${path}/${one.id}`)).status).to.equal(404);
    expect((await orders.as(reader).get(path)).body).to.deep.equal({ data: [one, other], nextCursor: null });
    const page = (await orders.as(person).get(`${path}?limit=1`)).body;
    expect((await orders.as(person).get(`${path}?limit=1&cursor=${page.nextCursor}`)).body.data).to.deep.equal([other]);
    const foreign = (await shipped([1])).order;
    expect((await act(orders.staff, { ...one, orderId: foreign.id }, 'approve')).status).to.equal(404);
  });

  it('are tried without being made, and made once under one Idempotency-Key', async () => {
    const { person, products, order } = await shipped([1]);
    const items = [{ sku: products[0].sku, quantity: 1 }];
    expect((await request(person, order, items, {}, '?dryRun=true')).status).to.equal(200);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = [
      await request(person, order, items, { headers }),
      await request(person, order, items, { headers, via: 1 }),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 201]);
    expect(answers[0]?.body).to.deep.equal(answers[1]?.body);
    const agreed = answers[0]?.body;
    await act(orders.staff, agreed, 'approve');
    expect((await act(orders.staff, agreed, 'receive?dryRun=true', { restock: true })).body.status).to.equal(
      'received',
    );
    expect(await orders.stockOf(products[0])).to.include({ onHand: 19 });
    const key = { headers: { 'idempotency-key': randomUUID() } };
    for (let time = 0; time < 2; time += 1) {
      expect((await act(orders.staff, agreed, 'receive', { restock: true }, key)).status).to.equal(200);
    }
    expect(await orders.stockOf(products[0])).to.include({ onHand: 20 });
  });

  it('of the same pieces are asked for once, and taken in once, when two try at the same time', async () => {
    const { person, products, order } = await shipped([3]);
    const items = [{ sku: products[0].sku, quantity: 2 }];
    const asked = await Promise.all([0, 1].map((via) => request(person, order, items, { via })));
    expect(asked.map(({ status }) => status).toSorted()).to.deep.equal([201, 409]);
    const given = asked.find(({ status }) => status === 201)?.body;
    const decided = await Promise.all([
      act(orders.staff, given, 'approve'),
      act(orders.staff, given, 'approve', {}, { via: 1 }),
    ]);
    expect(decided.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
    const taken = await Promise.all(
      [0, 1].map((via) => act(orders.staff, given, 'receive', { restock: true }, { via })),
    );
    expect(taken.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
    expect(await orders.stockOf(products[0])).to.include({ onHand: 19 });
    await expectStockToAgree(orders.db);
  });

  it('keep a shipment from being taken back that they hold pieces of', async () => {
    const { person, products, order, parcel } = await shipped([2], { delivered: false });
    const given = (await request(person, order, [{ sku: products[0].sku, quantity: 1 }])).body;
    const cancel = () => staff().post(`/orders/${order.id}/shipments/${parcel.id}/cancel`);
    expect(brief(await cancel())).to.deep.equal([409, 'invalid_transition', 'returned']);
    await act(orders.staff, given, 'approve');
    await act(orders.staff, given, 'receive', { restock: true });
    expect(brief(await cancel())[2]).to.equal('returned');
    expect((await staff().post(`/orders/${order.id}/shipments/${parcel.id}/deliver`)).status).to.equal(200);
    expect((await read(order)).status).to.equal('completed');
    await expectStockToAgree(orders.db);
  });

  it('stand among the actions that are possible with an order, until all is on its way back', async () => {
    const { person, products, order } = await shipped([2]);
    expect(await actionOf(person, order)).to.include({ possible: true, to: 'completed', code: null });
    await request(person, order, [{ sku: products[0].sku, quantity: 2 }]);
    expect(await actionOf(person, order)).to.include({ possible: false, code: 'nothing_to_return' });
  });

  it('are told to whom they are of, and lose all words when that person is erased', async () => {
    const { person, products, order } = await shipped([2]);
    const { body: given } = await request(person, order, [{ sku: products[0].sku, quantity: 1 }]);
    const { body: agreed } = await act(orders.staff, given, 'approve', { answer: 'Use the label' });
    const sections: Record<string, unknown[]> = {};
    await orders.db.transaction(async (tx) => {
      for await (const { section, entry } of findEverything(tx, orders.db.knex, person.id)) {
        sections[section] = [...(sections[section] ?? []), entry];
      }
    });
    expect(sections.returns).to.deep.equal([agreed]);
    expect(sections.shipments).to.have.length(1);
    await orders.db.transaction((tx) => eraseCustomer(tx, person.id, orders.context));
    const path = `/orders/${order.id}/returns/${given.id}`;
    expect((await staff().get(path)).body).to.deep.equal({ ...agreed, reason: null, answer: null });
    const timeline = JSON.stringify((await staff().get(`/orders/${order.id}/timeline`)).body);
    expect(timeline).to.not.include(reason).and.not.include('Use the label');
    const came = await act(orders.staff, given, 'receive', { restock: true });
    expect(came.body).to.include({ status: 'received', reason: null });
  });
});
