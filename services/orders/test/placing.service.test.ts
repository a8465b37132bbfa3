import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { order as orderSchema } from '@oms/contracts';
import { expect } from 'chai';
import { fillShop } from '../src/seed.ts';
import { newOrder, type Orders, startOrders } from './orders-harness.ts';

describe('placing an order', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
    await fillShop(orders.db);
  });
  after(() => orders?.stop());

  const countOrders = async (customerId: string): Promise<number> =>
    (await orders.db.query('SELECT 1 FROM orders WHERE customer_id = $1', [customerId])).length;

  it('answers 201 with the order, its place and its version, at the server’s prices', async () => {
    const ada = orders.newPerson();
    const one = await orders.newProduct({ price: 1_999 });
    const other = await orders.newProduct({ price: 1_050, taxClass: 'reduced', name: 'Coffee' });
    const answer = await orders.as(ada).post('/orders', {
      ...newOrder([
        { sku: one.sku, quantity: 2 },
        { sku: other.sku, quantity: 1 },
      ]),
      shippingMethod: 'express',
      note: 'Ring twice',
      metadata: { basket: '17' },
    });
    expect(answer.status).to.equal(201);
    const placed: Order = orderSchema.parse(answer.body);
    expect(answer.headers.get('location')).to.equal(`/api/v1/orders/${placed.id}`);
    expect(answer.headers.get('etag')).to.equal('"1"');
    expect(placed).to.include({ customerId: ada.id, email: ada.email, status: 'pending', paymentStatus: 'pending' });
    expect(placed).to.include({ fulfillmentStatus: 'unfulfilled', currency: 'EUR', note: 'Ring twice', version: 1 });
    expect(placed.number).to.match(/^A-\d{6}$/);
    expect(placed.metadata).to.deep.equal({ basket: '17' });
    expect(placed.billingAddress).to.deep.equal(placed.shippingAddress);
    expect(placed.shippingMethod).to.deep.equal({ code: 'express', name: 'Express, next working day' });
    expect(
      placed.lines.map(({ name, quantity, total, tax }) => [name, quantity, total.amount, tax.amount]),
    ).to.deep.equal([
      ['A thing', 2, 3_998, 638],
      ['Coffee', 1, 1_050, 69],
    ]);
    // 12.90 of shipping contain 2.06 at 19 %.
    expect(placed.totals.total.amount).to.equal(3_998 + 1_050 + 1_290);
    expect(placed.totals.tax.amount).to.equal(638 + 69 + 206);
    expect(placed.totals.due.amount).to.equal(placed.totals.total.amount);
    expect(Date.parse(placed.expiresAt ?? '') - Date.parse(placed.placedAt)).to.equal(60 * 60_000);

    const read = await orders.as(ada).get(`/orders/${placed.id}`);
    expect(read.status).to.equal(200);
    expect(read.headers.get('etag')).to.equal('"1"');
    expect(read.body).to.deep.equal(placed);
    expect(await orders.stockOf(one)).to.deep.equal({ onHand: 100, reserved: 2, available: 98 });
  });

  it('publishes the order as it was placed, and by whom', async () => {
    const ada = orders.newPerson();
    const product = await orders.newProduct();
    const placed = await orders.placeOrder(ada, [{ sku: product.sku, quantity: 1 }]);
    const sent = await orders.published('oms.orders.order.placed.v1', placed.id);
    expect(sent.data).to.deep.equal({ order: placed, actor: { kind: 'person', id: ada.id } });
    expect(sent.aggregateversion).to.equal(1);
  });

  it('makes one line of items with the same sku', async () => {
    const product = await orders.newProduct({ stock: 5 });
    const placed = await orders.placeOrder(orders.newPerson(), [
      { sku: product.sku, quantity: 2 },
      { sku: product.sku, quantity: 3 },
    ]);
    expect(placed.lines.map(({ quantity }) => quantity)).to.deep.equal([5]);
    expect(await orders.stockOf(product)).to.include({ reserved: 5, available: 0 });
  });

  it('judges the stock by the sum of items with the same sku', async () => {
    const product = await orders.newProduct({ stock: 4 });
    const items = [
      { sku: product.sku, quantity: 2 },
      { sku: product.sku, quantity: 3 },
    ];
    const answer = await orders.as(orders.newPerson()).post('/orders', newOrder(items));
    expect(answer.status).to.equal(409);
    expect(answer.body.items).to.deep.equal([{ sku: product.sku, requested: 5, available: 4 }]);
  });

  it('takes the first shipping method that has a price when none is named', async () => {
    const product = await orders.newProduct();
    const placed = await orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 1 }]);
    expect(placed.shippingMethod?.code).to.equal('standard');
    expect(placed.totals.shipping.amount).to.equal(490);
  });

  it('taxes by destination: nothing where there is no rate', async () => {
    const product = await orders.newProduct();
    const shippingAddress = { name: 'Bo', line1: '1 Main St', city: 'Springfield', postalCode: '12345', country: 'US' };
    const placed = await orders.placeOrder(orders.newPerson(), [{ sku: product.sku, quantity: 1 }], {
      shippingAddress,
    });
    expect(placed.totals.tax.amount).to.equal(0);
  });

  describe('with an Idempotency-Key', () => {
    it('answers the same order again, and places it once', async () => {
      const ada = orders.newPerson();
      const product = await orders.newProduct();
      const headers = { 'idempotency-key': randomUUID() };
      const body = newOrder([{ sku: product.sku, quantity: 1 }]);
      const first = await orders.as(ada).post('/orders', body, { headers });
      const second = await orders.as(ada).post('/orders', body, { headers });
      expect([first.status, second.status]).to.deep.equal([201, 201]);
      expect(second.body).to.deep.equal(first.body);
      expect(second.headers.get('idempotent-replayed')).to.equal('true');
      expect(second.headers.get('etag')).to.equal(first.headers.get('etag'));
      expect(second.headers.get('location')).to.equal(first.headers.get('location'));
      expect(await countOrders(ada.id)).to.equal(1);
      expect(await orders.stockOf(product)).to.include({ reserved: 1 });
    });

    it('answers 422 when the key comes with another body', async () => {
      const ada = orders.newPerson();
      const product = await orders.newProduct();
      const headers = { 'idempotency-key': randomUUID() };
      await orders.as(ada).post('/orders', newOrder([{ sku: product.sku, quantity: 1 }]), { headers });
      const answer = await orders.as(ada).post('/orders', newOrder([{ sku: product.sku, quantity: 2 }]), { headers });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
      expect(await countOrders(ada.id)).to.equal(1);
    });

    it('places one order for twenty requests at once, and answers 201 or 409', async () => {
      const ada = orders.newPerson();
      const product = await orders.newProduct();
      const headers = { 'idempotency-key': randomUUID() };
      const body = newOrder([{ sku: product.sku, quantity: 1 }]);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => orders.as(ada).post('/orders', body, { headers })),
      );
      const placed = answers.filter(({ status }) => status === 201);
      expect(answers.every(({ status }) => status === 201 || status === 409)).to.equal(true);
      expect(new Set(placed.map((answer) => answer.body.id)).size).to.equal(1);
      expect(await countOrders(ada.id)).to.equal(1);
      expect(await orders.stockOf(product)).to.include({ reserved: 1 });
    });

    it('keeps the refusal for want of stock, and reserves nothing', async () => {
      const ada = orders.newPerson();
      const product = await orders.newProduct({ stock: 1 });
      const headers = { 'idempotency-key': randomUUID() };
      const body = newOrder([{ sku: product.sku, quantity: 2 }]);
      const first = await orders.as(ada).post('/orders', body, { headers });
      const second = await orders.as(ada).post('/orders', body, { headers });
      expect([first.status, second.status]).to.deep.equal([409, 409]);
      expect(second.body.code).to.equal('insufficient_stock');
      expect(await countOrders(ada.id)).to.equal(0);
    });
  });

  it('quotes with dryRun=true and changes nothing', async () => {
    const ada = orders.newPerson();
    const product = await orders.newProduct({ price: 700 });
    const body = newOrder([{ sku: product.sku, quantity: 3 }]);
    const quote = await orders.as(ada).post('/orders?dryRun=true', body);
    expect(quote.status).to.equal(200);
    expect(orderSchema.parse(quote.body).totals.subtotal.amount).to.equal(2_100);
    expect(await countOrders(ada.id)).to.equal(0);
    expect(await orders.stockOf(product)).to.include({ reserved: 0 });
    const movements = await orders.as(orders.staff).get(`/products/${product.id}/stock/movements`);
    expect(movements.body.data.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['adjustment']);
    expect((await orders.as(ada).get(`/orders/${quote.body.id}`)).status).to.equal(404);
  });

  it('takes no number for a quote', async () => {
    const ada = orders.newPerson();
    const body = newOrder([{ sku: (await orders.newProduct()).sku, quantity: 1 }]);
    const place = async (query = ''): Promise<Order> => (await orders.as(ada).post(`/orders${query}`, body)).body;
    const before = await place();
    const quotes = await Promise.all([place('?dryRun=true'), place('?dryRun=true')]);
    expect(quotes.map(({ number }) => number)).to.deep.equal(quotes.map(({ id }) => `quote-${id}`));
    const after = await place('?dryRun=false');
    expect(Number(after.number.slice(2))).to.equal(Number(before.number.slice(2)) + 1);
  });

  it('answers 409 with what is available of each sku that falls short, and changes nothing', async () => {
    const ada = orders.newPerson();
    const enough = await orders.newProduct({ stock: 10 });
    const few = await orders.newProduct({ stock: 2 });
    const none = await orders.newProduct({ stock: 0 });
    const answer = await orders.as(ada).post(
      '/orders',
      newOrder([
        { sku: enough.sku, quantity: 10 },
        { sku: few.sku, quantity: 3 },
        { sku: none.sku, quantity: 1 },
      ]),
    );
    expect(answer.status).to.equal(409);
    expect(answer.headers.get('content-type')).to.include('application/problem+json');
    expect(answer.body.code).to.equal('insufficient_stock');
    expect(answer.body.items).to.deep.equal([
      { sku: few.sku, requested: 3, available: 2 },
      { sku: none.sku, requested: 1, available: 0 },
    ]);
    expect(await countOrders(ada.id)).to.equal(0);
    expect(await orders.stockOf(enough)).to.include({ reserved: 0 });
    expect(await orders.stockOf(few)).to.include({ reserved: 0 });
  });

  describe('refuses with 422', () => {
    const refused = async (change: object, pointer: string, code: string) => {
      const product = await orders.newProduct();
      const body = { ...newOrder([{ sku: product.sku, quantity: 1 }]), ...change };
      const answer = await orders.as(orders.newPerson()).post('/orders', body);
      expect(answer.status).to.equal(422);
      const found = answer.body.errors.map((error: { pointer: string; code: string }) => [error.pointer, error.code]);
      expect(found).to.deep.include([pointer, code]);
    };

    it('a sku that is not one', () =>
      refused({ items: [{ sku: 'NO-SUCH-THING', quantity: 1 }] }, '/items/0/sku', 'unknown_sku'));
    it('a currency that a product has no price in', async () => {
      const product = await orders.newProduct();
      await refused({ currency: 'USD', items: [{ sku: product.sku, quantity: 1 }] }, '/items/0/sku', 'no_price');
    });
    it('a product that is not for sale', async () => {
      const product = await orders.newProduct({ active: false });
      await refused({ items: [{ sku: product.sku, quantity: 1 }] }, '/items/0/sku', 'not_for_sale');
    });
    it('a shipping method that is not one', () =>
      refused({ shippingMethod: 'pigeon' }, '/shippingMethod', 'unknown_shipping_method'));
    it('a currency that is not one', () => refused({ currency: 'EURO' }, '/currency', 'unknown_currency'));
    it('an unknown field', () => refused({ price: 1 }, '/price', 'unknown_field'));
    it('no item', () => refused({ items: [] }, '/items', 'too_small'));
    it('no address', () => refused({ shippingAddress: undefined }, '/shippingAddress', 'required'));
    for (const quantity of [0, -1, 1.5, 10_000]) {
      it(`a quantity of ${quantity}`, () =>
        refused(
          { items: [{ sku: 'X', quantity }] },
          '/items/0/quantity',
          quantity === 1.5 ? 'invalid_type' : quantity > 1 ? 'too_big' : 'too_small',
        ));
    }
    it('more than 9,999 of a sku in all', async () => {
      const { sku } = await orders.newProduct();
      const items = [
        { sku, quantity: 9_999 },
        { sku, quantity: 1 },
      ];
      await refused({ items }, '/items/0/quantity', 'too_big');
    });
    it('more than can be reckoned exactly', async () => {
      const { sku } = await orders.newProduct({ price: 1_000_000_000_000 });
      await refused({ items: [{ sku, quantity: 9_999 }] }, '/items', 'amount_too_large');
    });
  });

  it('takes no more than all events of an order can tell, and whatever it takes can be shipped and paid back', async () => {
    const staff = orders.as(orders.staff);
    const skus = Array.from({ length: 200 }, (_, index) => `${'LARGE'.padEnd(60, '-')}${index}`);
    const products = skus.map((sku) => ({ sku, name: 'Ж'.repeat(200), prices: [{ amount: 100, currency: 'EUR' }] }));
    await orders.call('POST', '/api/v1/products/import', {
      body: products.map((product) => JSON.stringify(product)).join('\n'),
      token: orders.staff.token,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await orders.db.query(`
      WITH large AS (SELECT id FROM products WHERE sku LIKE 'LARGE-%'), moved AS (
        INSERT INTO stock_movements (id, product_id, kind, on_hand_delta) SELECT gen_random_uuid(), id, 'adjustment', 9 FROM large)
      UPDATE stock SET on_hand = 9 WHERE product_id IN (SELECT id FROM large)`);
    const ada = orders.as(orders.newPerson());
    const wanted = (count: number) => newOrder(skus.slice(0, count).map((sku) => ({ sku, quantity: 1 })));
    const refused = await ada.post('/orders', wanted(200));
    expect([refused.status, refused.body.errors?.[0]?.code]).to.deep.equal([422, 'too_large']);
    let count = 175;
    while ((await ada.post('/orders?dryRun=true', wanted(count))).status !== 200) count -= 1;
    expect(count).to.be.above(150);

    const { body: placed } = await ada.post('/orders', wanted(count));
    const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index, 'Ж'.repeat(500)]));
    const grown = await ada.patch(`/orders/${placed.id}`, { metadata }, '*');
    expect([grown.status, grown.body.errors?.[0]?.code]).to.deep.equal([422, 'too_large']);
    const edit = { items: skus.slice(count).map((sku) => ({ sku, quantity: 1 })) };
    const edited = await ada.post(`/orders/${placed.id}/edits`, edit);
    expect([edited.status, edited.body.errors?.[0]?.code]).to.deep.equal([422, 'too_large']);
    expect((await staff.post(`/orders/${placed.id}/payments`, { provider: 'manual' })).status).to.equal(201);
    const words = { reason: 'Ж'.repeat(500) };
    const steps = { cancel: words, refunds: words, shipments: {} };
    for (const [step, body] of Object.entries(steps)) {
      expect((await staff.post(`/orders/${placed.id}/${step}?dryRun=true`, body)).status, step).to.equal(200);
    }
  });

  describe('for somebody else', () => {
    it('is refused with 403 without orders:write', async () => {
      const product = await orders.newProduct();
      const body = newOrder([{ sku: product.sku, quantity: 1 }], { customerId: randomUUID() });
      const answer = await orders.as(orders.newPerson()).post('/orders', body);
      expect([answer.status, answer.body.code]).to.deep.equal([403, 'forbidden']);
    });

    it('is placed by staff for a person whose address is proven', async () => {
      const ada = orders.newPerson();
      await orders.db.query('INSERT INTO customers (id, email, account_version) VALUES ($1, $2, 1)', [
        ada.id,
        ada.email,
      ]);
      const product = await orders.newProduct();
      const placed = await orders.placeOrder(orders.staff, [{ sku: product.sku, quantity: 1 }], { customerId: ada.id });
      expect(placed).to.include({ customerId: ada.id, email: ada.email });
      expect((await orders.as(ada).get(`/orders/${placed.id}`)).status).to.equal(200);
    });

    it('is placed for the same person however their id is spelt', async () => {
      const ada = orders.newPerson();
      await orders.db.query('INSERT INTO customers (id, email, account_version) VALUES ($1, $2, 1)', [
        ada.id,
        ada.email,
      ]);
      const items = [{ sku: (await orders.newProduct()).sku, quantity: 1 }];
      for (const customerId of [ada.id.toUpperCase(), ada.id]) {
        const placed = await orders.placeOrder(orders.staff, items, { customerId });
        expect(placed).to.include({ customerId: ada.id, email: ada.email });
        const then = await orders.as(ada).get(`/orders/${placed.id}?asOf=${placed.placedAt}`);
        expect(then.body.email).to.equal(ada.email);
      }
    });

    it('is refused with 422 for an account that nothing is known of', async () => {
      const product = await orders.newProduct();
      const body = newOrder([{ sku: product.sku, quantity: 1 }], { customerId: randomUUID() });
      const answer = await orders.as(orders.staff).post('/orders', body);
      expect([answer.status, answer.body.errors[0].code]).to.deep.equal([422, 'unknown_customer']);
    });
  });

  it('answers 401, 400, 415, 413 and 405 to requests that are not orders at all', async () => {
    const ada = orders.newPerson();
    const { token } = ada;
    expect((await orders.as(undefined).post('/orders', {})).status).to.equal(401);
    expect((await orders.as(ada).post('/orders', '{"currency":')).status).to.equal(400);
    const headers = { 'content-type': 'text/plain' };
    expect((await orders.call('POST', '/api/v1/orders', { token, body: 'x', headers })).status).to.equal(415);
    expect((await orders.as(ada).post('/orders', { note: 'x'.repeat(1_100_000) })).status).to.equal(413);
    const wrong = await orders.call('PUT', '/api/v1/orders', { token, body: {} });
    expect(wrong.status).to.equal(405);
    expect(wrong.headers.get('allow')?.split(', ')).to.have.members(['GET', 'HEAD', 'POST']);
  });
});
