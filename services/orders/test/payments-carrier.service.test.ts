import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '@oms/contracts';
import { createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type { OrdersContext } from '../src/context.ts';
import { findOrder } from '../src/orders/order-store.ts';
import { backoffMs, type Carrier, createCarrier } from '../src/payments/carrier.ts';
import { payOrder } from '../src/payments/pay.ts';
import type { PaymentRecord } from '../src/payments/payment.ts';
import { findPayment } from '../src/payments/payment-store.ts';
import type { PaymentFact, Provider } from '../src/payments/provider.ts';
import { refundOrder } from '../src/refunds/refund-order.ts';
import { findRefund } from '../src/refunds/refund-store.ts';
import { type Orders, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';

/** A provider that captures what it is asked to, once a key, and whatever else a test has it do. */
function createBank() {
  const charges = new Map<string, number>();
  const refunds = new Map<string, number>();
  const bank = {
    charges,
    refunds,
    /** What happens to a request before the work, and after it. */
    before: async (): Promise<void> => undefined,
    after: async (): Promise<void> => undefined,
    provider: {
      name: 'bank',
      isImmediate: false,
      async carryOut({ id, kind, amount }): Promise<PaymentFact> {
        await bank.before();
        (kind === 'refund' ? refunds : charges).set(id, amount);
        await bank.after();
        return kind === 'refund'
          ? { refunds: [{ operationId: id, reference: `refund ${id}`, amount, status: 'succeeded' }] }
          : { reference: `charge ${id}`, everCaptured: amount, closed: true };
      },
    } satisfies Provider,
  };
  return bank;
}

describe('what is to be done at a payment provider', () => {
  let orders: Orders;
  let placed: Order[];
  const carriers: Carrier[] = [];
  before(async () => {
    orders = await startOrders();
    const product = await orders.newProduct({ stock: 100 });
    placed = await Promise.all(
      Array.from({ length: 10 }, () => orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 3 }])),
    );
    // No other carrier than those of the tests.
    await orders.stopReplicas();
  });
  after(() => orders?.stop());
  afterEach(async () => {
    await Promise.all(carriers.splice(0).map((carrier) => carrier.stop()));
    await expectMoneyToAgree(orders.db);
  });

  const staff = () => ({
    kind: 'person' as const,
    subject: orders.staff.id,
    roles: ['staff'],
    permissions: ['payments:write', 'orders:write'],
    amr: [],
  });

  function setUp() {
    const bank = createBank();
    const context = {
      ...orders.context,
      payments: {
        providers: new Map([['bank', bank.provider]]),
        wake: () => undefined,
        finish: async () => undefined,
      },
    } as unknown as OrdersContext;
    const carrier = (times = {}) => {
      const made = createCarrier(context, createMetrics('test'), { pollMs: 20, ...times });
      carriers.push(made);
      return made;
    };
    const begin = async (): Promise<PaymentRecord> => {
      const order = placed.pop();
      if (!order) throw new Error('place more orders');
      return orders.db.transaction((tx) =>
        payOrder(order.id, { provider: 'bank', capture: true }, staff(), tx, context),
      );
    };
    const payment = async ({ id }: PaymentRecord): Promise<PaymentRecord> => {
      const found = await findPayment(orders.db, id);
      if (!found) throw new Error(`payment ${id} is gone`);
      return found;
    };
    return { bank, context, carrier, begin, payment };
  }

  it('is written down with the decision, and done by a carrier though whoever decided is gone', async () => {
    const { bank, carrier, begin, payment } = setUp();
    const begun = await begin();
    expect((await payment(begun)).status).to.equal('pending');
    expect(bank.charges.size).to.equal(0);
    carrier().start();
    await eventually(async () => expect((await payment(begun)).status).to.equal('captured'));
    expect((await findOrder(orders.db, begun.orderId))?.paymentStatus).to.equal('paid');
  });

  it('is done by another once the claim of one that was killed has run out, and charged once', async () => {
    const { bank, carrier, begin, payment } = setUp();
    const begun = await begin();
    let killed = true;
    // The bank has done it, and nobody is left to hear so.
    bank.after = async () => {
      if (killed) await delay(3_000, undefined, { ref: false });
    };
    await carrier({ leaseMs: 300 }).finish({ paymentId: begun.id }, 50);
    expect(bank.charges.size).to.equal(1);
    expect((await payment(begun)).status).to.equal('pending');
    killed = false;
    const other = carrier({ leaseMs: 300 });
    await other.finish({ paymentId: begun.id }, 100);
    expect((await payment(begun)).status, 'the claim still holds').to.equal('pending');
    other.start();
    await eventually(async () => expect((await payment(begun)).status).to.equal('captured'));
    expect([...bank.charges.values()]).to.deep.equal([3_000]);
    expect((await findOrder(orders.db, begun.orderId))?.paid).to.equal(3_000);
  });

  it('is done once by many carriers', async () => {
    const { bank, carrier, begin, payment } = setUp();
    let calls = 0;
    bank.before = async () => {
      calls += 1;
    };
    const begun = await Promise.all([begin(), begin()]);
    await Promise.all(
      [carrier(), carrier(), carrier()].flatMap((each) => begun.map(({ id }) => each.finish({ paymentId: id }))),
    );
    for (const each of begun) expect((await payment(each)).status).to.equal('captured');
    expect(calls).to.equal(2);
  });

  it('keeps nobody waiting longer than asked for, and is done all the same', async () => {
    const { bank, carrier, begin, payment } = setUp();
    const begun = await begin();
    const answer = Promise.withResolvers<void>();
    bank.before = () => answer.promise;
    const started = performance.now();
    await carrier().finish({ paymentId: begun.id }, 50);
    expect(performance.now() - started).to.be.at.least(40);
    expect((await payment(begun)).status).to.equal('pending');
    answer.resolve();
    await eventually(async () => expect((await payment(begun)).status).to.equal('captured'));
  });

  it('is tried again where a provider neither answers nor fails, and holds up nothing else', async () => {
    const { bank, carrier, begin, payment } = setUp();
    const begun = await Promise.all(Array.from({ length: 2 }, begin));
    const [first] = begun as [PaymentRecord, PaymentRecord];
    bank.before = () => new Promise(() => undefined);
    const one = carrier({ leaseMs: 400 });
    await one.finish({ paymentId: first.id });
    const [operation] = await orders.db.query<{ attempts: number; error: string }>(
      'SELECT attempts, error FROM payment_operations WHERE payment_id = $1',
      [first.id],
    );
    expect(operation).to.deep.equal({ attempts: 1, error: 'no answer within 0.3 s' });
    bank.before = async () => undefined;
    one.start();
    for (const each of begun) await eventually(async () => expect((await payment(each)).status).to.equal('captured'));
  });

  it('is tried again after a failure, later each time, and pays back once', async () => {
    const { bank, context, carrier, begin, payment } = setUp();
    const begun = await begin();
    const one = carrier();
    await one.finish({ paymentId: begun.id });
    bank.after = async () => {
      throw new Error('the answer got lost');
    };
    const refund = await orders.db.transaction((tx) =>
      refundOrder(begun.orderId, { reason: 'Scratched' }, staff(), tx, context),
    );
    await one.finish({ refundId: refund.id });
    expect((await findRefund(orders.db, refund.id))?.status).to.equal('pending');
    expect((await payment(begun)).refunding).to.equal(3_000);
    const [operation] = await orders.db.query(
      `SELECT attempts, error, next_attempt_at > now() AS later FROM payment_operations WHERE refund_id = $1`,
      [refund.id],
    );
    expect(operation).to.deep.equal({ attempts: 1, error: 'the answer got lost', later: true });
    bank.after = async () => undefined;
    one.start();
    await eventually(async () => expect((await findRefund(orders.db, refund.id))?.status).to.equal('succeeded'));
    expect([...bank.refunds.values()]).to.deep.equal([3_000]);
    expect([1, 2, 3, 30].map((attempts) => backoffMs(attempts, 0))).to.deep.equal([500, 1_000, 2_000, 300_000]);
    expect([1, 2, 3, 30].map((attempts) => backoffMs(attempts, 1))).to.deep.equal([1_000, 2_000, 4_000, 600_000]);
  });
});
