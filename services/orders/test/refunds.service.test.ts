import { randomUUID } from 'node:crypto';
import type { Order, Refund } from '@oms/contracts';
import { expect } from 'chai';
import { eraseCustomer, findEverything } from '../src/privacy/privacy-store.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, type Orders, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('refunds', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());
  afterEach(() => expectMoneyToAgree(orders.db));

  async function paid(parts: readonly number[] = [], price = 1_000, quantity = 3) {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 20, price })];
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity }]);
    for (const amount of parts.length > 0 ? parts : [order.totals.total.amount]) {
      const answer = await orders
        .as(orders.staff)
        .post(`/orders/${order.id}/payments`, { provider: 'manual', amount: eur(amount) });
      expect(answer.status).to.equal(201);
    }
    return { person, product, order };
  }
  const refund = ({ id }: Pick<Order, 'id'>, body: object = {}, options: object = {}, query = ''): Promise<Answer> =>
    orders.as(orders.staff).post(`/orders/${id}/refunds${query}`, { reason: 'Scratched', ...body }, options);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await orders.as(orders.staff).get(`/orders/${id}`)).body;

  it('pay back what is manual at once, with a credit note', async () => {
    const { person, order } = await paid();
    const answer = await refund(order, { amount: eur(1_200) });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body).to.deep.include({ status: 'succeeded', amount: eur(1_200), items: [], reason: 'Scratched' });
    const after = await read(order);
    expect(after.paymentStatus).to.equal('partially_refunded');
    expect(after.totals.refunded).to.deep.equal(eur(1_200));
    await orders.published('oms.orders.refund.requested.v1', order.id);
    const event = await orders.published('oms.orders.refund.succeeded.v1', order.id);
    expect(event.data).to.deep.include({ refund: answer.body });
    expect((await orders.as(person).get(`/orders/${order.id}/refunds`)).body).to.deep.equal({ data: [answer.body] });
    expect((await orders.as(person).get(`/orders/${order.id}/refunds/${answer.body.id}`)).body).to.deep.equal(
      answer.body,
    );
    const notes = await orders.db.query(`SELECT amount FROM documents WHERE order_id = $1 AND kind = 'credit_note'`, [
      order.id,
    ]);
    expect(notes).to.deep.equal([{ amount: 1_200 }]);
  });

  it('never pay back more than was captured: of ten at the same moment, of 30 % each, three do', async () => {
    const { order } = await paid();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => refund(order, { amount: eur(900) }, { via: index % 2 })),
    );
    expect(answers.filter(({ status }) => status === 201)).to.have.length(3);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).to.have.length(7);
    expect(refused[0]?.body).to.deep.include({ code: 'refund_exceeds_captured', refundable: eur(300) });
    expect((await read(order)).totals.refunded).to.deep.equal(eur(2_700));
  });

  it('span as many payments as it takes', async () => {
    const { order } = await paid([1_000, 500, 1_500]);
    expect((await refund(order, { amount: eur(1_800) })).body.status).to.equal('succeeded');
    const { body } = await orders.as(orders.staff).get(`/orders/${order.id}/payments`);
    expect(body.data.map((each: { refunded: { amount: number } }) => each.refunded.amount)).to.deep.equal([
      1_000, 500, 300,
    ]);
    expect((await refund(order)).body.amount).to.deep.equal(eur(1_200));
    expect((await read(order)).paymentStatus).to.equal('refunded');
    expect((await refund(order)).body.cause).to.equal('nothing_to_refund');
  });

  it('pay back pieces by their share of the line, in steps that add up to it', async () => {
    const { order, product } = await paid([], 1_001, 3);
    const [line] = order.lines;
    const tooMany = await refund(order, { items: [{ sku: product.sku, quantity: 4 }] });
    expect([tooMany.status, tooMany.body.cause]).to.deep.equal([409, 'too_many']);
    expect((await refund(order, { items: [{ sku: 'unknown', quantity: 1 }] })).status).to.equal(422);
    const steps: Refund[] = [];
    for (const items of [[{ sku: product.sku, quantity: 1 }], [{ lineId: line?.id, quantity: 2 }]]) {
      const answer = await refund(order, { items });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      steps.push(answer.body);
    }
    expect(steps.map(({ items }) => items[0]?.quantity)).to.deep.equal([1, 2]);
    const sum = (of: (refund: Refund) => number) => steps.map(of).reduce((one, other) => one + other);
    expect(sum(({ amount }) => amount.amount)).to.equal(line?.total.amount);
    expect(sum(({ tax }) => tax.amount)).to.equal(line?.tax.amount);
  });

  it('are for all pieces and shipping where neither amount nor pieces are named', async () => {
    const { order } = await paid();
    const dry = await refund(order, {}, {}, '?dryRun=true');
    expect([dry.status, dry.body.status]).to.deep.equal([200, 'succeeded']);
    expect((await read(order)).totals.refunded).to.deep.equal(eur(0));
    const headers = { 'idempotency-key': randomUUID() };
    const first = await refund(order, {}, { headers });
    expect(first.body).to.deep.include({ amount: order.totals.total, tax: order.totals.tax });
    expect(first.body.items[0].quantity).to.equal(3);
    const second = await refund(order, {}, { headers, via: 1 });
    expect([second.status, second.body]).to.deep.equal([201, first.body]);
  });

  it('leave owed what an edit took off, whatever goes back for pieces, until it goes back itself', async () => {
    const { order, product } = await paid();
    const items = [{ sku: product.sku, quantity: 2 }];
    const edit = await orders.as(orders.staff).post(`/orders/${order.id}/edits`, { items });
    const { version } = await read(order);
    const confirm = `/orders/${order.id}/edits/${edit.body.id}/confirm`;
    const confirmed = await orders.as(orders.staff).post(confirm, { version });
    expect(confirmed.status, JSON.stringify(confirmed.body)).to.equal(200);
    const due = async () => (await read(order)).totals.due;
    const owed = order.totals.total.amount - (await read(order)).totals.total.amount;
    expect(owed).to.be.above(0);
    expect(await due()).to.deep.equal(eur(-owed));
    await refund(order, { items: [{ sku: product.sku, quantity: 1 }] });
    expect(await due()).to.deep.equal(eur(-owed));
    await refund(order, { amount: eur(owed - 100) });
    expect(await due()).to.deep.equal(eur(-100));
    await refund(order);
    expect(await read(order)).to.include({ paymentStatus: 'refunded' });
    expect(await due()).to.deep.equal(eur(0));
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
    await orders.db.query('UPDATE orders SET refunded_surplus = refunded_surplus - 1 WHERE id = $1', [order.id]);
    const found = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(found.checks.filter(({ violations }) => violations > 0).map(({ name }) => name)).to.include(
      'refunds_are_counted',
    );
  });

  it('need payments:write, and of a person a sign-in of late', async () => {
    const { person, order } = await paid();
    const path = `/orders/${order.id}/refunds`;
    const body = { reason: 'Because' };
    expect((await orders.as(person).post(path, body)).status).to.equal(403);
    expect((await orders.as(undefined).post(path, body)).status).to.equal(401);
    const late = await orders.as(orders.newPerson('staff', ['payments:write'], 3_600)).post(path, body);
    expect([late.status, late.body.code]).to.deep.equal([401, 'recent_login_required']);
    expect((await orders.as(orders.staff).post(path, {})).status).to.equal(422);
    expect((await refund(order, { reason: 'Scratched\u0007' })).status).to.equal(422);
    expect((await refund(order, { amount: eur(5), items: [{ sku: 'x', quantity: 1 }] })).status).to.equal(422);
    expect((await refund({ id: randomUUID() })).status).to.equal(404);
    expect((await orders.as(orders.newPerson()).get(path)).status).to.equal(404);
  });

  it('find nothing to pay back where nothing was captured', async () => {
    const [person, product] = [orders.newPerson(), await orders.newProduct()];
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity: 1 }]);
    for (const body of [{}, { amount: eur(1) }]) {
      expect((await refund(order, body)).body).to.include({ code: 'invalid_transition', cause: 'nothing_to_refund' });
    }
  });

  it('are the customer’s to have, and forget why they were made once the customer is erased', async () => {
    const { person, order } = await paid();
    await refund(order, { amount: eur(1_000), reason: 'Ada said it was scratched' });
    const { db } = orders;
    const everything = await db.transaction(async (tx) => {
      const entries = [];
      for await (const entry of findEverything(tx, db.knex, person.id)) entries.push(entry);
      return entries;
    });
    const of = (section: string) => everything.filter((each) => each.section === section).map(({ entry }) => entry);
    expect(of('payments')).to.deep.equal((await orders.as(person).get(`/orders/${order.id}/payments`)).body.data);
    expect(of('refunds')).to.deep.equal((await orders.as(person).get(`/orders/${order.id}/refunds`)).body.data);
    await db.transaction((tx) => eraseCustomer(tx, person.id, orders.context));
    const { body } = await orders.as(orders.staff).get(`/orders/${order.id}/refunds`);
    expect(body.data[0]).to.deep.include({ amount: eur(1_000), reason: null });
  });
});
