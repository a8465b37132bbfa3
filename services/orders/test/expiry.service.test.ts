import type { Order } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import { expireDue } from '../src/orders/expire-orders.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Orders, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

const logger = pino({ level: 'silent' });

/** Puts the end of the time for payment of orders into the past, the first furthest. */
const makeDue = (db: Database, orders: readonly Pick<Order, 'id'>[]) =>
  db.query(
    `UPDATE orders o SET expires_at = now() - interval '1 minute' + due.place * interval '1 second'
       FROM unnest($1::uuid[]) WITH ORDINALITY AS due (id, place) WHERE o.id = due.id`,
    [orders.map(({ id }) => id)],
  );

const statusOf = async (db: Database, { id }: Pick<Order, 'id'>) =>
  (await db.query<{ status: string }>('SELECT status FROM orders WHERE id = $1', [id]))[0]?.status;

const releasesOf = async (db: Database, { id }: Pick<Order, 'id'>): Promise<number> => {
  const sql = `SELECT 1 FROM stock_movements WHERE order_id = $1 AND kind = 'release'`;
  return (await db.query(sql, [id])).length;
};

/** Events that wait to be published. */
const expiriesWaitingOf = async (db: Database, { id }: Pick<Order, 'id'>): Promise<number> => {
  const sql = `SELECT 1 FROM outbox WHERE aggregate_id = $1 AND payload::jsonb ->> 'type' = 'oms.orders.order.expired.v1'`;
  return (await db.query(sql, [id])).length;
};

describe('an unpaid order past its time', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());

  it('expires by itself: its stock is released, and an event says so', async () => {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 10 })];
    const placed = await orders.placeOrder(person, [{ sku: product.sku, quantity: 4 }]);
    expect(Date.parse(placed.expiresAt ?? '') - Date.parse(placed.placedAt)).to.equal(3_600_000);
    await makeDue(orders.db, [placed]);
    const event = await orders.published('oms.orders.order.expired.v1', placed.id);
    const { body } = await orders.as(person).get(`/orders/${placed.id}`);
    expect(body).to.include({ status: 'expired', paymentStatus: 'pending', version: 2 });
    expect(event.data).to.deep.equal({ order: body, actor: { kind: 'system', id: null } });
    expect(event.aggregateversion).to.equal(2);
    expect(await orders.stockOf(product)).to.deep.equal({ onHand: 10, reserved: 0, available: 10 });
    const { body: movements } = await orders.as(orders.staff).get(`/products/${product.id}/stock/movements?limit=1`);
    expect(movements.data[0]).to.include({ kind: 'release', reservedDelta: -4, orderId: placed.id });
    const late = await orders.as(person).post(`/orders/${placed.id}/cancel`, { reason: 'too late' });
    expect([late.status, late.body.code]).to.deep.equal([409, 'invalid_transition']);
  });

  it('expires while others in front of it may not', async () => {
    const [person, product] = [orders.newPerson(), await orders.newProduct()];
    const place = () => orders.placeOrder(person, [{ sku: product.sku, quantity: 1 }]);
    const [paidInPart, confirmed, unnoticed, early, due] = [
      await place(),
      await place(),
      await place(),
      await place(),
      await place(),
    ];
    await orders.db.query(`UPDATE orders SET payment_status = 'partially_paid', paid = 1 WHERE id = $1`, [
      paidInPart.id,
    ]);
    await orders.db.query(`UPDATE orders SET status = 'confirmed' WHERE id = $1`, [confirmed.id]);
    // Money that the axis of payment does not show yet.
    await orders.db.query('UPDATE orders SET paid = 1 WHERE id = $1', [unnoticed.id]);
    await makeDue(orders.db, [paidInPart, confirmed, unnoticed, due]);
    await orders.published('oms.orders.order.expired.v1', due.id);
    const statuses = [paidInPart, confirmed, unnoticed, early].map((order) => statusOf(orders.db, order));
    expect(await Promise.all(statuses)).to.deep.equal(['pending', 'confirmed', 'pending', 'pending']);
    await expectStockToAgree(orders.db);
  });

  it('ends once when sweepers, customers and changes come at the same moment', async () => {
    const person = orders.newPerson();
    const products = await Promise.all(Array.from({ length: 3 }, () => orders.newProduct({ stock: 100 })));
    const items = products.map(({ sku }) => ({ sku, quantity: 1 }));
    const placed: Order[] = [];
    for (let index = 0; index < 24; index += 1) {
      placed.push(await orders.placeOrder(person, index % 2 === 0 ? items : items.toReversed()));
    }
    await makeDue(orders.db, placed);
    const sweep = () => expireDue({ ...orders.context });
    const [, , ...answers] = await Promise.all([
      sweep(),
      sweep(),
      ...placed
        .toReversed()
        .map(({ id }, index) =>
          index % 2 === 0
            ? orders
                .as(person)
                .post(`/orders/${id}/cancel`, { reason: 'changed my mind' }, { via: index % 4 === 0 ? 0 : 1 })
            : orders.as(person).patch(`/orders/${id}`, { note: 'please hurry' }, '"1"'),
        ),
    ]);
    // A change answers 412 where the order expired before it.
    expect(answers.every(({ status }) => [200, 409, 412].includes(status))).to.equal(true);
    await eventually(async () => {
      const open = await orders.db.query(`SELECT 1 FROM orders WHERE customer_id = $1 AND status = 'pending'`, [
        person.id,
      ]);
      expect(open).to.deep.equal([]);
    });
    const canceled = answers.filter(({ body }) => body.status === 'canceled').map(({ body }) => body.id);
    for (const order of placed) {
      const how = canceled.includes(order.id) ? 'canceled' : 'expired';
      expect(await statusOf(orders.db, order)).to.equal(how);
      expect(await releasesOf(orders.db, order)).to.equal(items.length);
      await orders.published(`oms.orders.order.${how}.v1`, order.id);
    }
    const told = orders.events.filter(({ type, subject }) => {
      return /\.(expired|canceled)\.v1$/.test(type) && placed.some(({ id }) => id === subject);
    });
    expect(told).to.have.length(placed.length);
    for (const product of products) expect(await orders.stockOf(product)).to.include({ reserved: 0 });
    await expectStockToAgree(orders.db);
  });
});

describe('an order that is paid in part', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({ PARTIAL_PAYMENT_WINDOW_DAYS: '3' });
  });
  after(() => orders?.stop());

  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const post = async ({ id }: Pick<Order, 'id'>, path: string, body: object) => {
    const answer = await orders.as(orders.staff).post(`/orders/${id}${path}`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201]);
    return answer.body;
  };
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await orders.as(orders.staff).get(`/orders/${id}`)).body;
  const pay = (order: Order, amount: number, capture = true) =>
    post(order, '/payments', { provider: 'manual', amount: eur(amount), capture });
  async function placed() {
    const product = await orders.newProduct({ stock: 10, price: 1_000 });
    const order = await orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 4 }]);
    return { product, order };
  }
  const days = (order: Order): number => (Date.parse(order.expiresAt ?? '') - Date.parse(order.placedAt)) / 86_400_000;
  /** As if it were placed and paid so long ago. */
  const age = (order: Order, interval: string) =>
    orders.db.query(
      'UPDATE orders SET placed_at = placed_at - $2::interval, expires_at = expires_at - $2::interval WHERE id = $1',
      [order.id, interval],
    );

  it('has longer, and then expires with its stock released and the money paid back', async () => {
    const { product, order } = await placed();
    await pay(order, 700);
    await pay(order, 1_300, false);
    expect(await read(order)).to.include({ status: 'pending', paymentStatus: 'partially_paid' });
    expect(days(await read(order))).to.equal(3);
    await age(order, '2 days 23 hours');
    expect(await expireDue(orders.context)).to.equal(0);
    await age(order, '1 hour');
    const event = await orders.published('oms.orders.order.expired.v1', order.id);
    const after = await read(order);
    expect(after).to.include({ status: 'expired', paymentStatus: 'refunded' });
    expect(after.totals).to.deep.include({ paid: eur(700), refunded: eur(700), due: eur(0) });
    const [row] = await orders.db.query('SELECT authorized, voided FROM orders WHERE id = $1', [order.id]);
    expect(row).to.deep.equal({ authorized: 0, voided: 1_300 });
    // What the mail about it says goes by this.
    expect((event.data as { order: Order }).order.totals).to.deep.include({ paid: eur(700), refunded: eur(0) });
    expect(await orders.stockOf(product)).to.include({ reserved: 0 });
    await expectStockToAgree(orders.db);
  });

  it('keeps what was paid before it had longer until then', async () => {
    const { order } = await placed();
    await pay(order, 700);
    await makeDue(orders.db, [order]);
    expect(await expireDue(orders.context)).to.equal(0);
    expect(await read(order)).to.include({ status: 'pending' });
  });

  it('has as long as a new order once all of it went back, and expires then', async () => {
    for (const capture of [true, false]) {
      const { product, order } = await placed();
      const { id } = await pay(order, 700, capture);
      expect(days(await read(order))).to.equal(3);
      if (capture) {
        await post(order, '/refunds', { amount: eur(300), reason: 'by mistake' });
        expect(days(await read(order))).to.equal(3);
        await post(order, '/refunds', { reason: 'by mistake' });
      } else await post(order, `/payments/${id}/void`, {});
      const back = await read(order);
      expect(back.paymentStatus).to.equal(capture ? 'refunded' : 'voided');
      expect(Date.parse(back.expiresAt ?? '') - Date.parse(back.updatedAt)).to.equal(3_600_000);
      await makeDue(orders.db, [order]);
      await orders.published('oms.orders.order.expired.v1', order.id);
      expect(await orders.stockOf(product)).to.include({ reserved: 0 });
    }
  });

  it('has no time to expire at once the rest is paid', async () => {
    const { order } = await placed();
    await pay(order, 700);
    await pay(order, order.totals.total.amount - 700);
    expect(await read(order)).to.include({ status: 'confirmed', expiresAt: null });
  });

  it('leaves everything adding up', async () => {
    await orders.stopReplicas();
    // Times were moved by hand.
    const moved = 'timeline_rebuilds_the_order';
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ name, violations }) => violations > 0 && name !== moved)).to.deep.equal([]);
  });
});

describe('a sweeper of unpaid orders', () => {
  let orders: Orders;
  let due: Order[];
  let swept: Database;
  beforeEach(async () => {
    orders = await startOrders();
    const [person, product] = [orders.newPerson(), await orders.newProduct()];
    due = [];
    for (let count = 0; count < 3; count += 1) {
      due.push(await orders.placeOrder(person, [{ sku: product.sku, quantity: 2 }]));
    }
    // The service has sweepers too.
    await orders.stopReplicas();
    await makeDue(orders.db, due);
    swept = createDatabase({ url: orders.databaseUrl, poolMax: 2, applicationName: 'sweeper', logger });
  });
  afterEach(async () => {
    await swept?.close();
    await orders?.stop();
  });

  /** @param saving called when an order is saved, before its statement is sent */
  const sweep = (saving: (orderId: unknown) => Promise<void> = async () => undefined, signal?: AbortSignal) => {
    const transaction: Database['transaction'] = (work) =>
      swept.transaction((tx) =>
        work({
          ...tx,
          query: async (text, values) => {
            if (text.startsWith('UPDATE orders SET')) await saving(values?.[0]);
            return tx.query(text, values);
          },
        }),
      );
    return expireDue({ ...orders.context, db: { ...swept, transaction } }, signal);
  };
  const statuses = () => Promise.all(due.map((order) => statusOf(orders.db, order)));

  it('expires what is due, once', async () => {
    expect(await Promise.all([sweep(), sweep()]).then(([one, other]) => one + other)).to.equal(3);
    expect(await statuses()).to.deep.equal(['expired', 'expired', 'expired']);
    expect(await sweep()).to.equal(0);
    await expectStockToAgree(orders.db);
  });

  it('leaves what is locked to whoever has it, without waiting', async () => {
    await orders.db.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM orders WHERE id = $1 FOR UPDATE', [due[0]?.id]);
      expect(await sweep()).to.equal(2);
      expect(await statuses()).to.deep.equal(['pending', 'expired', 'expired']);
    });
    expect(await sweep()).to.equal(1);
  });

  it('goes on behind an order that fails, and leaves that one as it was', async () => {
    const fails = async (id: unknown) => {
      if (id === due[1]?.id) throw new Error('not this one');
    };
    expect(await sweep(fails)).to.equal(2);
    expect(await statuses()).to.deep.equal(['expired', 'pending', 'expired']);
    await expectStockToAgree(orders.db);
    expect(await sweep()).to.equal(1);
    await expectStockToAgree(orders.db);
  });

  it('leaves whole orders behind when it is killed half-way', async () => {
    let killed = false;
    const dies = async (id: unknown) => {
      if (killed || id !== due[1]?.id) return;
      killed = true;
      await orders.db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'sweeper' AND datname = current_database() AND state <> 'idle'`,
      );
    };
    await sweep(dies).catch(() => undefined);
    expect(killed).to.equal(true);
    await expectStockToAgree(orders.db);
    await sweep();
    expect(await statuses()).to.deep.equal(['expired', 'expired', 'expired']);
    for (const order of due) {
      expect(await releasesOf(orders.db, order)).to.equal(1);
      expect(await expiriesWaitingOf(orders.db, order)).to.equal(1);
    }
    await expectStockToAgree(orders.db);
  });

  it('stops between two orders when it is told to', async () => {
    const stop = new AbortController();
    expect(await sweep(async () => stop.abort(), stop.signal)).to.equal(1);
    expect(await statuses()).to.deep.equal(['expired', 'pending', 'pending']);
  });

  it('finds what is due through its index', async () => {
    const plan = await orders.db.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM orders
          WHERE status = 'pending' AND expires_at <= now() AND (expires_at, id) > ('-infinity'::timestamptz, '00000000-0000-0000-0000-000000000000'::uuid)
          ORDER BY expires_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
    });
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).to.include('orders_pending').and.not.to.include('Sort');
  });
});
