import { randomUUID } from 'node:crypto';
import type { Order, Payment, Refund } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { expireDue } from '../src/orders/expire-orders.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, type Orders, type Person, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';
import { answerAsStripe, type StripeApi, stripeSettings } from './stripe-api.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('payments by Stripe', () => {
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
  beforeEach(() =>
    Object.assign(stripe.state, { isDown: false, delayMs: 0, losesAnswers: false, refundStatus: 'succeeded' }),
  );
  afterEach(() => expectMoneyToAgree(orders.db));

  async function placed(price = 1_000, quantity = 3) {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 10, price })];
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity }]);
    return { person, product, order };
  }
  const pay = (person: Person, { id }: Pick<Order, 'id'>, body: object = {}, options: object = {}): Promise<Answer> =>
    orders.as(person).post(`/orders/${id}/payments`, { provider: 'stripe', ...body }, options);
  const byStaff = (path: string, body?: unknown, options: object = {}) =>
    orders.as(orders.staff).post(path, body, options);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await orders.as(orders.staff).get(`/orders/${id}`)).body;
  const paymentsOf = async ({ id }: Pick<Order, 'id'>): Promise<Payment[]> =>
    (await orders.as(orders.staff).get(`/orders/${id}/payments`)).body.data;
  const send = ({ payload, signature }: { payload: string; signature: string }, via = 0) =>
    orders.call('POST', '/api/v1/payments/webhooks/stripe', {
      body: payload,
      headers: { 'stripe-signature': signature },
      via,
    });

  it('begin with a client secret, and are paid by the webhook that tells so', async () => {
    const { person, order } = await placed();
    const headers = { 'idempotency-key': randomUUID() };
    const begun = await pay(person, order, {}, { headers });
    expect([begun.status, begun.body.status]).to.deep.equal([201, 'requires_action']);
    const intent = stripe.intentOf(begun.body);
    expect(begun.body.clientSecret).to.equal(intent.client_secret);
    expect(intent).to.deep.include({
      amount: 3_000,
      currency: 'eur',
      metadata: { orderId: order.id, paymentId: begun.body.id },
    });
    const [row] = await orders.db.query<{ details: object }>('SELECT details FROM payments WHERE id = $1', [
      begun.body.id,
    ]);
    expect(JSON.stringify(row)).not.to.include(intent.client_secret);

    stripe.pay(intent);
    expect((await send(stripe.event('payment_intent.succeeded', intent))).status).to.equal(200);
    expect(await read(order)).to.include({ status: 'confirmed', paymentStatus: 'paid' });
    const again = await pay(person, order, {}, { headers, via: 1 });
    expect([again.status, again.body.id, again.body.status]).to.deep.equal([201, begun.body.id, 'captured']);
    const { body } = await orders.as(person).get(`/orders/${order.id}/payments/${begun.body.id}`);
    expect(body).to.include({ status: 'captured', clientSecret: null });
    expect([...stripe.intents.values()].filter(({ metadata }) => metadata.orderId === order.id)).to.have.length(1);
  });

  it('charge a means of payment at once', async () => {
    const { person, order } = await placed();
    const paid = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    expect([paid.status, paid.body.status, paid.body.captured]).to.deep.equal([201, 'captured', eur(3_000)]);
    expect(await read(order)).to.include({ status: 'confirmed', paymentStatus: 'paid' });
  });

  it('say why a card was declined, and take another one', async () => {
    const { person, order } = await placed();
    const declined = await pay(person, order, { paymentMethod: 'pm_card_declined' });
    expect([declined.status, declined.body.status, declined.body.failure]).to.deep.equal([
      201,
      'failed',
      'Your card was declined.',
    ]);
    await orders.published('oms.orders.payment.failed.v1', order.id);
    expect(await read(order)).to.include({ status: 'pending', paymentStatus: 'pending' });
    expect((await pay(person, order, { paymentMethod: 'pm_card_visa' })).body.status).to.equal('captured');
    expect(await read(order)).to.include({ paymentStatus: 'paid' });
    await eventually(async () =>
      expect((await paymentsOf(order)).map(({ status }) => status)).to.deep.equal(['voided', 'captured']),
    );
  });

  it('are refused before anything is written where Stripe would refuse an amount: in fils, those that end on no 0', async () => {
    const kwd = (amount: number) => ({ amount, currency: 'KWD' });
    const person = orders.newPerson();
    const { sku } = await orders.newProduct({ prices: [kwd(1_234)] });
    const order = await orders.placeOrder(person, [{ sku, quantity: 1 }], { currency: 'KWD' });
    const refused = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    expect([refused.status, refused.body.code]).to.deep.equal([422, 'amount_not_taken']);
    expect(refused.body).to.deep.include({ asked: kwd(1_234), step: kwd(10) });
    expect(await paymentsOf(order)).to.deep.equal([]);
    const held = await pay(orders.staff, order, { amount: kwd(1_230), capture: false, paymentMethod: 'pm_card_visa' });
    const capture = `/orders/${order.id}/payments/${held.body.id}/capture`;
    expect((await byStaff(capture, { amount: kwd(1_005) })).body.code).to.equal('amount_not_taken');
    expect((await byStaff(capture)).body).to.deep.include({ status: 'captured', captured: kwd(1_230) });
    expect((await byStaff(`/orders/${order.id}/payments`, { provider: 'manual' })).body.captured).to.deep.equal(kwd(4));
    const refund = (body: object) => byStaff(`/orders/${order.id}/refunds`, { reason: 'Scratched', ...body });
    expect((await refund({ amount: kwd(617) })).body.code).to.equal('amount_not_taken');
    expect((await refund({ amount: kwd(620) })).body.status).to.equal('succeeded');
    // Each is asked for its own share alone.
    expect((await refund({})).body).to.deep.include({ status: 'succeeded', amount: kwd(614) });
    expect(await read(order)).to.include({ paymentStatus: 'refunded' });
  });

  it('hold money only where staff say so: customers pay at once', async () => {
    const { person, order } = await placed();
    const body = { capture: false, paymentMethod: 'pm_card_visa' };
    for (const payer of [person, orders.newPerson('staff', ['orders:write'])]) {
      const refused = await pay(payer, order, body);
      expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden']);
      expect(refused.body.detail).to.include('payments:write');
    }
    expect(await paymentsOf(order)).to.deep.equal([]);
    expect((await pay(person, order, { ...body, capture: true })).body.status).to.equal('captured');
  });

  it('hold money, capture a part of it and let go the rest', async () => {
    const { order } = await placed();
    const held = await pay(orders.staff, order, { capture: false, paymentMethod: 'pm_card_visa' });
    expect([held.body.status, held.body.authorized]).to.deep.equal(['authorized', eur(3_000)]);
    expect(await read(order)).to.include({ status: 'confirmed', paymentStatus: 'authorized' });
    const path = `/orders/${order.id}/payments/${held.body.id}`;
    const captured = await byStaff(`${path}/capture`, { amount: eur(2_000) });
    expect(captured.body).to.deep.include({
      status: 'captured',
      captured: eur(2_000),
      authorized: eur(0),
      voided: eur(1_000),
    });
    expect(stripe.intentOf(held.body).amount_received).to.equal(2_000);
    expect((await read(order)).paymentStatus).to.equal('partially_paid');
  });

  it('let go what they hold', async () => {
    const { order } = await placed();
    const held = await pay(orders.staff, order, { capture: false, paymentMethod: 'pm_card_visa' });
    const voided = await byStaff(`/orders/${order.id}/payments/${held.body.id}/void`);
    expect([voided.status, voided.body.status, voided.body.voided]).to.deep.equal([200, 'voided', eur(3_000)]);
    expect(stripe.intentOf(held.body).status).to.equal('canceled');
    expect((await read(order)).paymentStatus).to.equal('voided');
  });

  it('can be given up while they wait for the payer, and the actions of their order say so', async () => {
    const { person, order } = await placed();
    const voiding = async () => {
      const { body } = await orders.as(orders.staff).get(`/orders/${order.id}/transitions`);
      const { possible, code } = body.actions.find(({ action }: { action: string }) => action === 'void');
      return [possible, code];
    };
    expect(await voiding()).to.deep.equal([false, 'nothing_authorized']);
    const begun = await pay(person, order);
    expect(await voiding()).to.deep.equal([true, null]);
    const voided = await byStaff(`/orders/${order.id}/payments/${begun.body.id}/void`);
    expect([voided.status, voided.body.status]).to.deep.equal([200, 'voided']);
    expect(await voiding()).to.deep.equal([false, 'nothing_authorized']);
  });

  it('are captured once when two of the staff do it at the same moment', async () => {
    const { order } = await placed();
    const held = await pay(orders.staff, order, { capture: false, paymentMethod: 'pm_card_visa' });
    const path = `/orders/${order.id}/payments/${held.body.id}/capture`;
    const answers = await Promise.all([0, 1].map((via) => byStaff(path, {}, { via })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    expect((await read(order)).totals.paid).to.deep.equal(eur(3_000));
  });

  it('go on by themselves once Stripe is back', async () => {
    const { person, order } = await placed();
    stripe.state.isDown = true;
    const begun = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    expect([begun.status, begun.body.status]).to.deep.equal([201, 'pending']);
    stripe.state.isDown = false;
    await eventually(async () => expect((await read(order)).paymentStatus).to.equal('paid'));
  });

  it('are listed while Stripe has not done what it was asked, with what it said last', async () => {
    const { person, order } = await placed();
    stripe.state.isDown = true;
    const begun = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    const list = (query = '') => orders.as(orders.staff).get(`/payments/operations${query}`);
    const { body } = await list('?limit=1');
    expect(body.data).to.have.length(1);
    expect(body.data[0]).to.deep.include({
      orderId: order.id,
      orderNumber: order.number,
      paymentId: begun.body.id,
      kind: 'create',
      amount: eur(3_000),
      waitsFor: 'answer',
      error: 'Down for maintenance.',
    });
    expect(body.data[0].attempts).to.be.at.least(1);
    const metrics = await (await fetch(`${orders.baseUrl}/metrics`)).text();
    expect(metrics).to.match(/orders_payment_operations_pending\{[^}]*\} 1/);
    expect(metrics).to.match(/orders_payment_operations_oldest_seconds\{[^}]*\} [0-9.]*[1-9]/);
    expect((await orders.as(person).get('/payments/operations')).status).to.equal(403);
    stripe.state.isDown = false;
    await eventually(async () => expect((await read(order)).paymentStatus).to.equal('paid'));
    expect((await list()).body.data).to.deep.equal([]);
  });

  it('charge once though answers are lost', async () => {
    const { person, order } = await placed();
    stripe.state.losesAnswers = true;
    const begun = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    expect(begun.body.status).to.equal('pending');
    stripe.state.losesAnswers = false;
    await eventually(async () => expect((await read(order)).paymentStatus).to.equal('paid'));
    expect([...stripe.intents.values()].filter(({ metadata }) => metadata.orderId === order.id)).to.have.length(1);
  });

  it('are paid back by Stripe, at once or once it says so', async () => {
    const { person, order } = await placed();
    await pay(person, order, { paymentMethod: 'pm_card_visa' });
    const first = await byStaff(`/orders/${order.id}/refunds`, { amount: eur(1_000), reason: 'Scratched' });
    expect([first.status, first.body.status]).to.deep.equal([201, 'succeeded']);
    expect(await read(order)).to.include({ paymentStatus: 'partially_refunded' });
    stripe.state.refundStatus = 'pending';
    const second = await byStaff(`/orders/${order.id}/refunds`, { amount: eur(2_000), reason: 'Broken' });
    expect([second.status, second.body.status]).to.deep.equal([201, 'pending']);
    expect((await read(order)).totals.refunded).to.deep.equal(eur(1_000));
    const made = [...stripe.refunds.values()].find(({ amount, status }) => amount === 2_000 && status === 'pending');
    await send(stripe.event('refund.updated', { ...made, status: 'succeeded' }));
    expect(await read(order)).to.include({ paymentStatus: 'refunded' });
    const { body } = await orders.as(person).get(`/orders/${order.id}/refunds`);
    expect(body.data.map(({ status }: { status: string }) => status)).to.deep.equal(['succeeded', 'succeeded']);
  });

  it('keep the money where Stripe refuses a refund, so that it can be asked for again', async () => {
    const { person, order } = await placed();
    const paid = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    const intent = stripe.intentOf(paid.body);
    intent.amount_received = 0;
    const refused = await byStaff(`/orders/${order.id}/refunds`, { reason: 'Late' });
    expect([refused.status, refused.body.status]).to.deep.equal([201, 'failed']);
    await orders.published('oms.orders.refund.failed.v1', order.id);
    intent.amount_received = intent.amount;
    expect((await byStaff(`/orders/${order.id}/refunds`, { reason: 'Late' })).body.status).to.equal('succeeded');
    expect(await read(order)).to.include({ paymentStatus: 'refunded' });
  });

  it('know of refunds that somebody made at Stripe', async () => {
    const { person, order } = await placed();
    const paid = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    const made = stripe.refundOutside(stripe.intentOf(paid.body), 500);
    await send(stripe.event('refund.created', { ...made, status: 'pending' }));
    await send(stripe.event('refund.updated', { ...made, status: 'succeeded' }));
    await send(stripe.event('refund.created', { ...made, status: 'pending' }));
    expect((await read(order)).totals.refunded).to.deep.equal(eur(500));
  });

  it('tell once that a refund was paid out, and that a part of it failed late; that part is credited once', async () => {
    const { person, order } = await placed();
    await pay(person, order, { amount: eur(1_000), paymentMethod: 'pm_card_visa' });
    const second = await pay(person, order, { paymentMethod: 'pm_card_visa' });
    const refund = await byStaff(`/orders/${order.id}/refunds`, { reason: 'Broken' });
    expect(refund.body).to.deep.include({ status: 'succeeded', amount: eur(3_000) });
    const updated = await orders.published('oms.orders.refund.updated.v1', order.id);
    const { payment, refund: underWay } = updated.data as { payment: Payment; refund: Refund };
    expect([underWay.id, underWay.status]).to.deep.equal([refund.body.id, 'pending']);
    expect(payment.refunded).to.deep.equal(payment.captured);
    const part = [...stripe.refunds.values()].find((each) => each.payment_intent === second.body.reference);
    if (!part) throw new Error('Stripe paid nothing back');
    Object.assign(part, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
    await send(stripe.event('refund.failed', part));
    const refundsOf = async () => (await orders.as(person).get(`/orders/${order.id}/refunds`)).body.data;
    const brief = async () => (await refundsOf()).map(({ status, amount }: Refund) => [status, amount.amount]);
    expect(await brief()).to.deep.equal([
      ['succeeded', 1_000],
      ['failed', 2_000],
    ]);
    expect((await read(order)).totals.refunded).to.deep.equal(eur(1_000));
    const { body: timeline } = await orders.as(orders.staff).get(`/orders/${order.id}/timeline?limit=100`);
    const told = timeline.data.map(({ type }: { type: string }) => type.split('.').slice(2, 4).join(' '));
    for (const type of ['refund requested', 'refund updated', 'refund succeeded']) {
      expect(
        told.filter((each: string) => each === type),
        type,
      ).to.have.length(1);
    }
    expect(told.filter((type: string) => type === 'refund failed')).to.have.length(1);
    await byStaff(`/orders/${order.id}/refunds`, { reason: 'Broken' });
    expect(await brief()).to.deep.equal([
      ['succeeded', 1_000],
      ['failed', 2_000],
      ['succeeded', 2_000],
    ]);
    const credited = await orders.db.query(
      `SELECT amount FROM documents WHERE order_id = $1 AND kind = 'credit_note'`,
      [order.id],
    );
    expect(credited).to.deep.equal([{ amount: 3_000 }]);
  });

  it('go back by themselves when they come twice, and are on no document then', async () => {
    const { person, order } = await placed();
    const begun = await pay(person, order);
    // Paid in the browser, while staff record that it came by transfer.
    stripe.pay(stripe.intentOf(begun.body));
    stripe.state.isDown = true;
    await byStaff(`/orders/${order.id}/payments`, { provider: 'manual' });
    // What was paid back meanwhile is not due again, so nothing of the second payment is kept for it.
    await byStaff(`/orders/${order.id}/refunds`, { amount: eur(500), reason: 'Scratched' });
    stripe.state.isDown = false;
    await eventually(async () =>
      expect((await read(order)).totals).to.deep.include({ paid: eur(6_000), refunded: eur(3_500), due: eur(0) }),
    );
    const issued = await orders.db.query('SELECT kind, amount FROM documents WHERE order_id = $1 ORDER BY 1 DESC', [
      order.id,
    ]);
    expect(issued).to.deep.equal([
      { kind: 'invoice', amount: 3_000 },
      { kind: 'credit_note', amount: 500 },
    ]);
  });

  it('are let go or paid back when their order is canceled', async () => {
    for (const [capture, expected] of [
      [true, 'refunded'],
      [false, 'voided'],
    ] as const) {
      const { person, order } = await placed();
      const paid = await pay(orders.staff, order, { capture, paymentMethod: 'pm_card_visa' });
      const canceled = await orders.as(person).post(`/orders/${order.id}/cancel`, { reason: 'Found it cheaper' });
      expect(canceled.status).to.equal(200);
      await eventually(async () => expect((await read(order)).paymentStatus).to.equal(expected));
      if (!capture) expect(stripe.intentOf(paid.body).status).to.equal('canceled');
    }
  });

  it('are paid back when they come for an order that has expired', async () => {
    const { person, order } = await placed();
    const begun = await pay(person, order);
    const intent = stripe.intentOf(begun.body);
    // Paid at the last moment: Stripe does not cancel any more what has succeeded.
    stripe.pay(intent);
    await orders.db.query(`UPDATE orders SET expires_at = now() WHERE id = $1`, [order.id]);
    await expireDue(orders.context);
    await eventually(async () => expect((await read(order)).status).to.equal('expired'));
    await send(stripe.event('payment_intent.succeeded', intent));
    await eventually(async () =>
      expect(await read(order)).to.include({ status: 'expired', paymentStatus: 'refunded' }),
    );
    expect([...stripe.refunds.values()].filter(({ payment_intent }) => payment_intent === intent.id)).to.have.length(1);
  });

  it('leave orders with held money alone when their time is over', async () => {
    const { order } = await placed();
    await pay(orders.staff, order, { amount: eur(1_000), capture: false, paymentMethod: 'pm_card_visa' });
    const other = await placed();
    await orders.db.query(`UPDATE orders SET expires_at = now() WHERE id = ANY ($1::uuid[])`, [
      [order.id, other.order.id],
    ]);
    await expireDue(orders.context);
    await eventually(async () => expect((await read(other.order)).status).to.equal('expired'));
    expect(await read(order)).to.include({ status: 'pending', paymentStatus: 'authorized' });
  });

  describe('hear webhooks', () => {
    it('twice, late and in any order, and come to the same', async () => {
      // Each comes first, and last; that all sequences do the same is proved of the decisions.
      const sequences = [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [1, 3, 0, 2],
        [2, 0, 3, 1],
      ];
      const states = await Promise.all(
        sequences.map(async (sequence) => {
          const { order } = await placed();
          const begun = await pay(orders.staff, order, { capture: false });
          const intent = stripe.intentOf(begun.body);
          stripe.pay(intent);
          const held = { ...intent };
          Object.assign(intent, { status: 'succeeded', amount_received: 2_000 });
          const back = stripe.refundOutside(intent, 700);
          const events = [
            stripe.event('payment_intent.amount_capturable_updated', held),
            stripe.event('payment_intent.succeeded', intent),
            stripe.event('refund.created', { ...back, status: 'pending' }),
            stripe.event('refund.updated', { ...back, status: 'succeeded' }),
          ];
          for (const index of sequence) {
            const event = events[index];
            if (!event) continue;
            const answers = await Promise.all([send(event, 0), send(event, 1)]);
            expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
          }
          const [payment] = await paymentsOf(order);
          const { paymentStatus, totals } = await read(order);
          const { status, authorized, captured, voided, refunded } = payment ?? {};
          return {
            status,
            authorized,
            captured,
            voided,
            refunded,
            paymentStatus,
            paid: totals.paid,
            back: totals.refunded,
          };
        }),
      );
      for (const state of states) {
        expect(state).to.deep.equal({
          status: 'captured',
          authorized: eur(0),
          captured: eur(2_000),
          voided: eur(1_000),
          refunded: eur(700),
          paymentStatus: 'partially_refunded',
          paid: eur(2_000),
          back: eur(700),
        });
      }
    });

    it('of disputes, in any order, and keep them with the payment without booking them', async () => {
      const { person, order } = await placed();
      const paid = await pay(person, order, { paymentMethod: 'pm_card_visa' });
      const dispute = (status: string, id = 'dp_1') => ({
        id: `${id}_${order.id}`,
        object: 'dispute',
        amount: 3_000,
        currency: 'eur',
        payment_intent: paid.body.reference,
        reason: 'fraudulent',
        status,
      });
      const disputes = async () => (await paymentsOf(order))[0]?.disputes;
      const shown = (status: string) => ({ status, amount: eur(3_000), reason: 'fraudulent' });
      await send(stripe.event('charge.dispute.created', dispute('needs_response')));
      expect(await disputes()).to.deep.equal([shown('open')]);
      const { data } = await orders.published('oms.orders.payment.disputed.v1', order.id);
      expect((data as { payment: Payment }).payment.disputes).to.deep.equal([shown('open')]);
      await send(stripe.event('charge.dispute.closed', dispute('lost')));
      await send(stripe.event('charge.dispute.updated', dispute('under_review')));
      expect(await disputes()).to.deep.equal([shown('lost')]);
      await send(stripe.event('charge.dispute.created', dispute('warning_needs_response', 'dp_2')));
      expect(await disputes()).to.deep.equal([shown('lost'), shown('open')]);
      expect(await read(order)).to.deep.include({ status: 'confirmed', paymentStatus: 'paid' });
      expect((await read(order)).totals).to.deep.include({ paid: eur(3_000), refunded: eur(0) });
    });

    it('of more than was asked for, which is counted and goes back, and count nothing in another currency', async () => {
      const { person, order } = await placed();
      const { body: begun } = await pay(person, order);
      const intent = stripe.intentOf(begun);
      const metrics = async () => (await fetch(`${orders.baseUrl}/metrics`)).text();
      stripe.pay(intent);
      expect((await send(stripe.event('payment_intent.succeeded', { ...intent, currency: 'usd' }))).status).to.equal(
        200,
      );
      expect((await read(order)).totals.paid).to.deep.equal(eur(0));
      expect(await metrics()).to.match(/orders_payment_webhooks_total\{[^}]*outcome="other_currency"[^}]*\} 1/);
      Object.assign(intent, { amount: 3_500, amount_received: 3_500 });
      await send(stripe.event('payment_intent.succeeded', intent));
      await eventually(async () =>
        expect((await read(order)).totals).to.deep.include({ paid: eur(3_500), refunded: eur(500), due: eur(0) }),
      );
      expect((await paymentsOf(order))[0]).to.deep.include({ amount: eur(3_500), captured: eur(3_500) });
    });

    it('only from Stripe: 400 for a signature that does not fit', async () => {
      const { person, order } = await placed();
      const intent = stripe.intentOf((await pay(person, order)).body);
      stripe.pay(intent);
      const { payload, signature } = stripe.event('payment_intent.succeeded', intent);
      for (const event of [
        { payload: payload.replace('succeeded', 'Succeeded'), signature },
        { payload, signature: signature.replace(/v1=./, (first) => (first === 'v1=0' ? 'v1=1' : 'v1=0')) },
        { payload, signature: '' },
      ]) {
        const answer = await send(event);
        expect([answer.status, answer.body.code]).to.deep.equal([400, 'bad_signature']);
      }
      expect((await read(order)).paymentStatus).to.equal('pending');
    });

    it('of payments that are not ours, and pass them over', async () => {
      const intent = {
        id: 'pi_of_others',
        object: 'payment_intent',
        status: 'succeeded',
        amount: 5,
        amount_received: 5,
        capture_method: 'automatic',
        currency: 'eur',
        metadata: {},
      };
      expect((await send(stripe.event('payment_intent.succeeded', intent))).status).to.equal(200);
      expect((await send(stripe.event('customer.created', { id: 'cus_1', object: 'customer' }))).status).to.equal(200);
    });
  });

  describe('in the end', () => {
    it('leave everything adding up', async () => {
      await eventually(async () =>
        expect((await orders.as(orders.staff).get('/payments/operations')).body.data).to.deep.equal([]),
      );
      const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
      const wrong = checks.filter(({ violations }) => violations > 0).map(({ name }) => name);
      // Some orders were made to expire behind their timeline's back.
      expect(wrong.filter((name) => name !== 'timeline_rebuilds_the_order')).to.deep.equal([]);
    });
  });
});
