import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type { Discount } from '../src/discounts/discount.ts';
import { expireDue } from '../src/orders/expire-orders.ts';
import { findOrder } from '../src/orders/order-store.ts';
import { price } from '../src/orders/pricing.ts';
import { eraseCustomer } from '../src/privacy/privacy-store.ts';
import { newOrder, type Orders, type Person, startOrders } from './orders-harness.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const usd = (amount: number) => ({ amount, currency: 'USD' });

describe('orders with discount codes', () => {
  let orders: Orders;
  let count = 0;
  before(async () => {
    orders = await startOrders();
    const staff = orders.as(orders.staff);
    await staff.post('/shipping-methods', { code: 'standard', name: 'Standard', prices: [eur(490), usd(590)] });
    await staff.post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
  });
  after(() => orders?.stop());

  async function newDiscount(given: Record<string, unknown> = {}): Promise<Discount> {
    count += 1;
    const terms = given.kind === undefined ? { kind: 'percentage', ratePpm: 100_000 } : {};
    const body = { code: `CODE-${count}`, name: 'Less', ...terms, ...given };
    const answer = await orders.as(orders.staff).post('/discounts', body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  const read = async ({ id }: Discount): Promise<Discount> =>
    (await orders.as(orders.staff).get(`/discounts/${id}`)).body;

  const order = (person: Person, sku: string, discountCodes: string[], quantity = 1, query = '') =>
    orders.as(person).post(`/orders${query}`, newOrder([{ sku, quantity }], { discountCodes }));

  /** Code and pointer of every refusal. */
  async function refusals(sku: string, discountCodes: string[], more: Record<string, unknown> = {}) {
    const body = newOrder([{ sku, quantity: 1 }], { discountCodes, ...more });
    const answer = await orders.as(orders.newPerson()).post('/orders', body);
    expect(answer.status).to.equal(422);
    return answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
  }

  it('cost less by what each code takes off, which stays with them and is told', async () => {
    const [cheap, dear] = [await orders.newProduct({ price: 1_000 }), await orders.newProduct({ price: 3_333 })];
    const tenth = await newDiscount({ combinable: true });
    const five = await newDiscount({ kind: 'fixed', amounts: [eur(500)], skus: [dear.sku], combinable: true });
    const free = await newDiscount({ kind: 'free_shipping', combinable: true });
    const ada = orders.newPerson();
    const items = [
      { sku: cheap.sku, quantity: 2 },
      { sku: dear.sku, quantity: 1 },
    ];
    const placed = await orders.placeOrder(ada, items, {
      discountCodes: [free.code.toLowerCase(), five.code, tenth.code],
    });
    expect(placed.discounts).to.deep.equal([
      { code: free.code, amount: eur(490) },
      { code: five.code, amount: eur(500) },
      { code: tenth.code, amount: eur(533) },
    ]);
    // 333 of 3333 and 200 of 2000 are a tenth; the five are for the dear one alone.
    expect(placed.lines.map(({ discount }) => discount.amount)).to.deep.equal([200, 833]);
    expect(placed.totals).to.deep.include({ subtotal: eur(5_333), discount: eur(1_033), shipping: eur(0) });
    expect(placed.totals.total).to.deep.equal(eur(4_300));
    expect(placed.totals.tax).to.deep.equal(eur(287 + 399));
    await orders.as(orders.staff).patch(`/discounts/${tenth.id}`, { ratePpm: 500_000, active: false }, '"1"');
    expect((await orders.as(ada).get(`/orders/${placed.id}`)).body).to.deep.equal(placed);
    const sent = await orders.published('oms.orders.order.placed.v1', placed.id);
    expect(sent.data).to.deep.include({ order: placed });
    expect((await read(five)).used).to.equal(1);
  });

  it('keep the terms, with which what they cost can be reckoned again', async () => {
    const product = await orders.newProduct({ price: 1_000 });
    const fixed = await newDiscount({ kind: 'fixed', amounts: [eur(300)], skus: [product.sku], combinable: true });
    const tenth = await newDiscount({ combinable: true });
    const free = await newDiscount({ kind: 'free_shipping', combinable: true });
    const placed = await orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 1 }], {
      discountCodes: [fixed.code, tenth.code, free.code],
    });
    const record = await findOrder(orders.db, placed.id);
    if (!record) throw new Error('there is no such order');
    expect(record.discounts).to.deep.equal([
      { discountId: fixed.id, code: fixed.code, kind: 'fixed', skus: [product.sku], fixedAmount: 300, amount: 300 },
      { discountId: tenth.id, code: tenth.code, kind: 'percentage', skus: null, ratePpm: 100_000, amount: 100 },
      { discountId: free.id, code: free.code, kind: 'free_shipping', skus: null, amount: 490 },
    ]);
    const again = price({ ...record, shipping: { price: 490, taxRatePpm: record.shippingTaxRatePpm } });
    expect(again.discounts).to.deep.equal(record.discounts.map(({ amount }) => amount));
    expect(again.lines.map(({ discount, tax, total }) => [discount, tax, total])).to.deep.equal(
      record.lines.map(({ discount, tax, total }) => [discount, tax, total]),
    );
    expect(again).to.include({ total: record.total, tax: record.tax, discount: record.discount, shipping: 0 });
  });

  it('can cost nothing', async () => {
    const product = await orders.newProduct({ price: 700 });
    const all = await newDiscount({ ratePpm: 1_000_000, combinable: true });
    const free = await newDiscount({ kind: 'free_shipping', combinable: true });
    const { status, body } = await order(orders.newPerson(), product.sku, [all.code, free.code]);
    expect([status, body.totals?.total.amount, body.totals?.tax.amount]).to.deep.equal([201, 0, 0]);
  });

  describe('are refused with 422', () => {
    it('for a code that is none, is not active or is archived', async () => {
      const { sku } = await orders.newProduct();
      const inactive = await newDiscount({ active: false, combinable: true });
      const archived = await newDiscount({ combinable: true });
      await orders.as(orders.staff).delete(`/discounts/${archived.id}`, '"1"');
      expect(await refusals(sku, ['NEVER', inactive.code, archived.code])).to.deep.equal([
        ['/discountCodes/0', 'unknown_discount'],
        ['/discountCodes/1', 'unknown_discount'],
        ['/discountCodes/2', 'unknown_discount'],
      ]);
    });

    it('before a discount starts and once it is over', async () => {
      const { sku } = await orders.newProduct();
      const later = await newDiscount({ startsAt: '2126-01-01T00:00:00Z' });
      const over = await newDiscount({ endsAt: '2020-01-01T00:00:00Z' });
      const now = await newDiscount({ startsAt: '2020-01-01T00:00:00Z', endsAt: '2126-01-01T00:00:00Z' });
      expect(await refusals(sku, [later.code])).to.deep.equal([['/discountCodes/0', 'discount_not_started']]);
      expect(await refusals(sku, [over.code])).to.deep.equal([['/discountCodes/0', 'discount_expired']]);
      expect((await order(orders.newPerson(), sku, [now.code])).status).to.equal(201);
    });

    it('for less than the minimum, before discounts and shipping', async () => {
      const { sku } = await orders.newProduct({ price: 1_000 });
      const { code } = await newDiscount({ minimumSubtotals: [eur(2_000)] });
      const answer = await order(orders.newPerson(), sku, [code], 1);
      expect(answer.body.errors[0]).to.deep.equal({
        pointer: '/discountCodes/0',
        in: 'body',
        code: 'discount_minimum_not_met',
        detail: 'is for items of €20.00 or more',
      });
      expect((await order(orders.newPerson(), sku, [code], 2)).status).to.equal(201);
    });

    it('for discounts that stand alone, and for a code that is given twice', async () => {
      const { sku } = await orders.newProduct();
      const [alone, other] = [await newDiscount(), await newDiscount({ combinable: true })];
      expect(await refusals(sku, [other.code, alone.code])).to.deep.equal([
        ['/discountCodes/1', 'discount_not_combinable'],
      ]);
      expect(await refusals(sku, [other.code, other.code.toLowerCase()])).to.deep.equal([
        ['/discountCodes/1', 'duplicate_discount'],
      ]);
      expect((await order(orders.newPerson(), sku, [alone.code])).status).to.equal(201);
    });

    it('in a currency that a discount has no amount or no minimum in', async () => {
      const { sku } = await orders.newProduct({ prices: [eur(1_000), usd(1_000)] });
      const fixed = await newDiscount({ kind: 'fixed', amounts: [eur(100)] });
      const minimum = await newDiscount({ minimumSubtotals: [eur(100)] });
      for (const { code } of [fixed, minimum]) {
        expect(await refusals(sku, [code], { currency: 'USD' })).to.deep.equal([
          ['/discountCodes/0', 'no_amount_in_currency'],
        ]);
      }
    });

    it('when no item is one that the discount is for', async () => {
      const { sku } = await orders.newProduct();
      const { code } = await newDiscount({ skus: ['SOMETHING-ELSE'] });
      expect(await refusals(sku, [code])).to.deep.equal([['/discountCodes/0', 'discount_not_applicable']]);
    });

    it('with more codes than ten', async () => {
      const { sku } = await orders.newProduct();
      const codes = Array.from({ length: 11 }, (_, index) => `X${index}`);
      expect(await refusals(sku, codes)).to.deep.equal([['/discountCodes', 'too_big']]);
    });
  });

  describe('use a discount', () => {
    it('as often as it can be, then 409 until an order is given up', async () => {
      const product = await orders.newProduct({ stock: 10 });
      const discount = await newDiscount({ maxUses: 2 });
      const ada = orders.newPerson();
      const first = await order(ada, product.sku, [discount.code]);
      expect((await order(ada, product.sku, [discount.code])).status).to.equal(201);
      const refused = await order(ada, product.sku, [discount.code]);
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'discount_used_up']);
      expect(refused.body.discounts).to.deep.equal([{ code: discount.code, limit: 'maxUses' }]);
      expect(await orders.stockOf(product)).to.include({ reserved: 2 });

      expect(
        (await orders.as(ada).post(`/orders/${first.body.id}/cancel?dryRun=true`, { reason: 'x' })).status,
      ).to.equal(200);
      expect((await read(discount)).used).to.equal(2);
      expect((await orders.as(ada).post(`/orders/${first.body.id}/cancel`, { reason: 'x' })).status).to.equal(200);
      expect((await read(discount)).used).to.equal(1);
      expect((await orders.as(ada).post(`/orders/${first.body.id}/cancel`, { reason: 'x' })).status).to.equal(409);
      expect(await read(discount)).to.include({ used: 1, version: 1 });
      expect((await order(ada, product.sku, [discount.code])).status).to.equal(201);
    });

    it('as often as each customer may', async () => {
      const { sku } = await orders.newProduct();
      const discount = await newDiscount({ maxUsesPerCustomer: 1 });
      const [ada, bo] = [orders.newPerson(), orders.newPerson()];
      const first = await order(ada, sku, [discount.code]);
      const second = await order(ada, sku, [discount.code]);
      expect([second.status, second.body.discounts]).to.deep.equal([
        409,
        [{ code: discount.code, limit: 'maxUsesPerCustomer' }],
      ]);
      expect((await order(bo, sku, [discount.code])).status).to.equal(201);
      await orders.as(ada).post(`/orders/${first.body.id}/cancel`, { reason: 'x' });
      expect((await order(ada, sku, [discount.code])).status).to.equal(201);
    });

    it('until nobody pays for the order', async () => {
      const { sku } = await orders.newProduct();
      const discount = await newDiscount({ maxUses: 1, maxUsesPerCustomer: 1 });
      const ada = orders.newPerson();
      const { body } = await order(ada, sku, [discount.code]);
      await orders.db.query(`UPDATE orders SET expires_at = now() - interval '1 minute' WHERE id = $1`, [body.id]);
      await expireDue(orders.context);
      // One of the sweepers of the service may have been faster.
      await eventually(async () => expect((await read(discount)).used).to.equal(0));
      expect((await order(ada, sku, [discount.code])).status).to.equal(201);
    });

    it('and no longer say who did once that person is erased', async () => {
      const { sku } = await orders.newProduct();
      const discount = await newDiscount();
      const ada = orders.newPerson();
      const { body } = await order(ada, sku, [discount.code]);
      const known = () => orders.db.query('SELECT 1 FROM discount_customers WHERE customer_id = $1', [ada.id]);
      expect(await known()).to.have.length(1);
      await orders.db.transaction((tx) => eraseCustomer(tx, ada.id, orders.context));
      expect(await known()).to.have.length(0);
      await orders.as(orders.staff).post(`/orders/${body.id}/cancel`, { reason: 'x' });
      expect((await read(discount)).used).to.equal(0);
    });

    it('not for a quote, nor for an order that fails', async () => {
      const product = await orders.newProduct({ stock: 1 });
      const discount = await newDiscount({ maxUses: 1 });
      const ada = orders.newPerson();
      const quote = await order(ada, product.sku, [discount.code], 1, '?dryRun=true');
      expect([quote.status, quote.body.discounts]).to.deep.equal([200, [{ code: discount.code, amount: eur(100) }]]);
      expect((await order(ada, product.sku, [discount.code], 2)).body.code).to.equal('insufficient_stock');
      expect((await read(discount)).used).to.equal(0);
      expect((await order(ada, product.sku, [discount.code])).status).to.equal(201);
    });

    it('once for requests with one Idempotency-Key', async () => {
      const { sku } = await orders.newProduct();
      const discount = await newDiscount();
      const body = newOrder([{ sku, quantity: 1 }], { discountCodes: [discount.code] });
      const ada = orders.as(orders.newPerson());
      for (let time = 0; time < 2; time += 1) {
        expect((await ada.post('/orders', body, { headers: { 'idempotency-key': discount.id } })).status).to.equal(201);
      }
      expect((await read(discount)).used).to.equal(1);
    });
  });
});
