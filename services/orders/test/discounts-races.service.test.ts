import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { releaseDiscounts, useDiscounts } from '../src/discounts/discount-use-store.ts';
import { type Answer, newOrder, type Orders, type Person, startOrders } from './orders-harness.ts';

describe('many orders with the same codes at once, over two replicas', () => {
  let orders: Orders;
  let sku: string;
  before(async () => {
    orders = await startOrders({}, 2);
    ({ sku } = await orders.newProduct({ stock: 10_000 }));
  });
  after(() => orders?.stop());

  const newDiscount = async (code: string, limits: Record<string, number>): Promise<string> => {
    const body = { code, name: 'Less', kind: 'percentage', ratePpm: 100_000, combinable: true, ...limits };
    return (await orders.as(orders.staff).post('/discounts', body)).body.id;
  };

  const place = (person: Person, discountCodes: string[], via: number): Promise<Answer> =>
    orders.as(person).post('/orders', newOrder([{ sku, quantity: 1 }], { discountCodes }), { via });

  const many = (length: number, work: (index: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length }, (_, index) => work(index)));

  function statuses(answers: readonly Answer[]): Record<number, number> {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  const usedOf = async (id: string): Promise<number> =>
    (await orders.as(orders.staff).get(`/discounts/${id}`)).body.used;

  /** What is counted is what stands, of discounts and of customers. */
  async function expectUsesToAgree(): Promise<void> {
    const wrong = await orders.db.query(
      `WITH uses AS (
         SELECT u.discount_id, o.customer_id FROM discount_uses u JOIN orders o ON o.id = u.order_id
          WHERE o.status NOT IN ('canceled', 'expired'))
       SELECT id FROM discounts d WHERE used <> (SELECT count(*) FROM uses WHERE discount_id = d.id)
       UNION ALL
       SELECT discount_id FROM discount_customers c
        WHERE used <> (SELECT count(*) FROM uses u WHERE u.discount_id = c.discount_id AND u.customer_id = c.customer_id)
       UNION ALL
       SELECT discount_id FROM discount_uses u
        WHERE NOT EXISTS (SELECT FROM orders o WHERE o.id = u.order_id AND o.status NOT IN ('canceled', 'expired'))`,
    );
    expect(wrong).to.deep.equal([]);
  }

  it('use a discount exactly as often as it can be', async () => {
    const id = await newDiscount('FIFTY', { maxUses: 50 });
    const answers = await many(200, (index) => place(orders.newPerson(), ['FIFTY'], index % 2));
    expect(statuses(answers)).to.deep.equal({ 201: 50, 409: 150 });
    const refused = answers.filter(({ status }) => status === 409);
    expect(new Set(refused.map(({ body }) => body.code))).to.deep.equal(new Set(['discount_used_up']));
    expect(await usedOf(id)).to.equal(50);
    await expectUsesToAgree();
  });

  it('use several, named in any order, all or none, without a deadlock', async () => {
    const [one, other] = [await newDiscount('MANY-A', { maxUses: 40 }), await newDiscount('MANY-B', { maxUses: 30 })];
    const answers = await many(80, (index) =>
      place(orders.newPerson(), index % 2 === 0 ? ['MANY-A', 'MANY-B'] : ['MANY-B', 'MANY-A'], index % 4 < 2 ? 0 : 1),
    );
    expect(statuses(answers)).to.deep.equal({ 201: 30, 409: 50 });
    expect([await usedOf(one), await usedOf(other)]).to.deep.equal([30, 30]);
    await expectUsesToAgree();
  });

  it('use one no more often than their customer may', async () => {
    const id = await newDiscount('TWICE', { maxUsesPerCustomer: 2 });
    const people = [orders.newPerson(), orders.newPerson(), orders.newPerson()] as const;
    const answers = await many(30, (index) => place(people[index % 3] ?? people[0], ['TWICE'], index % 2));
    expect(statuses(answers)).to.deep.equal({ 201: 6, 409: 24 });
    expect(await usedOf(id)).to.equal(6);
    await expectUsesToAgree();
  });

  it('give uses back once while others take them', async () => {
    const id = await newDiscount('AGAIN', { maxUses: 10 });
    const ada = orders.newPerson();
    const first = await many(10, (index) => place(ada, ['AGAIN'], index % 2));
    expect(statuses(first)).to.deep.equal({ 201: 10 });
    const work = first.flatMap(({ body }, index) => [
      orders.as(ada).post(`/orders/${body.id}/cancel`, { reason: 'x' }, { via: 0 }),
      orders.as(ada).post(`/orders/${body.id}/cancel`, { reason: 'x' }, { via: 1 }),
      place(orders.newPerson(), ['AGAIN'], index % 2),
    ]);
    const counts = statuses(await Promise.all(work));
    expect(counts[200]).to.equal(10);
    expect(Object.keys(counts).toSorted()).to.deep.equal(counts[201] ? ['200', '201', '409'] : ['200', '409']);
    expect(await usedOf(id)).to.equal(counts[201] ?? 0);
    await expectUsesToAgree();
  });

  it('use and give back the same discounts in any order without a deadlock', async () => {
    const ids = await Promise.all(['A', 'B', 'C', 'D'].map((letter) => newDiscount(`LOCK-${letter}`, {})));
    const one = (index: number) =>
      // One attempt: a second one would hide a deadlock.
      orders.db.transaction(
        async (tx) => {
          const order = { id: randomUUID(), customerId: randomUUID() };
          const used = await useDiscounts(tx, order, index % 2 === 0 ? ids : ids.toReversed());
          if (index % 4 < 2) await releaseDiscounts(tx, order.id);
          return used;
        },
        { attempts: 1 },
      );
    const reached = await Promise.all(Array.from({ length: 200 }, (_, index) => one(index)));
    expect(reached.flat()).to.deep.equal([]);
    for (const id of ids) expect(await usedOf(id)).to.equal(100);
  });
});
