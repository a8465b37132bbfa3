import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { reserveStock } from '../src/stock/stock-store.ts';
import { type Answer, newOrder, type Orders, startOrders } from './orders-harness.ts';

describe('many buyers at once, over two replicas', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());

  const buy = (items: { sku: string; quantity: number }[], via: number): Promise<Answer> =>
    orders.as(orders.newPerson()).post('/orders', newOrder(items), { via });

  function statuses(answers: Answer[]): Record<number, number> {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  async function expectLedgerToAgree(): Promise<void> {
    const wrong = await orders.db.query(
      `SELECT s.product_id FROM stock s
         LEFT JOIN (SELECT product_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
                      FROM stock_movements GROUP BY product_id) m USING (product_id)
        WHERE (s.on_hand, s.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0), coalesce(m.reserved, 0))`,
    );
    expect(wrong).to.deep.equal([]);
    const [sums] = await orders.db.query<{ lines: number; reserved: number }>(
      `SELECT (SELECT sum(quantity) FROM order_lines) AS lines,
              (SELECT sum(reserved_delta)::bigint FROM stock_movements WHERE order_id IN (SELECT id FROM orders)) AS reserved`,
    );
    expect(sums?.lines).to.equal(sums?.reserved);
  }

  it('sell exactly the last ten pieces to fifty buyers', async () => {
    const product = await orders.newProduct({ stock: 10 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => buy([{ sku: product.sku, quantity: 1 }], index % 2)),
    );
    expect(statuses(answers)).to.deep.equal({ 201: 10, 409: 40 });
    expect(await orders.stockOf(product)).to.deep.equal({ onHand: 10, reserved: 10, available: 0 });
    await expectLedgerToAgree();
  });

  it('sell two products named in opposite orders', async () => {
    const [one, other] = [await orders.newProduct({ stock: 60 }), await orders.newProduct({ stock: 50 })];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const items = [
          { sku: one.sku, quantity: 1 },
          { sku: other.sku, quantity: 1 },
        ];
        return buy(index % 2 === 0 ? items : items.toReversed(), index % 4 < 2 ? 0 : 1);
      }),
    );
    expect(statuses(answers)).to.deep.equal({ 201: 50, 409: 10 });
    expect(await orders.stockOf(one)).to.include({ reserved: 50 });
    expect(await orders.stockOf(other)).to.include({ reserved: 50 });
    await expectLedgerToAgree();
  });

  it('reserve the same products in any order without a deadlock', async () => {
    const products = await Promise.all(Array.from({ length: 6 }, () => orders.newProduct({ stock: 1_000 })));
    const demands = products.map(({ id }) => ({ productId: id, quantity: 1 }));
    const reserve = (index: number) =>
      // One attempt: a second one would hide a deadlock.
      orders.db.transaction((tx) => reserveStock(tx, randomUUID(), index % 2 === 0 ? demands : demands.toReversed()), {
        attempts: 1,
      });
    const short = await Promise.all(Array.from({ length: 200 }, (_, index) => reserve(index)));
    expect(short.flat()).to.deep.equal([]);
    for (const product of products) expect(await orders.stockOf(product)).to.include({ reserved: 200 });
  });

  it('never sell what an adjustment takes away meanwhile', async () => {
    const product = await orders.newProduct({ stock: 20 });
    const takeAway = () =>
      orders.as(orders.staff).post(`/products/${product.id}/stock/adjustments`, { delta: -5, reason: 'broken' });
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        index % 6 === 0 ? takeAway() : buy([{ sku: product.sku, quantity: 1 }], index % 2),
      ),
    );
    expect(Object.keys(statuses(answers)).toSorted()).to.satisfy((all: string[]) =>
      all.every((status) => status === '201' || status === '409'),
    );
    const { onHand, reserved, available } = await orders.stockOf(product);
    expect(reserved).to.equal(await soldOf(product.sku));
    expect(onHand - reserved).to.equal(available);
    expect(available).to.be.at.least(0);
    await expectLedgerToAgree();
  });

  const soldOf = async (sku: string): Promise<number> => {
    const [row] = await orders.db.query<{ sold: number }>(
      'SELECT coalesce(sum(quantity), 0) AS sold FROM order_lines WHERE sku = $1',
      [sku],
    );
    return row?.sold ?? 0;
  };

  it('give every order a number of its own', async () => {
    const product = await orders.newProduct({ stock: 100 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => buy([{ sku: product.sku, quantity: 1 }], index % 2)),
    );
    expect(new Set(answers.map(({ body }) => body.number)).size).to.equal(40);
  });
});

describe('order numbers in the style random', () => {
  it('have nine digits and do not tell how many orders there are', async () => {
    const orders = await startOrders({ ORDER_NUMBER_STYLE: 'random' });
    try {
      const product = await orders.newProduct();
      const person = orders.newPerson();
      const first = await orders.placeOrder(person, [{ sku: product.sku, quantity: 1 }]);
      const second = await orders.placeOrder(person, [{ sku: product.sku, quantity: 1 }]);
      expect(first.number).to.match(/^A-\d{9}$/);
      expect(second.number).to.match(/^A-\d{9}$/);
      expect(Math.abs(Number(second.number.slice(2)) - Number(first.number.slice(2)))).to.be.greaterThan(1);
    } finally {
      await orders.stop();
    }
  });
});
