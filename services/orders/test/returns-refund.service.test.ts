import { randomUUID } from 'node:crypto';
import type { Order, OrderReturn, Refund } from '@oms/contracts';
import { expect } from 'chai';
import { OrderChange } from '../src/orders/order-change.ts';
import { theSystem } from '../src/orders/order-events.ts';
import { lockOrder } from '../src/orders/order-store.ts';
import { returnsRefunded } from '../src/returns/note-refunded.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Orders, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';
import { expectStockToAgree } from './stock-ledger.ts';
import { answerAsStripe, type StripeApi, stripeSettings } from './stripe-api.ts';

describe('refunds of returns', () => {
  let orders: Orders;
  let method: string;
  before(async () => {
    orders = await startOrders();
    await staff().post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
    const prices = [{ amount: 500, currency: 'EUR' }];
    method = (await staff().post('/shipping-methods', { code: 'parcel', name: 'Parcel', prices })).body.code;
    await staff().post('/discounts', { code: 'TENTH', name: 'A tenth off', kind: 'percentage', ratePpm: 100_000 });
  });
  after(() => orders?.stop());
  afterEach(async () => {
    await Promise.all([expectMoneyToAgree(orders.db), expectStockToAgree(orders.db)]);
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
  });

  const staff = () => orders.as(orders.staff);
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> => (await staff().get(`/orders/${id}`)).body;
  const refundsOf = async ({ id }: Pick<Order, 'id'>): Promise<Refund[]> =>
    (await staff().get(`/orders/${id}/timeline?limit=100`)).body.data
      .filter(({ type }: { type: string }) => type === 'oms.orders.refund.succeeded.v1')
      .map(({ data }: { data: { refund: Refund } }) => data.refund);

  /** Three pieces at 3.33 with a tenth off, and shipping of 5.00: paid, shipped and delivered. */
  async function delivered(pay: object = {}, quantity = 3) {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 20, price: 333 })];
    const more = { shippingMethod: method, discountCodes: ['TENTH'] };
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity }], more);
    const paid = await staff().post(`/orders/${order.id}/payments`, { provider: 'manual', ...pay });
    expect(paid.status, JSON.stringify(paid.body)).to.equal(201);
    const parcel = await staff().post(`/orders/${order.id}/shipments`);
    expect(parcel.status, JSON.stringify(parcel.body)).to.equal(201);
    await staff().post(`/orders/${order.id}/shipments/${parcel.body.id}/deliver`);
    return { person, product, order: await read(order), sku: product.sku };
  }

  async function approved(order: Order, quantity: number): Promise<OrderReturn> {
    const items = [{ lineId: order.lines[0]?.id, quantity }];
    const { body } = await staff().post(`/orders/${order.id}/returns`, { items, reason: 'Too small' });
    return (await staff().post(`/orders/${order.id}/returns/${body.id}/approve`)).body;
  }

  const receive = ({ orderId, id }: OrderReturn, body: object = {}, query = '') =>
    staff().post(`/orders/${orderId}/returns/${id}/receive${query}`, { restock: true, ...body });

  it('are made when it is received: the share of the line after discount, with its tax, and a credit note', async () => {
    const { order } = await delivered();
    const [line] = order.lines as [Order['lines'][0]];
    expect(line.total.amount).to.equal(899);
    const answer = await receive(await approved(order, 1));
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    expect(answer.body).to.include({ status: 'refunded', restocked: true });
    const [refund] = (await refundsOf(order)) as [Refund];
    expect(refund).to.deep.include({
      id: answer.body.refundId,
      returnId: answer.body.id,
      status: 'succeeded',
      amount: eur(300),
      tax: eur(48),
      shipping: eur(0),
      reason: null,
    });
    expect(refund.items).to.have.length(1);
    expect(refund.items[0]).to.deep.include({ lineId: line.id, quantity: 1, amount: eur(300), tax: eur(48) });
    const after = await read(order);
    expect(after).to.include({ status: 'completed', paymentStatus: 'partially_refunded' });
    expect(after.totals.refunded).to.deep.equal(eur(300));
    const documents = await orders.db.query(
      `SELECT amount FROM documents WHERE order_id = $1 AND kind = 'credit_note'`,
      [order.id],
    );
    expect(documents).to.deep.equal([{ amount: 300 }]);
    const event = await orders.published('oms.orders.return.refunded.v1', order.id);
    expect(event.data).to.deep.include({ return: answer.body, order: after });
    const { body } = await staff().get(`/orders/${order.id}/timeline?limit=100`);
    expect(
      body.data.slice(-4).map(({ type }: { type: string }) => type.split('.').slice(2, 4).join(' ')),
    ).to.deep.equal(['return received', 'refund requested', 'refund succeeded', 'return refunded']);
  });

  it('of all pieces one by one come to the line’s total, and with shipping to all that was paid', async () => {
    const { order } = await delivered();
    for (const refundShipping of [false, true, true]) await receive(await approved(order, 1), { refundShipping });
    const refunds = await refundsOf(order);
    expect(refunds.reduce((sum, { amount }) => sum + amount.amount, 0)).to.equal(899 + 500);
    expect(refunds.reduce((sum, { shipping }) => sum + shipping.amount, 0)).to.equal(500);
    expect(refunds.reduce((sum, { tax }) => sum + tax.amount, 0)).to.equal(order.totals.tax.amount);
    expect(await read(order)).to.include({ paymentStatus: 'refunded' });
  });

  it('are for what came where it is less than was requested', async () => {
    const { order, sku } = await delivered();
    const answer = await receive(await approved(order, 3), { items: [{ sku, quantity: 2 }] });
    expect(answer.body.status).to.equal('refunded');
    expect((await read(order)).totals.refunded).to.deep.equal(eur(599));
  });

  it('are left out where staff say so, where nothing was paid, and where all was paid back before', async () => {
    const { order } = await delivered();
    const kept = await receive(await approved(order, 1), { refund: false });
    expect(kept.body).to.include({ status: 'received', refundId: null });
    const path = `/orders/${order.id}/returns/${kept.body.id}/refund`;
    expect((await orders.as(orders.newPerson('staff', ['orders:write'])).post(path)).status).to.equal(403);
    expect((await orders.as(orders.newPerson('staff', ['payments:write'])).post(path)).status).to.equal(404);
    const [person, product] = [orders.newPerson(), await orders.newProduct({ price: 0 })];
    await orders.db.query(`UPDATE shipping_methods SET active = false`);
    const free = await orders.placeOrder(person, [{ sku: product.sku, quantity: 1 }]);
    await orders.db.query(`UPDATE shipping_methods SET active = true`);
    await staff().post(`/orders/${free.id}/shipments`);
    const unpaid = (await receive(await approved(free, 1))).body;
    expect(unpaid).to.include({ status: 'received', refundId: null });
    const nothing = await staff().post(`/orders/${free.id}/returns/${unpaid.id}/refund`);
    expect([nothing.status, nothing.body.code]).to.deep.equal([409, 'refund_exceeds_captured']);
    expect((await read(order)).totals.refunded).to.deep.equal(eur(0));
    expect((await staff().post(path, { refundShipping: true })).body.status).to.equal('refunded');
    expect((await read(order)).totals.refunded).to.deep.equal(eur(300 + 167));
    const paidBack = (await delivered()).order;
    await staff().post(`/orders/${paidBack.id}/refunds`, { reason: 'Sorry' });
    expect((await read(paidBack)).paymentStatus).to.equal('refunded');
    expect((await receive(await approved(paidBack, 3))).body).to.include({ status: 'received', refundId: null });
  });

  it('are for payments:write and a sign-in of late; others take in what came, and it is paid back later', async () => {
    const { order } = await delivered();
    const clerk = orders.newPerson('staff', ['orders:write']);
    const [{ id }, second] = [await approved(order, 1), await approved(order, 1)];
    const at = (action: string, returnId = id) => `/orders/${order.id}/returns/${returnId}/${action}`;
    const body = { restock: true };
    for (const asked of [{ refund: true }, { refundShipping: true }]) {
      const refused = await orders.as(clerk).post(at('receive'), { ...body, ...asked });
      expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden']);
      expect(refused.body.detail).to.include('payments:write');
    }
    const received = await orders.as(clerk).post(at('receive'), body);
    expect(received.status, JSON.stringify(received.body)).to.equal(200);
    expect(received.body).to.include({ status: 'received', refundId: null });
    expect((await staff().post(at('refund'))).body.status).to.equal('refunded');

    const late = orders.as(orders.newPerson('staff', ['orders:write', 'payments:write'], 3_600));
    for (const asked of [{}, { refund: true }]) {
      const refused = await late.post(at('receive', second.id), { ...body, ...asked });
      expect([refused.status, refused.body.code]).to.deep.equal([401, 'recent_login_required']);
    }
    const kept = await late.post(at('receive', second.id), { ...body, refund: false });
    expect([kept.status, kept.body.status]).to.deep.equal([200, 'received']);
    expect(await refundsOf(order)).to.have.length(1);
  });

  it('are never more than is left of what was paid', async () => {
    const { order } = await delivered();
    const before = await staff().post(`/orders/${order.id}/refunds`, { amount: eur(1_199), reason: 'Sorry' });
    expect(before.status, JSON.stringify(before.body)).to.equal(201);
    const answer = await receive(await approved(order, 3), { refundShipping: true });
    expect(answer.body.status).to.equal('refunded');
    expect((await refundsOf(order)).map(({ amount }) => amount.amount)).to.deep.equal([1_199, 200]);
    expect((await read(order)).paymentStatus).to.equal('refunded');
  });

  it('are tried without being made', async () => {
    const { order, product } = await delivered();
    const given = await approved(order, 1);
    expect((await receive(given, {}, '?dryRun=true')).body.status).to.equal('refunded');
    expect((await read(order)).totals.refunded).to.deep.equal(eur(0));
    expect(await orders.stockOf(product)).to.include({ onHand: 17 });
    expect((await staff().get(`/orders/${order.id}/returns/${given.id}`)).body).to.deep.equal(given);
  });

  it('are made once when two receive the same return at the same time', async () => {
    const { order, product } = await delivered();
    const given = await approved(order, 2);
    const answers = await Promise.all([receive(given), receive(given)]);
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
    expect(await refundsOf(order)).to.have.length(1);
    expect(await orders.stockOf(product)).to.include({ onHand: 19 });
  });

  it('leave the return as it is when they are told twice', async () => {
    const { order } = await delivered();
    const { body } = await receive(await approved(order, 1));
    await orders.db.transaction(async (tx) => {
      const locked = await lockOrder(tx, order.id);
      if (!locked) throw new Error('the order is gone');
      const change = new OrderChange(orders.context, locked, theSystem);
      await returnsRefunded(tx, change, [{ id: body.refundId, returnId: body.id }]);
      expect(change.order.version).to.equal(locked.found.version);
    });
  });
});

describe('refunds of returns that were paid for by Stripe', () => {
  let orders: Orders;
  let stripe: StripeApi;
  before(async () => {
    stripe = answerAsStripe();
    orders = await startOrders(stripeSettings, 2);
  });
  after(async () => {
    await orders?.stop();
    stripe.stop();
  });
  afterEach(() => expectMoneyToAgree(orders.db));

  const staff = () => orders.as(orders.staff);

  /** A return of all of an order that can be received. */
  async function approved(): Promise<OrderReturn> {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 10 })];
    const { id } = await orders.placeOrder(person, [{ sku: product.sku, quantity: 2 }]);
    const payment = { provider: 'stripe', paymentMethod: 'pm_card_visa' };
    expect((await orders.as(person).post(`/orders/${id}/payments`, payment)).body.status).to.equal('captured');
    await staff().post(`/orders/${id}/shipments`);
    const items = [{ sku: product.sku, quantity: 2 }];
    const { body } = await orders.as(person).post(`/orders/${id}/returns`, { items, reason: 'Too small' });
    return (await staff().post(`/orders/${id}/returns/${body.id}/approve`)).body;
  }
  const act = ({ orderId, id }: OrderReturn, how: string, body?: object, options: object = {}) =>
    staff().post(`/orders/${orderId}/returns/${id}/${how}`, body, options);
  const read = async ({ orderId, id }: OrderReturn): Promise<OrderReturn> =>
    (await staff().get(`/orders/${orderId}/returns/${id}`)).body;
  it('are paid out when it is received, and told so once, however often it is asked', async () => {
    stripe.state.refundStatus = 'succeeded';
    const given = await approved();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = [
      await act(given, 'receive', { restock: true }, { headers }),
      await act(given, 'receive', { restock: true }, { headers, via: 1 }),
    ];
    for (const { status, body } of answers) expect([status, body.status]).to.deep.equal([200, 'refunded']);
    expect(await read(given)).to.deep.equal(answers[0]?.body);
    expect((await act(given, 'refund')).body.cause).to.equal('invalid_state');
  });

  it('leave it received until Stripe has paid them out', async () => {
    stripe.state.refundStatus = 'pending';
    const given = await approved();
    const { body } = await act(given, 'receive', { restock: false });
    expect(body.status).to.equal('received');
    expect(body.refundId).to.be.a('string');
    const again = await act(given, 'refund');
    expect([again.status, again.body.cause]).to.deep.equal([409, 'refund_pending']);
    const { payload, signature } = stripe.event('refund.updated', {
      ...[...stripe.refunds.values()].at(-1),
      status: 'succeeded',
    });
    for (let time = 0; time < 2; time += 1) {
      const heard = await orders.call('POST', '/api/v1/payments/webhooks/stripe', {
        body: payload,
        headers: { 'stripe-signature': signature },
      });
      expect(heard.status).to.equal(200);
    }
    expect(await read(given)).to.deep.include({ status: 'refunded', refundId: body.refundId });
    await orders.published('oms.orders.return.refunded.v1', given.orderId);
    const { body: timeline } = await staff().get(`/orders/${given.orderId}/timeline?limit=100`);
    const types = timeline.data.map(({ type }: { type: string }) => type);
    expect(types.filter((type: string) => type === 'oms.orders.return.refunded.v1')).to.have.length(1);
  });

  it('can be asked for again where Stripe has refused them', async () => {
    stripe.state.refundStatus = 'failed';
    const given = await approved();
    const failed = (await act(given, 'receive', { restock: true })).body;
    expect(failed.status).to.equal('received');
    await orders.published('oms.orders.refund.failed.v1', given.orderId);
    stripe.state.refundStatus = 'succeeded';
    expect((await act(given, 'refund?dryRun=true')).status).to.equal(200);
    const { status, body } = await act(given, 'refund');
    expect([status, body.status]).to.deep.equal([200, 'refunded']);
    expect(body.refundId).to.not.equal(failed.refundId);
    const { body: order } = await staff().get(`/orders/${given.orderId}`);
    expect(order.totals.refunded).to.deep.equal(order.totals.total);
  });

  it('can be asked for again where they failed after they had been paid out', async () => {
    stripe.state.refundStatus = 'succeeded';
    const given = await approved();
    const paidOut = (await act(given, 'receive', { restock: true })).body;
    expect(paidOut.status).to.equal('refunded');
    const made = [...stripe.refunds.values()].at(-1);
    if (!made) throw new Error('nothing was paid back');
    const { payload, signature } = stripe.event(
      'refund.failed',
      Object.assign(made, { status: 'failed', failure_reason: 'lost_or_stolen_card' }),
    );
    for (let time = 0; time < 2; time += 1) {
      const headers = { 'stripe-signature': signature };
      const heard = await orders.call('POST', '/api/v1/payments/webhooks/stripe', { body: payload, headers });
      expect(heard.status).to.equal(200);
    }
    expect(await read(given)).to.deep.include({ status: 'received', refundId: paidOut.refundId });
    const reopened = await orders.published('oms.orders.return.reopened.v1', given.orderId);
    expect((reopened.data as { return: OrderReturn }).return.status).to.equal('received');
    const { status, body } = await act(given, 'refund');
    expect([status, body.status]).to.deep.equal([200, 'refunded']);
    expect(body.refundId).to.not.equal(paidOut.refundId);
    const { body: order } = await staff().get(`/orders/${given.orderId}`);
    expect(order.totals.refunded).to.deep.equal(order.totals.total);
    const { body: documents } = await staff().get(`/orders/${given.orderId}/documents`);
    expect(documents.data.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['invoice', 'credit_note']);
  });
});
