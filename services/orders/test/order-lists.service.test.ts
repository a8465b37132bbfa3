import { fulfillmentStatus, type Order, orderStatus, paymentStatus } from '@oms/contracts';
import { expect } from 'chai';
import { listOrders, type OrderFilter, type OrderSort } from '../src/orders/list-store.ts';
import { fillShop } from '../src/seed.ts';
import { seedOrders } from '../src/seeding/seed-orders.ts';
import { type Orders, startOrders } from './orders-harness.ts';

describe('Lists of many orders', () => {
  let orders: Orders;
  let all: Pick<Order, 'id' | 'status' | 'paymentStatus' | 'fulfillmentStatus'>[];
  let ofSku: Map<string, Set<string>>;
  before(async () => {
    orders = await startOrders();
    await fillShop(orders.db);
    await seedOrders(orders.db, { keyEncryptionKey: orders.config.keyEncryptionKey, orders: 600 });
    all = await orders.db.query(
      `SELECT id, status, payment_status AS "paymentStatus", fulfillment_status AS "fulfillmentStatus" FROM orders ORDER BY id`,
    );
    const lines = await orders.db.query<{ sku: string; ids: string[] }>(
      'SELECT sku, array_agg(order_id::text) AS ids FROM order_lines GROUP BY sku ORDER BY count(*)',
    );
    ofSku = new Map(lines.map(({ sku, ids }) => [sku, new Set(ids)]));
  });
  after(() => orders?.stop());

  /** All ids, page by page. */
  async function walk(filter: OrderFilter, sort: OrderSort): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const page = await listOrders(orders.db, filter, sort, ids.at(-1), 50);
      expect(page.every(({ lines }) => lines.length > 0)).to.equal(true);
      ids.push(...page.map(({ id }) => id));
      if (page.length < 50) return ids;
    }
  }

  const expected = ({ status, paymentStatus, fulfillmentStatus, sku }: OrderFilter): string[] =>
    all
      .filter(
        (order) =>
          (status === undefined || order.status === status) &&
          (paymentStatus === undefined || order.paymentStatus === paymentStatus) &&
          (fulfillmentStatus === undefined || order.fulfillmentStatus === fulfillmentStatus) &&
          (sku === undefined || ofSku.get(sku)?.has(order.id)),
      )
      .map(({ id }) => id);

  const maybe = <T>(options: readonly T[]): readonly (T | undefined)[] => [undefined, ...options];

  it('hold what matches, in order, for every combination of states', async () => {
    let found = 0;
    for (const status of maybe(orderStatus.options)) {
      for (const payment of maybe(paymentStatus.options)) {
        for (const fulfillment of maybe(fulfillmentStatus.options)) {
          const filter = { status, paymentStatus: payment, fulfillmentStatus: fulfillment };
          const ids = expected(filter);
          // Whole walks where there is something, one look where there is nothing.
          expect(await walk(filter, 'placedAt'), JSON.stringify(filter)).to.deep.equal(ids);
          if (ids.length > 0) found += 1;
        }
      }
    }
    expect(found).to.be.above(20);
  });

  it('go backwards too, and hold what has a sku as well', async () => {
    const [rare = '', ...others] = ofSku.keys();
    for (const sku of [rare, others.at(-1) ?? '']) {
      for (const status of orderStatus.options) {
        const filter = { status, sku };
        expect(await walk(filter, '-placedAt'), JSON.stringify(filter)).to.deep.equal(expected(filter).toReversed());
      }
    }
  });

  it('hold what has a sku and the words that were typed, be they in few orders or in many', async () => {
    const [sku = ''] = [...ofSku.keys()].slice(-1);
    const texts = await orders.db.query<{ id: string; number: string; search: string }>(
      'SELECT id, number, search FROM orders ORDER BY id',
    );
    const having = texts.filter(({ id }) => ofSku.get(sku)?.has(id));
    const [{ number } = { number: '' }] = having;
    for (const q of [number, `${number} a`, 'A-1', 'e', 'xyzzyquux']) {
      const words = q.toLowerCase().split(' ');
      const ids = having.filter(({ search }) => words.every((word) => search.toLowerCase().includes(word)));
      expect(await walk({ q, sku }, '-placedAt'), q).to.deep.equal(ids.map(({ id }) => id).toReversed());
    }
  });

  it('look at the few orders with the words, and not at all with the sku', async () => {
    const [sku = ''] = [...ofSku.keys()].slice(-1);
    const [{ number } = { number: '' }] = await orders.db.query<{ number: string }>(
      'SELECT number FROM orders WHERE id = (SELECT order_id FROM order_lines WHERE sku = $1 LIMIT 1)',
      [sku],
    );
    const statements: string[] = [];
    const noting: typeof orders.db = {
      ...orders.db,
      run: (query) => {
        statements.push(query.toString());
        return orders.db.run(query);
      },
    };
    expect(await listOrders(noting, { q: number, sku }, '-placedAt', undefined, 50)).to.have.length(1);
    expect(statements).to.have.length(2);
    expect(statements[1]).not.to.include('with_sku');
  });

  it('hold what of a customer’s orders, or of one, has a sku', async () => {
    const [sku = ''] = [...ofSku.keys()].slice(-1);
    const owners = await orders.db.query<{ customerId: string; ids: string[]; number: string }>(
      `SELECT customer_id AS "customerId", array_agg(id::text ORDER BY id) AS ids, min(number) AS number
         FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id ORDER BY count(*) DESC LIMIT 3`,
    );
    let found = 0;
    for (const { customerId, ids, number } of owners) {
      const having = ids.filter((id) => ofSku.get(sku)?.has(id));
      expect(await walk({ customerId, sku }, '-placedAt')).to.deep.equal(having.toReversed());
      expect((await walk({ number, sku }, 'placedAt')).every((id) => having.includes(id))).to.equal(true);
      found += having.length;
    }
    expect(found).to.be.above(0);
  });
});
