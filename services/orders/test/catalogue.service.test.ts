import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { product as productSchema } from '../src/products/product.ts';
import { newOrder, type Orders, startOrders } from './orders-harness.ts';

describe('the catalogue', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  const anyone = () => orders.as(undefined);
  const eur = (amount: number) => ({ amount, currency: 'EUR' });

  describe('of products', () => {
    it('takes a new product, out of stock at first, and shows it to anyone', async () => {
      const given = {
        sku: 'MUG-1',
        name: 'Mug',
        description: 'Blue',
        prices: [eur(900), { amount: 990, currency: 'USD' }],
      };
      const created = await orders.as(orders.staff).post('/products', given);
      expect(created.status).to.equal(201);
      expect(created.headers.get('location')).to.equal(`/api/v1/products/${created.body.id}`);
      const read = await anyone().get(`/products/${created.body.id}`);
      expect(read.headers.get('etag')).to.equal(created.headers.get('etag')).and.to.match(/^"1-/);
      expect(productSchema.parse(read.body)).to.deep.equal(created.body);
      expect(read.body).to.deep.include({ ...given, taxClass: 'standard', active: true, availability: 'out_of_stock' });
      await orders
        .as(orders.staff)
        .post(`/products/${read.body.id}/stock/adjustments`, { delta: 1, reason: 'arrived' });
      // Whoever has seen it out of stock is not told that nothing has changed.
      const known = { 'if-none-match': read.headers.get('etag') ?? '' };
      const again = await orders.call('GET', `/api/v1/products/${read.body.id}`, { headers: known });
      expect([again.status, again.body.availability]).to.deep.equal([200, 'in_stock']);
      const renewed = { 'if-none-match': again.headers.get('etag') ?? '' };
      expect((await orders.call('GET', `/api/v1/products/${read.body.id}`, { headers: renewed })).status).to.equal(304);
      // What is in stock is none of a change's business.
      const change = await orders
        .as(orders.staff)
        .patch(`/products/${read.body.id}`, { name: 'Cup' }, known['if-none-match']);
      expect(change.status).to.equal(200);
    });

    it('is changed by products:write alone', async () => {
      const product = await orders.newProduct();
      const customer = orders.as(orders.newPerson());
      expect((await customer.post('/products', {})).status).to.equal(403);
      expect((await customer.patch(`/products/${product.id}`, {}, '"1"')).status).to.equal(403);
      expect((await customer.delete(`/products/${product.id}`, '"1"')).status).to.equal(403);
      expect((await anyone().post('/products', {})).status).to.equal(401);
    });

    it('refuses a sku that is taken with 409, also for changes', async () => {
      const [one, other] = [await orders.newProduct(), await orders.newProduct()];
      const again = await orders.as(orders.staff).post('/products', { sku: one.sku, name: 'Twin', prices: [eur(1)] });
      expect([again.status, again.body.code]).to.deep.equal([409, 'sku_taken']);
      const renamed = await orders.as(orders.staff).patch(`/products/${other.id}`, { sku: one.sku }, '"1"');
      expect([renamed.status, renamed.body.code]).to.deep.equal([409, 'sku_taken']);
    });

    it('refuses two prices in one currency, a price below zero, and no price', async () => {
      const post = async (prices: unknown) =>
        (await orders.as(orders.staff).post('/products', { sku: 'X', name: 'X', prices })).body.errors?.[0];
      expect(await post([eur(1), eur(2)])).to.include({ pointer: '/prices/1/currency', code: 'duplicate_currency' });
      expect(await post([eur(-1)])).to.include({ pointer: '/prices/0/amount' });
      expect(await post([])).to.include({ pointer: '/prices' });
    });

    it('changes what is given and keeps the rest, under the version that was read', async () => {
      const product = await orders.newProduct({ description: 'Kept', price: 500, stock: 0 });
      const staff = orders.as(orders.staff);
      expect((await staff.patch(`/products/${product.id}`, { name: 'New' }, null)).status).to.equal(428);
      expect((await staff.patch(`/products/${product.id}`, { name: 'New' }, '"2"')).status).to.equal(412);
      const answer = await staff.patch(`/products/${product.id}`, { name: 'New', prices: [eur(700)] }, '"1"');
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('etag')).to.match(/^"2-/);
      expect(answer.body).to.deep.equal({ ...product, name: 'New', prices: [eur(700)], version: 2 });
      expect((await anyone().get(`/products/${product.id}`)).body).to.deep.equal(answer.body);
      for (const same of [{}, { name: 'New', prices: [eur(700)] }]) {
        expect((await staff.patch(`/products/${product.id}`, same, '"2"')).body).to.deep.equal(answer.body);
      }
    });

    it('leaves orders at the price that they were placed with', async () => {
      const ada = orders.newPerson();
      const product = await orders.newProduct({ price: 500 });
      const placed = await orders.placeOrder(ada, [{ sku: product.sku, quantity: 1 }]);
      await orders.as(orders.staff).patch(`/products/${product.id}`, { prices: [eur(900)], name: 'Dear' }, '"1"');
      expect((await orders.as(ada).get(`/orders/${placed.id}`)).body).to.deep.equal(placed);
    });

    it('archives: no longer shown or sold, its sku free again, its orders as they were', async () => {
      const ada = orders.newPerson();
      const product = await orders.newProduct();
      const placed = await orders.placeOrder(ada, [{ sku: product.sku, quantity: 1 }]);
      expect((await orders.as(orders.staff).delete(`/products/${product.id}`, null)).status).to.equal(428);
      expect((await orders.as(orders.staff).delete(`/products/${product.id}`, '"1"')).status).to.equal(204);
      expect((await anyone().get(`/products/${product.id}`)).status).to.equal(404);
      expect((await anyone().get(`/products?q=${product.sku}`)).body.data).to.deep.equal([]);
      const order = await orders.as(ada).post('/orders', newOrder([{ sku: product.sku, quantity: 1 }]));
      expect(order.body.errors[0].code).to.equal('unknown_sku');
      expect((await orders.as(ada).get(`/orders/${placed.id}`)).body).to.deep.equal(placed);
      expect((await orders.newProduct({ sku: product.sku })).id).to.not.equal(product.id);
    });

    it('is listed by name or newest first, a page at a time, each product once', async () => {
      const word = `w${randomUUID().slice(0, 8)}`;
      const names = ['Cup', 'Apple', 'Bowl', 'Apple', 'Dish'];
      const made = [];
      for (const name of names) made.push(await orders.newProduct({ name: `${word} ${name}`, stock: 0 }));
      const list = async (query: string) => {
        const seen: { id: string; name: string }[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const { body } = await anyone().get(`/products?q=${word}&limit=2&${query}${cursor && `&cursor=${cursor}`}`);
          seen.push(...body.data);
          cursor = body.nextCursor;
        }
        return seen;
      };
      const byName = await list('sort=name');
      expect(byName.map(({ name }) => name.slice(word.length + 1))).to.deep.equal(names.toSorted());
      expect(new Set(byName.map(({ id }) => id)).size).to.equal(5);
      expect((await list('sort=-createdAt')).map(({ id }) => id)).to.deep.equal(made.map(({ id }) => id).toReversed());
    });

    it('is searched by words of sku, name and description, and by currency', async () => {
      const word = `q${randomUUID().slice(0, 8)}`;
      const one = await orders.newProduct({ name: `Red ${word}`, description: 'made of 100% wool' });
      const two = await orders.newProduct({
        name: `Blue ${word}`,
        prices: [eur(100), { amount: 110, currency: 'USD' }],
      });
      const found = async (query: string) => (await anyone().get(`/products?${query}`)).body.data;
      expect((await found(`q=${word}`)).map(({ id }: { id: string }) => id)).to.have.members([one.id, two.id]);
      expect((await found(`q=RED%20${word}`)).map(({ id }: { id: string }) => id)).to.deep.equal([one.id]);
      expect((await found(`q=${word}%20100%25`)).map(({ id }: { id: string }) => id)).to.deep.equal([one.id]);
      expect((await found(`q=${word}&currency=USD`)).map(({ prices }: { prices: unknown }) => prices)).to.deep.equal([
        [{ amount: 110, currency: 'USD' }],
      ]);
      expect((await anyone().get('/products?currency=EURO')).status).to.equal(422);
    });

    it('shows what is not for sale only when asked', async () => {
      const word = `n${randomUUID().slice(0, 8)}`;
      const product = await orders.newProduct({ name: word, active: false });
      expect((await anyone().get(`/products?q=${word}`)).body.data).to.deep.equal([]);
      const { data } = (await anyone().get(`/products?q=${word}&active=false`)).body;
      expect(data.map(({ id }: { id: string }) => id)).to.deep.equal([product.id]);
    });
  });

  describe('of stock', () => {
    it('is for stock:write alone', async () => {
      const product = await orders.newProduct();
      const writer = orders.newPerson('customer', ['stock:write']);
      expect((await orders.as(writer).get(`/products/${product.id}/stock`)).status).to.equal(200);
      for (const person of [orders.newPerson(), orders.newPerson('staff', ['products:write'])]) {
        expect((await orders.as(person).get(`/products/${product.id}/stock`)).status).to.equal(403);
        const answer = await orders
          .as(person)
          .post(`/products/${product.id}/stock/adjustments`, { delta: 1, reason: 'x' });
        expect(answer.status).to.equal(403);
      }
    });

    it('moves by adjustments, once a key, each with its reason in the ledger', async () => {
      const product = await orders.newProduct({ stock: 10 });
      const path = `/products/${product.id}/stock/adjustments`;
      const headers = { 'idempotency-key': randomUUID() };
      const lost = { delta: -3, reason: 'Broken in the warehouse' };
      const first = await orders.as(orders.staff).post(path, lost, { headers });
      const second = await orders.as(orders.staff).post(path, lost, { headers });
      expect([first.status, second.status]).to.deep.equal([201, 201]);
      expect(second.body).to.deep.equal(first.body);
      expect(first.body).to.deep.include({ ...lost, onHand: 7, reserved: 0, available: 7 });
      const { data } = (await orders.as(orders.staff).get(`/products/${product.id}/stock/movements`)).body;
      expect(data).to.have.length(2);
      expect(data[0]).to.deep.include({
        kind: 'adjustment',
        onHandDelta: -3,
        reason: lost.reason,
        actorId: orders.staff.id,
      });
    });

    it('never falls below what is reserved', async () => {
      const product = await orders.newProduct({ stock: 5 });
      await orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 4 }]);
      const path = `/products/${product.id}/stock/adjustments`;
      const answer = await orders.as(orders.staff).post(path, { delta: -2, reason: 'x' });
      expect([answer.status, answer.body.code, answer.body.available]).to.deep.equal([409, 'insufficient_stock', 1]);
      expect(await orders.stockOf(product)).to.deep.equal({ onHand: 5, reserved: 4, available: 1 });
    });

    it('stays as it is on a dry run', async () => {
      const product = await orders.newProduct({ stock: 5 });
      const path = `/products/${product.id}/stock/adjustments?dryRun=true`;
      const answer = await orders.as(orders.staff).post(path, { delta: 5, reason: 'x' });
      expect([answer.status, answer.body.onHand]).to.deep.equal([200, 10]);
      expect(await orders.stockOf(product)).to.include({ onHand: 5 });
    });

    it('refuses a delta of zero and a product that there is not', async () => {
      const product = await orders.newProduct();
      const zero = await orders
        .as(orders.staff)
        .post(`/products/${product.id}/stock/adjustments`, { delta: 0, reason: 'x' });
      expect(zero.status).to.equal(422);
      const missing = `/products/${randomUUID()}/stock`;
      expect((await orders.as(orders.staff).get(missing)).status).to.equal(404);
      expect((await orders.as(orders.staff).get(`${missing}/movements`)).status).to.equal(404);
      expect((await orders.as(orders.staff).post(`${missing}/adjustments`, { delta: 1, reason: 'x' })).status).to.equal(
        404,
      );
    });

    it('has a ledger that nobody rewrites', async () => {
      await orders.newProduct();
      for (const statement of ['UPDATE stock_movements SET reason = NULL', 'DELETE FROM stock_movements']) {
        const failure = await orders.db.query(statement).catch((error: Error) => error);
        expect((failure as Error).message).to.include('append-only');
      }
    });

    it('lists movements newest first, a page at a time', async () => {
      const product = await orders.newProduct({ stock: 3 });
      for (let count = 0; count < 3; count += 1) {
        await orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 1 }]);
      }
      const path = `/products/${product.id}/stock/movements?limit=3`;
      const first = (await orders.as(orders.staff).get(path)).body;
      const last = (await orders.as(orders.staff).get(`${path}&cursor=${first.nextCursor}`)).body;
      expect([...first.data, ...last.data].map(({ kind }) => kind)).to.deep.equal([
        'reservation',
        'reservation',
        'reservation',
        'adjustment',
      ]);
      expect(last.nextCursor).to.equal(null);
    });
  });

  describe('of shipping methods', () => {
    it('is written by products:write, read by anyone, and orders take their price from it', async () => {
      const staff = orders.as(orders.staff);
      const given = { code: 'bike', name: 'Bicycle courier', prices: [eur(350)], position: 5 };
      const created = await staff.post('/shipping-methods', given);
      expect(created.status).to.equal(201);
      expect((await staff.post('/shipping-methods', given)).body.code).to.equal('code_taken');
      const path = `/shipping-methods/${created.body.id}`;
      expect((await anyone().get(path)).headers.get('etag')).to.equal('"1"');
      expect((await anyone().get('/shipping-methods')).body.data).to.deep.include(created.body);
      expect((await anyone().get('/shipping-methods?currency=USD')).body.data).to.deep.equal([]);

      const { sku } = await orders.newProduct();
      const ada = orders.newPerson();
      const place = (shippingMethod: string) =>
        orders.as(ada).post('/orders', newOrder([{ sku, quantity: 1 }], { shippingMethod }));
      expect((await place('bike')).body.totals.shipping.amount).to.equal(350);
      expect((await staff.patch(path, { prices: [eur(400)] }, '"1"')).body.version).to.equal(2);
      expect((await staff.patch(path, { prices: [eur(400)] }, '"2"')).body.version).to.equal(2);
      expect((await place('bike')).body.totals.shipping.amount).to.equal(400);
      expect((await staff.patch(path, { active: false }, '"2"')).status).to.equal(200);
      expect((await place('bike')).body.errors[0].code).to.equal('unknown_shipping_method');
      expect((await staff.delete(path, '"2"')).status).to.equal(412);
      expect((await staff.delete(path, '"3"')).status).to.equal(204);
      expect((await anyone().get(path)).status).to.equal(404);
      expect((await orders.as(ada).post('/shipping-methods', given)).status).to.equal(403);
    });

    it('refuses with 422 one that has no price in the currency of the order', async () => {
      const usd = { code: 'overseas', name: 'Overseas', prices: [{ amount: 900, currency: 'USD' }] };
      const { body: method } = await orders.as(orders.staff).post('/shipping-methods', usd);
      const { sku } = await orders.newProduct();
      const body = newOrder([{ sku, quantity: 1 }], { shippingMethod: 'overseas' });
      const ada = orders.as(orders.newPerson());
      expect((await ada.post('/orders', body)).body.errors[0]).to.include({
        pointer: '/shippingMethod',
        code: 'no_price',
      });
      // Nor is an order sent for free because no method at all has one.
      const unnamed = newOrder([{ sku, quantity: 1 }]);
      const refused = await ada.post('/orders', unnamed);
      expect([refused.status, refused.body.errors?.[0].code]).to.deep.equal([422, 'no_shipping_price']);
      await orders.as(orders.staff).delete(`/shipping-methods/${method.id}`, '"1"');
      expect((await ada.post('/orders', unnamed)).body.totals.shipping.amount).to.equal(0);
    });
  });

  describe('of tax rates', () => {
    it('is for products:write, one rate a class and place', async () => {
      const staff = orders.as(orders.staff);
      const given = { taxClass: 'standard', country: 'ES', ratePpm: 210_000 };
      const created = await staff.post('/tax-rates', given);
      expect(created.status).to.equal(201);
      expect(created.body).to.deep.include({ ...given, region: null, version: 1 });
      expect((await staff.post('/tax-rates', given)).body.code).to.equal('tax_rate_exists');
      expect((await staff.post('/tax-rates', { ...given, region: 'Canarias', ratePpm: 70_000 })).status).to.equal(201);
      expect((await staff.post('/tax-rates', { ...given, region: 'CANARIAS' })).status).to.equal(409);
      const list = (await staff.get('/tax-rates?country=ES&limit=1')).body;
      const rest = (await staff.get(`/tax-rates?country=ES&cursor=${list.nextCursor}`)).body;
      expect([...list.data, ...rest.data].map(({ region }) => region)).to.deep.equal([null, 'Canarias']);
      const path = `/tax-rates/${created.body.id}`;
      expect((await staff.patch(path, { ratePpm: 215_000 }, '"1"')).body).to.deep.include({
        ratePpm: 215_000,
        version: 2,
      });
      expect((await staff.patch(path, { ratePpm: 215_000 }, '"2"')).body.version).to.equal(2);
      expect((await staff.delete(path, '"2"')).status).to.equal(204);
      expect((await staff.get(path)).status).to.equal(404);
      expect((await anyone().get('/tax-rates')).status).to.equal(401);
      expect((await orders.as(orders.newPerson()).get('/tax-rates')).status).to.equal(403);
      expect((await staff.post('/tax-rates', { ...given, country: 'XX' })).status).to.equal(422);
    });

    it('decides by region, and orders keep the rate that they were placed with', async () => {
      const rate = (region: string | null, ratePpm: number) =>
        orders.as(orders.staff).post('/tax-rates', { taxClass: 'standard', country: 'CA', region, ratePpm });
      await rate(null, 50_000);
      await rate('ON', 130_000);
      const { sku } = await orders.newProduct({ price: 1_000 });
      const address = { name: 'Bo', line1: '1 Bay St', city: 'Toronto', postalCode: 'M5J 2N8', country: 'CA' };
      const place = (region: string) =>
        orders.placeOrder(orders.newPerson(), [{ sku, quantity: 1 }], { shippingAddress: { ...address, region } });
      expect((await place('on')).lines[0]).to.deep.include({ taxRatePpm: 130_000, tax: eur(115) });
      expect((await place('AB')).lines[0]).to.deep.include({ taxRatePpm: 50_000 });
    });
  });

  it('answers cursors that no list has given with 422', async () => {
    const made = (key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const id = '00000000-0000-7000-8000-000000000000';
    for (const path of [
      `/products?cursor=${made(['name', 'a\0b', id])}`,
      `/products?sort=-createdAt&cursor=${made(['name', 'a', id])}`,
      `/shipping-methods?cursor=${made([2 ** 40, 'standard'])}`,
      `/tax-rates?cursor=${made(['ES', '\ud800', 'standard'])}`,
    ]) {
      const answer = await orders.as(orders.staff).get(path);
      expect([answer.status, answer.body.errors?.[0]?.code], path).to.deep.equal([422, 'invalid_cursor']);
    }
  });

  it('answers text that cannot be stored with 422', async () => {
    const { sku } = await orders.newProduct();
    const body = JSON.stringify(newOrder([{ sku, quantity: 1 }], { note: 'NUL' })).replace('NUL', '\\u0000');
    expect((await orders.as(orders.newPerson()).post('/orders', body)).status).to.equal(422);
  });
});

describe('prices without tax', () => {
  it('are taxed on top', async () => {
    const orders = await startOrders({ PRICES_INCLUDE_TAX: 'false' });
    try {
      const { sku } = await orders.newProduct({ price: 1_000 });
      await orders.as(orders.staff).post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
      const code = { code: 'post', name: 'Post', prices: [{ amount: 500, currency: 'EUR' }] };
      await orders.as(orders.staff).post('/shipping-methods', code);
      const placed = await orders.placeOrder(orders.newPerson(), [{ sku, quantity: 2 }]);
      expect(placed.pricesIncludeTax).to.equal(false);
      expect(placed.lines[0]?.total.amount).to.equal(2_380);
      expect(placed.totals.shipping.amount).to.equal(595);
      expect(placed.totals.total.amount).to.equal(2_975);
      expect(placed.totals.tax.amount).to.equal(475);
    } finally {
      await orders.stop();
    }
  });
});
