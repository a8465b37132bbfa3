import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { expect } from 'chai';
import fc from 'fast-check';
import { reserveStock } from '../src/stock/stock-store.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, newOrder, type Orders, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

describe('edits at the same time, over two replicas', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());

  const staff = () => orders.as(orders.staff);
  const propose = ({ id }: Pick<Order, 'id'>, items: { sku: string; quantity: number }[], via = 0) =>
    staff().post(`/orders/${id}/edits`, { items }, { via });
  const confirm = (edit: { id: string; orderId: string; baseVersion: number }, via = 0): Promise<Answer> =>
    staff().post(`/orders/${edit.orderId}/edits/${edit.id}/confirm`, { version: edit.baseVersion }, { via });
  const brief = ({ status, body }: Answer) => [status, body.code, body.cause];
  const order = (...items: { sku: string; quantity: number }[]) => orders.placeOrder(orders.newPerson(), items);

  it('are confirmed once, however many confirm', async () => {
    const product = await orders.newProduct({ stock: 50 });
    const placed = await order({ sku: product.sku, quantity: 1 });
    const { body: edit } = await propose(placed, [{ sku: product.sku, quantity: 11 }]);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => confirm(edit, index % 2)));
    const refused = [409, 'invalid_transition', 'invalid_state'];
    const [done, ...others] = answers.map(brief).sort(([one], [other]) => one - other);
    expect(done?.[0]).to.equal(200);
    expect(others).to.deep.equal(others.map(() => refused));
    expect(await orders.stockOf(product)).to.include({ reserved: 11 });
  });

  it('leave one of them open, however many are proposed', async () => {
    const product = await orders.newProduct();
    const placed = await order({ sku: product.sku, quantity: 1 });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => propose(placed, [{ sku: product.sku, quantity: index + 2 }], index % 2)),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 201));
    const { body } = await staff().get(`/orders/${placed.id}/edits`);
    expect(body.data.map(({ status }: { status: string }) => status)).to.deep.equal([
      'open',
      ...Array.from({ length: 5 }, () => 'superseded'),
    ]);
  });

  it('and orders for the last pieces get no more than there are', async () => {
    const product = await orders.newProduct({ stock: 10 });
    const placed = await Promise.all([1, 2, 3].map(() => order({ sku: product.sku, quantity: 1 })));
    const edits = await Promise.all(placed.map((each) => propose(each, [{ sku: product.sku, quantity: 4 }])));
    const buy = (index: number) =>
      orders.as(orders.newPerson()).post('/orders', newOrder([{ sku: product.sku, quantity: 1 }]), { via: index % 2 });
    const answers = await Promise.all([
      ...edits.map(({ body }, index) => confirm(body, index % 2)),
      ...Array.from({ length: 10 }, (_, index) => buy(index)),
    ]);
    for (const answer of answers) {
      if (answer.status >= 400) expect(brief(answer).slice(0, 2)).to.deep.equal([409, 'insufficient_stock']);
    }
    const confirmed = answers.slice(0, 3).filter(({ status }) => status === 200).length;
    const bought = answers.slice(3).filter(({ status }) => status === 201).length;
    // Whoever wants one piece gets it while there is one, so that none is left.
    expect(await orders.stockOf(product)).to.deep.equal({ onHand: 10, reserved: 10, available: 0 });
    expect(3 + 3 * confirmed + bought).to.equal(10);
    await expectStockToAgree(orders.db);
  });

  it('move the same products in any order without a deadlock, some of them in and some out', async () => {
    const products = await Promise.all(Array.from({ length: 6 }, () => orders.newProduct({ stock: 1_000 })));
    const all = (quantity: number) => products.map(({ id }) => ({ productId: id, quantity }));
    await orders.db.transaction((tx) => reserveStock(tx, randomUUID(), all(200)));
    const move = (index: number) => {
      const sign = index % 2 === 0 ? 1 : -1;
      const mixed = all(1).map((each, place) => ({ ...each, quantity: place % 2 === 0 ? sign : -sign }));
      // One attempt: a second one would hide a deadlock.
      return orders.db.transaction((tx) => reserveStock(tx, randomUUID(), index % 4 < 2 ? mixed : mixed.toReversed()), {
        attempts: 1,
      });
    };
    const short = await Promise.all(Array.from({ length: 100 }, (_, index) => move(index)));
    expect(short.flat()).to.deep.equal([]);
    for (const product of products) expect(await orders.stockOf(product)).to.include({ reserved: 200 });
    const kinds = await orders.db.query(
      'SELECT kind, sum(reserved_delta)::bigint AS moved FROM stock_movements WHERE product_id = $1 GROUP BY kind ORDER BY kind',
      [products[0]?.id],
    );
    expect(kinds.slice(1)).to.deep.equal([
      { kind: 'release', moved: -50 },
      { kind: 'reservation', moved: 250 },
    ]);
    // They belong to no order, so that the books do not hold against them what is not so.
    await orders.db.transaction((tx) => reserveStock(tx, randomUUID(), all(-200)));
  });

  it('add up whatever they are: stock is its movements, totals are lines, timelines tell the orders', async () => {
    const products = await Promise.all([300, 1_999, 12_345].map((price) => orders.newProduct({ stock: 25, price })));
    const { body: discount } = await staff().post('/discounts', {
      code: randomUUID().slice(0, 8),
      name: 'A third',
      kind: 'percentage',
      ratePpm: 333_333,
    });
    const discountCodes = [discount.code];
    const placed = await Promise.all(
      products.map(({ sku }) => orders.placeOrder(orders.newPerson(), [{ sku, quantity: 3 }], { discountCodes })),
    );
    const wanted = fc.record({
      order: fc.nat({ max: placed.length - 1 }),
      quantities: fc.array(fc.nat({ max: 12 }), { minLength: 3, maxLength: 3 }),
    });
    const batches = fc.sample(fc.array(wanted, { minLength: 6, maxLength: 6 }), { numRuns: 8, seed: 16 });
    let changed = 0;
    for (const batch of batches) {
      await Promise.all(
        batch.map(async ({ order: index, quantities }, via) => {
          const { body: now } = await staff().get(`/orders/${placed[index]?.id}`);
          const items = products
            .map(({ sku }, at) => ({ sku, quantity: quantities[at] ?? 0 }))
            .filter(({ sku, quantity }) => quantity > 0 || now.lines.some((line: { sku: string }) => line.sku === sku));
          const { status, body } = await propose(placed[index] as Order, items, via % 2);
          if (status === 201 && (await confirm(body, via % 2)).status === 200) changed += 1;
        }),
      );
    }
    expect(changed).to.be.greaterThan(5);
    await expectStockToAgree(orders.db);
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
  });
});
