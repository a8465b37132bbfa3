import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { expect } from 'chai';
import { type Answer, type Orders, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('payments that staff record', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());
  afterEach(() => expectMoneyToAgree(orders.db));

  async function placed(price = 1_000, quantity = 3) {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 10, price })];
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity }]);
    return { person, product, order, path: `/orders/${order.id}/payments` };
  }
  const byStaff = (path: string, body?: unknown, options: object = {}): Promise<Answer> =>
    orders.as(orders.staff).post(path, body, options);
  const record = (path: string, body: object = {}, options: object = {}) =>
    byStaff(path, { provider: 'manual', ...body }, options);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await orders.as(orders.staff).get(`/orders/${id}`)).body;

  it('are captured at once: the order is paid and confirmed, and its invoice issued', async () => {
    const { person, order, path } = await placed();
    const paid = await record(path, { reference: 'Transfer 17' });
    expect(paid.status, JSON.stringify(paid.body)).to.equal(201);
    expect(paid.body).to.deep.include({
      orderId: order.id,
      status: 'captured',
      amount: order.totals.total,
      captured: order.totals.total,
      reference: 'Transfer 17',
      clientSecret: null,
    });
    expect(paid.headers.get('location')).to.equal(`/api/v1${path}/${paid.body.id}`);
    const after = await read(order);
    expect(after).to.include({ status: 'confirmed', paymentStatus: 'paid', version: 3, expiresAt: null });
    expect(after.totals).to.deep.include({ paid: order.totals.total, due: eur(0) });
    const event = await orders.published('oms.orders.payment.captured.v1', order.id);
    const { clientSecret: _, ...shown } = paid.body;
    expect(event.data).to.deep.include({ payment: shown });
    expect((await orders.as(person).get(path)).body).to.deep.equal({ data: [shown] });
    expect((await orders.as(person).get(`${path}/${shown.id}`)).body).to.deep.equal(paid.body);
    const documents = await orders.db.query('SELECT kind, amount FROM documents WHERE order_id = $1', [order.id]);
    expect(documents).to.deep.equal([{ kind: 'invoice', amount: order.totals.total.amount }]);
  });

  it('come in parts, and never to more than is due', async () => {
    const { order, path } = await placed();
    expect((await record(path, { amount: eur(1_200) })).status).to.equal(201);
    expect(await read(order)).to.include({ status: 'pending', paymentStatus: 'partially_paid' });
    const tooMuch = await record(path, { amount: eur(1_801) });
    expect([tooMuch.status, tooMuch.body.code, tooMuch.body.due]).to.deep.equal([
      409,
      'amount_exceeds_due',
      eur(1_800),
    ]);
    expect((await record(path)).body.amount).to.deep.equal(eur(1_800));
    expect(await read(order)).to.include({ status: 'confirmed', paymentStatus: 'paid' });
    expect((await record(path)).body).to.include({ code: 'invalid_transition', cause: 'nothing_due' });
    const documents = await orders.db.query('SELECT kind FROM documents WHERE order_id = $1', [order.id]);
    expect(documents).to.have.length(1);
  });

  it('are recorded once when many of the staff do it at the same moment', async () => {
    const { order, path } = await placed();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => record(path, {}, { via: index % 2 })));
    expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 409)).to.have.length(7);
    expect((await read(order)).totals.paid).to.deep.equal(order.totals.total);
  });

  it('are held, and captured or let go later', async () => {
    const { order, path } = await placed();
    const held = await record(path, { capture: false, amount: eur(2_000) });
    expect([held.body.status, held.body.authorized]).to.deep.equal(['authorized', eur(2_000)]);
    expect(await read(order)).to.include({ status: 'pending', paymentStatus: 'authorized' });
    const rest = await record(path, { capture: false });
    expect(rest.body.amount).to.deep.equal(eur(1_000));
    expect(await read(order)).to.include({ status: 'confirmed', paymentStatus: 'authorized' });
    const more = await byStaff(`${path}/${held.body.id}/capture`, { amount: eur(2_001) });
    expect([more.status, more.body.code]).to.deep.equal([409, 'amount_exceeds_authorized']);
    const captured = await byStaff(`${path}/${held.body.id}/capture`, { amount: eur(1_500) });
    expect(captured.body).to.deep.include({
      status: 'captured',
      captured: eur(1_500),
      authorized: eur(0),
      voided: eur(500),
    });
    const again = await byStaff(`${path}/${held.body.id}/capture`);
    expect([again.status, again.body.cause]).to.deep.equal([409, 'nothing_authorized']);
    const voided = await byStaff(`${path}/${rest.body.id}/void`);
    expect([voided.status, voided.body.status]).to.deep.equal([200, 'voided']);
    expect((await byStaff(`${path}/${rest.body.id}/void`)).status).to.equal(409);
    expect((await read(order)).totals.due).to.deep.equal(eur(1_500));
  });

  it('are for payments:write; customers pay by other providers, and others see nothing of the order', async () => {
    const { person, path } = await placed();
    const manual = { provider: 'manual' };
    expect((await orders.as(person).post(path, manual)).status).to.equal(403);
    expect((await orders.as(undefined).post(path, manual)).status).to.equal(401);
    expect((await orders.as(orders.newPerson()).post(path, manual)).status).to.equal(404);
    expect((await orders.as(orders.newPerson('staff', ['orders:write'])).post(path, manual)).status).to.equal(403);
    expect((await orders.as(orders.newPerson()).get(path)).status).to.equal(404);
    const payment = await record(path, { capture: false });
    for (const action of ['capture', 'void']) {
      expect((await orders.as(person).post(`${path}/${payment.body.id}/${action}`)).status).to.equal(403);
    }
    const clerk = orders.newPerson('staff', ['payments:write']);
    expect((await orders.as(clerk).post(`${path}/${payment.body.id}/capture`)).status).to.equal(200);
  });

  it('are refused with 422 for what does not fit, and name the providers there are', async () => {
    const { path } = await placed();
    for (const [body, code] of [
      [{ provider: 'cheque' }, 'unknown_provider'],
      [{ provider: 'stripe' }, 'provider_not_configured'],
      [{ provider: 'manual', amount: { amount: 5, currency: 'USD' } }, 'validation_failed'],
      [{ provider: 'manual', amount: eur(0) }, 'validation_failed'],
      [{ provider: 'manual', paymentMethod: 'pm_1' }, 'validation_failed'],
      [{ provider: 'manual', captured: eur(5) }, 'validation_failed'],
      [{ provider: 'manual', reference: 'Transfer\u001b of May' }, 'validation_failed'],
      [{ provider: 'manual', reference: 'Transfer\nof May' }, 'validation_failed'],
    ] as const) {
      const answer = await byStaff(path, body);
      expect([answer.status, answer.body.code]).to.deep.equal([422, code]);
    }
    expect((await orders.call('POST', '/api/v1/payments/webhooks/manual', { body: {} })).status).to.equal(404);
  });

  it('are not taken for orders that have ended', async () => {
    const { person, order, path } = await placed();
    await orders.as(person).post(`/orders/${order.id}/cancel`, { reason: 'No longer needed' });
    const answer = await record(path);
    expect([answer.status, answer.body.code, answer.body.cause]).to.deep.equal([
      409,
      'invalid_transition',
      'invalid_state',
    ]);
  });

  it('change nothing in a dry run, and are recorded once for an Idempotency-Key', async () => {
    const { order, path } = await placed();
    const dry = await byStaff(`${path}?dryRun=true`, { provider: 'manual' });
    expect([dry.status, dry.body.status]).to.deep.equal([200, 'captured']);
    expect(await read(order)).to.deep.equal(order);
    const headers = { 'idempotency-key': randomUUID() };
    const first = await record(path, { amount: eur(1_000) }, { headers });
    const second = await record(path, { amount: eur(1_000) }, { headers, via: 1 });
    expect([second.status, second.headers.get('idempotent-replayed')]).to.deep.equal([201, 'true']);
    expect(second.body).to.deep.equal(first.body);
    expect((await read(order)).totals.paid).to.deep.equal(eur(1_000));
  });

  it('are let go and paid back when their order is canceled', async () => {
    const { person, product, order, path } = await placed();
    await record(path, { amount: eur(1_000) });
    await record(path, { capture: false });
    const canceled = await orders.as(person).post(`/orders/${order.id}/cancel`, { reason: 'No longer needed' });
    expect(canceled.body).to.include({ status: 'canceled', paymentStatus: 'refunded' });
    expect(await orders.stockOf(product)).to.include({ reserved: 0 });
    const { body } = await orders.as(person).get(path);
    expect(body.data.map(({ status }: { status: string }) => status)).to.deep.equal(['captured', 'voided']);
    const refunds = (await orders.as(person).get(`/orders/${order.id}/refunds`)).body.data;
    expect(refunds).to.have.length(1);
    expect(refunds[0]).to.deep.include({ status: 'succeeded', amount: eur(1_000) });
  });

  it('are among the actions of their order, for whom they are', async () => {
    const { person, order, path } = await placed();
    const possible = async (who = orders.staff): Promise<string[]> => {
      const { body } = await orders.as(who).get(`/orders/${order.id}/transitions`);
      const actions: { action: string; possible: boolean }[] = body.actions;
      const known = ['pay', 'capture', 'void', 'refund'];
      return actions.filter((each) => each.possible && known.includes(each.action)).map(({ action }) => action);
    };
    expect(await possible(person)).to.deep.equal(['pay']);
    const held = await record(path, { capture: false, amount: eur(1_000) });
    expect(await possible()).to.deep.equal(['pay', 'capture', 'void']);
    await byStaff(`${path}/${held.body.id}/capture`);
    await record(path);
    expect(await possible()).to.deep.equal(['refund']);
    expect(await possible(person)).to.deep.equal([]);
  });

  it('stand in a ledger that nobody can rewrite, and behind constraints', async () => {
    const { order, path } = await placed();
    await record(path);
    for (const statement of [
      'UPDATE payment_ledger SET captured_delta = 1',
      'DELETE FROM payment_ledger',
      'TRUNCATE payment_ledger',
    ]) {
      const error = await orders.db.query(statement).catch((reason: unknown) => reason);
      expect(String(error)).to.match(/payment_ledger is append-only/);
    }
    const error = await orders.db
      .query('UPDATE payments SET refunding = captured, refunded = 1 WHERE order_id = $1', [order.id])
      .catch((reason: unknown) => reason);
    expect(String(error)).to.match(/payments_money_in_range/);
  });
});
