import { randomUUID } from 'node:crypto';
import { type Order, order as orderSchema } from '@oms/contracts';
import type { ExportEntry } from '@oms/events';
import { expect } from 'chai';
import { edit as editSchema } from '../src/edits/edit.ts';
import { eraseCustomer, findEverything } from '../src/privacy/privacy-store.ts';
import type { Product } from '../src/products/product.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, type Orders, type Person, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('edits of orders', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
    await staff().post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
    await staff().post('/tax-rates', { taxClass: 'reduced', country: 'DE', ratePpm: 70_000 });
    await staff().post('/shipping-methods', { code: 'parcel', name: 'Parcel', prices: [eur(490)] });
  });
  after(() => orders?.stop());

  const staff = () => orders.as(orders.staff);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> => (await staff().get(`/orders/${id}`)).body;
  const brief = ({ status, body }: Answer) => [status, body.code, ...(body.cause ? [body.cause] : [])];
  type Items = { sku: string; quantity: number }[];
  const propose = (
    { id }: Pick<Order, 'id'>,
    items: Items,
    { by = orders.staff, query = '', ...more }: { by?: Person; query?: string; reason?: string } = {},
  ) => orders.as(by).post(`/orders/${id}/edits${query}`, { items, ...more });
  const confirm = (edit: { id: string; orderId: string }, version: number, by = orders.staff, options: object = {}) =>
    orders.as(by).post(`/orders/${edit.orderId}/edits/${edit.id}/confirm`, { version }, options);
  const discard = (edit: { id: string; orderId: string }, by = orders.staff) =>
    orders.as(by).post(`/orders/${edit.orderId}/edits/${edit.id}/discard`);
  const pay = (order: Order, body: object = {}) =>
    staff().post(`/orders/${order.id}/payments`, { provider: 'manual', ...body });

  /** An order of three and of two pieces, at 10.00 and 20.00, with shipping of 4.90. */
  async function placed(more: object = {}) {
    const person = orders.newPerson();
    const [one, other] = await Promise.all([
      orders.newProduct({ stock: 20, price: 1_000 }),
      orders.newProduct({ stock: 20, price: 2_000 }),
    ]);
    const order = await orders.placeOrder(
      person,
      [
        { sku: one.sku, quantity: 3 },
        { sku: other.sku, quantity: 2 },
      ],
      more,
    );
    expect(order.totals.total).to.deep.equal(eur(7_490));
    return { person, one, other, order };
  }

  /** Proposes and confirms. */
  async function change(order: Order, items: Items): Promise<Order> {
    const { body: edit, status } = await propose(order, items);
    expect(status, JSON.stringify(edit)).to.equal(201);
    const answer = await confirm(edit, edit.baseVersion);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body.preview.order;
  }

  it('preview what confirming them does: lines, totals, stock, and nothing before', async () => {
    const { one, other, order } = await placed();
    const added = await orders.newProduct({ stock: 5, price: 500, taxClass: 'reduced' });
    const items = [
      { sku: one.sku, quantity: 5 },
      { sku: other.sku, quantity: 0 },
      { sku: added.sku, quantity: 4 },
    ];
    const answer = await propose(order, items, { reason: 'by telephone' });
    expect(answer.status).to.equal(201);
    const { body: edit } = answer;
    expect(editSchema.parse(edit)).to.deep.equal(edit);
    expect(answer.headers.get('location')).to.equal(`/api/v1/orders/${order.id}/edits/${edit.id}`);
    expect(edit).to.deep.include({ status: 'open', baseVersion: order.version, items, reason: 'by telephone' });
    const { difference, order: preview } = edit.preview;
    expect([difference.total, difference.due]).to.deep.equal([eur(0), eur(7_490)]);
    expect(difference.lines.map(({ sku, before, after, stock }: never) => [sku, before, after, stock])).to.deep.equal([
      [one.sku, 3, 5, 2],
      [other.sku, 2, 0, -2],
      [added.sku, 0, 4, 4],
    ]);
    expect(await read(order)).to.deep.equal(order);
    expect(await orders.stockOf(added)).to.include({ reserved: 0 });
    expect((await orders.as(orders.staff).get(`/orders/${order.id}/edits/${edit.id}`)).body).to.deep.equal(edit);

    const confirmed = await confirm(edit, order.version);
    expect(confirmed.status).to.equal(200);
    const after = await read(order);
    expect(after).to.deep.equal({ ...preview, version: order.version + 1, updatedAt: after.updatedAt });
    expect(confirmed.body).to.deep.include({ status: 'confirmed', preview: { difference, order: after } });
    expect(orderSchema.parse(after).lines.map(({ sku, quantity, tax }) => [sku, quantity, tax.amount])).to.deep.equal([
      [one.sku, 5, 798],
      [added.sku, 4, 131],
    ]);
    expect(after.totals).to.deep.include({ subtotal: eur(7_000), shipping: eur(490), total: eur(7_490) });
    expect(await orders.stockOf(one)).to.include({ reserved: 5 });
    expect(await orders.stockOf(other)).to.include({ reserved: 0 });
    expect(await orders.stockOf(added)).to.include({ reserved: 4 });
    const { data, aggregateversion } = await orders.published('oms.orders.order.edited.v1', order.id);
    expect([data, aggregateversion]).to.deep.equal([
      { editId: edit.id, difference, order: after, actor: { kind: 'person', id: orders.staff.id } },
      after.version,
    ]);
    const { body: found } = await staff().get(`/orders?sku=${added.sku}`);
    expect(found.data.map(({ id }: Order) => id)).to.deep.equal([order.id]);
    const { body: closed } = await staff().get(`/orders/${order.id}/edits/${edit.id}`);
    expect(closed).to.deep.include({ status: 'confirmed', preview: { difference, order: null } });
    await expectStockToAgree(orders.db);
  });

  it('keep the price of lines that stay, whatever the product costs by now, also once it is confirmed', async () => {
    const { one, order } = await placed();
    const product = await orders.as(orders.staff).get(`/products/${one.id}`);
    const changed = await staff().patch(
      `/products/${one.id}`,
      { prices: [eur(9_999)], taxClass: 'reduced' },
      product.headers.get('etag'),
    );
    expect(changed.status).to.equal(200);
    const after = await change(order, [{ sku: one.sku, quantity: 4 }]);
    expect(after.lines[0]).to.deep.include({ unitPrice: eur(1_000), taxRatePpm: 190_000, total: eur(4_000) });
  });

  it('take discounts off anew by the terms that the order keeps, without judging minimums again', async () => {
    const { body: percent } = await staff().post('/discounts', {
      code: randomUUID().slice(0, 8),
      name: 'Ten percent',
      kind: 'percentage',
      ratePpm: 100_000,
      combinable: true,
      minimumSubtotals: [eur(5_000)],
    });
    const { body: free } = await staff().post('/discounts', {
      code: randomUUID().slice(0, 8),
      name: 'No shipping',
      kind: 'free_shipping',
      combinable: true,
    });
    const person = orders.newPerson();
    const product = await orders.newProduct({ price: 1_000 });
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity: 6 }], {
      discountCodes: [percent.code, free.code],
    });
    expect(order.totals).to.deep.include({ discount: eur(600), shipping: eur(0), total: eur(5_400) });
    await staff().patch(`/discounts/${percent.id}`, { ratePpm: 500_000 }, '"1"');
    const after = await change(order, [{ sku: product.sku, quantity: 2 }]);
    expect(after.totals).to.deep.include({ discount: eur(200), shipping: eur(0), total: eur(1_800) });
    expect(after.discounts).to.deep.equal([
      { code: percent.code, amount: eur(200) },
      { code: free.code, amount: eur(490) },
    ]);
  });

  it('are confirmed against the version that was seen: 412 names what has changed since', async () => {
    const { one, order, person } = await placed();
    const { body: edit } = await propose(order, [{ sku: one.sku, quantity: 1 }]);
    await orders.as(person).patch(`/orders/${order.id}`, { note: 'ring twice' }, '"1"');
    const stale = await confirm(edit, edit.baseVersion);
    expect(brief(stale)).to.deep.equal([412, 'precondition_failed']);
    expect(stale.body).to.deep.include({ currentVersion: 2, changed: ['/note'] });
    expect(brief(await confirm(edit, 3))).to.deep.equal([412, 'precondition_failed']);
    const { body: again } = await staff().get(`/orders/${order.id}/edits/${edit.id}`);
    expect(again.preview.order).to.include({ version: 2, note: 'ring twice' });
    expect((await confirm(edit, 2)).status).to.equal(200);
    expect((await read(order)).totals.total).to.deep.equal(eur(5_490));
  });

  it('are refused as outdated when a new product has another price or is gone, and when stock is', async () => {
    const { order } = await placed();
    const added = await orders.newProduct({ stock: 5, price: 500 });
    const { body: edit } = await propose(order, [{ sku: added.sku, quantity: 4 }]);
    const line = edit.preview.order.lines.at(-1).id;
    await staff().patch(`/products/${added.id}`, { prices: [eur(600)] }, '"1"');
    const outdated = await confirm(edit, order.version);
    expect(brief(outdated)).to.deep.equal([409, 'preview_outdated']);
    expect(outdated.body.changed).to.deep.include({
      path: `/lines/${line}/unitPrice`,
      before: eur(500),
      after: eur(600),
    });
    await staff().patch(`/products/${added.id}`, { active: false }, '"2"');
    const gone = await confirm(edit, order.version);
    expect(brief(gone)).to.deep.equal([409, 'preview_outdated']);
    expect(gone.body.refusals[0]).to.include({ pointer: '/items/0/sku', code: 'not_for_sale' });
    await staff().patch(`/products/${added.id}`, { active: true, prices: [eur(500)] }, '"3"');
    await orders.placeOrder(orders.newPerson(), [{ sku: added.sku, quantity: 2 }]);
    const short = await confirm(edit, order.version);
    expect(brief(short)).to.deep.equal([409, 'insufficient_stock']);
    expect(short.body.items).to.deep.equal([{ sku: added.sku, requested: 4, available: 3 }]);
    expect(await read(order)).to.deep.equal(order);
    expect((await propose(order, [{ sku: added.sku, quantity: 4 }])).body.items).to.deep.equal(short.body.items);
    await expectStockToAgree(orders.db);
  });

  it('are one open edit an order: a later one supersedes it, and what is over stays so', async () => {
    const { one, order } = await placed();
    const [first, second, third] = [4, 5, 6].map((quantity) => [{ sku: one.sku, quantity }]) as [Items, Items, Items];
    const { body: superseded } = await propose(order, first);
    const { body: discarded } = await propose(order, second);
    const gone = await discard(discarded);
    expect([gone.status, gone.body.status, gone.body.preview.order]).to.deep.equal([200, 'discarded', null]);
    const { body: open } = await propose(order, third);
    for (const over of [superseded, discarded]) {
      expect(brief(await confirm(over, order.version))).to.deep.equal([409, 'invalid_transition', 'invalid_state']);
      expect(brief(await discard(over))).to.deep.equal([409, 'invalid_transition', 'invalid_state']);
    }
    const list = (query: string) => staff().get(`/orders/${order.id}/edits?${query}`);
    const { body: page } = await list('limit=2');
    const { body: rest } = await list(`limit=2&cursor=${page.nextCursor}`);
    expect([...page.data, ...rest.data].map(({ id, status }) => [id, status])).to.deep.equal([
      [open.id, 'open'],
      [discarded.id, 'discarded'],
      [superseded.id, 'superseded'],
    ]);
    expect(rest.nextCursor).to.equal(null);
    expect(await read(order)).to.deep.equal(order);
  });

  it('change nothing in a dry run, and happen once for one Idempotency-Key', async () => {
    const { one, order } = await placed();
    const items = [{ sku: one.sku, quantity: 1 }];
    const tried = await propose(order, items, { query: '?dryRun=true' });
    expect([tried.status, tried.body.preview.difference.total]).to.deep.equal([200, eur(-2_000)]);
    expect((await staff().get(`/orders/${order.id}/edits`)).body.data).to.deep.equal([]);
    const { body: edit } = await propose(order, items);
    const path = `/orders/${order.id}/edits/${edit.id}/confirm`;
    const dry = await staff().post(`${path}?dryRun=true`, { version: 1 });
    expect([dry.status, dry.body.preview.order.version]).to.deep.equal([200, 2]);
    expect(await read(order)).to.deep.equal(order);
    const once = { headers: { 'idempotency-key': edit.id } };
    const answers = [await confirm(edit, 1, orders.staff, once), await confirm(edit, 1, orders.staff, once)];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(answers[1]?.body).to.deep.equal(answers[0]?.body);
    expect((await read(order)).version).to.equal(2);
  });

  it('are for customers while their order is pending and nothing is paid for it, and for nobody else', async () => {
    const { person, one, order } = await placed();
    const items = [{ sku: one.sku, quantity: 2 }];
    const stranger = orders.newPerson();
    expect(brief(await propose(order, items, { by: stranger }))).to.deep.equal([404, 'not_found']);
    expect(brief(await orders.as(undefined).post(`/orders/${order.id}/edits`, { items }))[0]).to.equal(401);
    const { body: edit } = await propose(order, items, { by: person });
    for (const act of [confirm(edit, 1, stranger), discard(edit, stranger)]) {
      expect(brief(await act)).to.deep.equal([404, 'not_found']);
    }
    expect((await orders.as(stranger).get(`/orders/${order.id}/edits`)).status).to.equal(404);
    expect((await confirm(edit, 1, person)).status).to.equal(200);
    const editOf = async (by: Person) => {
      const { body } = await orders.as(by).get(`/orders/${order.id}/transitions`);
      const { possible, code } = body.actions.find(({ action }: { action: string }) => action === 'edit');
      return [possible, code];
    };
    expect(await editOf(person)).to.deep.equal([true, null]);
    await pay(order, { amount: eur(100) });
    expect(await editOf(person)).to.deep.equal([false, 'forbidden']);
    expect(await editOf(orders.staff)).to.deep.equal([true, null]);
    const refused = await propose(order, [{ sku: one.sku, quantity: 1 }], { by: person });
    expect(brief(refused)).to.deep.equal([409, 'invalid_transition', 'forbidden']);
    const viewer = orders.newPerson('staff', ['orders:read']);
    expect(brief(await propose(order, items, { by: viewer }))).to.deep.equal([403, 'forbidden']);
  });

  it('are refused, with the reason, for what cannot be: 422 points at each item', async () => {
    const { one, other, order } = await placed();
    const inactive = await orders.newProduct({ active: false });
    const dollars = await orders.newProduct({ prices: [{ amount: 1, currency: 'USD' }] });
    const codes = async (items: Items) =>
      ((await propose(order, items)).body.errors ?? []).map(({ pointer, code }: never) => [pointer, code]);
    expect(
      await codes([
        { sku: 'NEVER', quantity: 1 },
        { sku: inactive.sku, quantity: 1 },
        { sku: dollars.sku, quantity: 1 },
        { sku: 'GONE', quantity: 0 },
        { sku: one.sku, quantity: 1 },
        { sku: one.sku, quantity: 2 },
      ]),
    ).to.deep.equal([
      ['/items/0/sku', 'unknown_sku'],
      ['/items/1/sku', 'not_for_sale'],
      ['/items/2/sku', 'no_price'],
      ['/items/3/sku', 'unknown_sku'],
      ['/items/5/sku', 'duplicate_sku'],
    ]);
    expect(await codes([{ sku: one.sku, quantity: 10_000 }])).to.deep.equal([['/items/0/quantity', 'too_big']]);
    expect(await codes([{ sku: one.sku, quantity: 3 }])).to.deep.equal([['/items', 'no_change']]);
    expect(await codes([one, other].map(({ sku }) => ({ sku, quantity: 0 })))).to.deep.equal([
      ['/items', 'nothing_left'],
    ]);
    // Of what is no longer sold there can be fewer, not more.
    await staff().patch(`/products/${one.id}`, { active: false }, '"1"');
    expect(await codes([{ sku: one.sku, quantity: 4 }])).to.deep.equal([['/items/0/sku', 'not_for_sale']]);
    expect((await change(order, [{ sku: one.sku, quantity: 1 }])).lines[0]?.quantity).to.equal(1);
  });

  it('confirm a pending order that is covered by what was paid, and then issue its invoice', async () => {
    const { one, order } = await placed();
    await pay(order, { amount: eur(5_490) });
    expect(await read(order)).to.include({ status: 'pending', paymentStatus: 'partially_paid' });
    const after = await change(await read(order), [{ sku: one.sku, quantity: 1 }]);
    expect(after).to.include({ status: 'confirmed', paymentStatus: 'paid' });
    await orders.published('oms.orders.order.confirmed.v1', order.id);
    const documents = await orders.db.query('SELECT kind, amount FROM documents WHERE order_id = $1', [order.id]);
    expect(documents).to.deep.equal([{ kind: 'invoice', amount: 5_490 }]);
  });

  it('make a confirmed order wait for what it costs in addition before it is shipped, and stay confirmed', async () => {
    const { one, order } = await placed();
    await pay(order);
    const after = await change(await read(order), [{ sku: one.sku, quantity: 4 }]);
    expect(after).to.include({ status: 'confirmed', paymentStatus: 'partially_paid' });
    expect(after.totals.due).to.deep.equal(eur(1_000));
    const ship = () => staff().post(`/orders/${order.id}/shipments`, {});
    expect(brief(await ship())).to.deep.equal([409, 'invalid_transition', 'not_paid']);
    expect((await pay(order)).body.amount).to.deep.equal(eur(1_000));
    expect(await read(order)).to.include({ paymentStatus: 'paid' });
    expect((await ship()).status).to.equal(201);
  });

  it('take out what was not shipped yet, so that what was completes the order, and nothing of that', async () => {
    const { person, one, other, order } = await placed();
    await pay(order);
    const ship = async (sku: string, quantity: number) => {
      const answer = await staff().post(`/orders/${order.id}/shipments`, { items: [{ sku, quantity }] });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      return answer.body;
    };
    await ship(one.sku, 1);
    const items = [
      { sku: one.sku, quantity: 2 },
      { sku: other.sku, quantity: 0 },
    ];
    const byCustomer = await propose(order, items, { by: person });
    expect(brief(byCustomer)).to.deep.equal([409, 'invalid_transition', 'forbidden']);
    const tooFew = await propose(order, [{ sku: one.sku, quantity: 0 }]);
    expect(tooFew.status).to.equal(422);
    expect(tooFew.body.errors[0]).to.include({ pointer: '/items/0/quantity', code: 'already_shipped' });

    // A parcel that leaves meanwhile changes nothing of what was seen, until it takes along what the edit takes out.
    const { body: tooLate } = await propose(order, [{ sku: one.sku, quantity: 2 }]);
    await ship(one.sku, 2);
    const late = await confirm(tooLate, (await read(order)).version);
    const [refusal] = late.body.refusals ?? [];
    expect([late.status, late.body.code, refusal?.code]).to.deep.equal([409, 'preview_outdated', 'already_shipped']);
    const { body: edit } = await propose(order, [{ sku: other.sku, quantity: 1 }]);
    await ship(other.sku, 1);
    const { body: shown } = await staff().get(`/orders/${order.id}/edits/${edit.id}`);
    expect(shown.preview.order.lines.map(({ shipped }: Order['lines'][0]) => shipped)).to.deep.equal([3, 1]);
    const { status, body } = await confirm(edit, (await read(order)).version);
    expect(status, JSON.stringify(body)).to.equal(200);
    const after = await read(order);
    expect(after).to.deep.include({ status: 'confirmed', fulfillmentStatus: 'shipped', paymentStatus: 'paid' });
    expect(after.totals).to.deep.include({ total: eur(5_490), due: eur(-2_000) });
    expect(await orders.stockOf(one)).to.include({ onHand: 17, reserved: 0 });
    expect(await orders.stockOf(other)).to.include({ onHand: 19, reserved: 0 });
    await staff().post(`/orders/${order.id}/refunds`, { amount: eur(2_000), reason: 'not to be had' });
    const { body: parcels } = await staff().get(`/orders/${order.id}/shipments`);
    for (const { id } of parcels.data) await staff().post(`/orders/${order.id}/shipments/${id}/deliver`);
    const ended = await read(order);
    expect(ended).to.include({ status: 'completed', fulfillmentStatus: 'delivered' });
    expect(ended.totals).to.deep.include({ refunded: eur(2_000), due: eur(0) });
  });

  it('complete an order at once that waits for nothing else', async () => {
    const { one, other, order } = await placed();
    await pay(order, { capture: false });
    const { body: parcel } = await staff().post(`/orders/${order.id}/shipments`, {
      items: [{ sku: one.sku, quantity: 3 }],
    });
    await staff().post(`/orders/${order.id}/shipments/${parcel.id}/deliver`);
    const { body: payments } = await staff().get(`/orders/${order.id}/payments`);
    await staff().post(`/orders/${order.id}/payments/${payments.data[0].id}/capture`, {});
    expect(await read(order)).to.include({ status: 'confirmed', fulfillmentStatus: 'partially_delivered' });
    const after = await change(await read(order), [{ sku: other.sku, quantity: 0 }]);
    expect(after).to.include({ status: 'completed', fulfillmentStatus: 'delivered' });
    await orders.published('oms.orders.order.completed.v1', order.id);
  });

  it('leave what was paid in excess due to the customer, and ship the rest; held money stays held', async () => {
    const { other, order } = await placed();
    await pay(order);
    const { body: edit } = await propose(await read(order), [{ sku: other.sku, quantity: 0 }]);
    expect(edit.preview.difference).to.deep.include({ total: eur(-4_000), due: eur(-4_000) });
    const { body } = await confirm(edit, edit.baseVersion);
    expect(body.preview.order).to.deep.include({ status: 'confirmed', paymentStatus: 'paid' });
    expect(body.preview.order.totals).to.deep.include({ paid: eur(7_490), due: eur(-4_000) });
    const refund = await staff().post(`/orders/${order.id}/refunds`, { amount: eur(4_000), reason: 'fewer things' });
    expect(refund.status, JSON.stringify(refund.body)).to.equal(201);
    expect((await read(order)).totals.due).to.deep.equal(eur(0));
    expect((await staff().post(`/orders/${order.id}/shipments`, {})).status).to.equal(201);

    const { one: thing, order: held } = await placed();
    await pay(held, { capture: false });
    const after = await change(await read(held), [{ sku: thing.sku, quantity: 1 }]);
    expect(after).to.include({ status: 'confirmed', paymentStatus: 'authorized' });
    const [row] = await orders.db.query('SELECT authorized, total FROM orders WHERE id = $1', [held.id]);
    expect(row).to.deep.equal({ authorized: 7_490, total: 5_490 });
  });

  it('go on after what they took off was paid back, until something of what the order costs was', async () => {
    const { one, other, order } = await placed();
    await pay(order);
    await change(await read(order), [{ sku: other.sku, quantity: 1 }]);
    const refund = (amount: number) =>
      staff().post(`/orders/${order.id}/refunds`, { amount: eur(amount), reason: 'fewer things' });
    expect((await refund(2_000)).status).to.equal(201);
    // 54.90 are kept of 74.90. What costs more than that, and no more than was paid, nobody would pay again.
    const again = await propose(order, [{ sku: other.sku, quantity: 2 }]);
    expect(again.status).to.equal(422);
    expect(again.body.errors[0]).to.include({ pointer: '/items', code: 'already_refunded' });
    const { body: dearer } = await propose(order, [{ sku: other.sku, quantity: 3 }]);
    expect(dearer.preview.difference).to.deep.include({ total: eur(4_000), due: eur(4_000) });
    const after = await change(await read(order), [{ sku: one.sku, quantity: 1 }]);
    expect(after.totals).to.deep.include({ total: eur(3_490), due: eur(-2_000) });
    expect((await refund(2_000)).status).to.equal(201);
    expect((await read(order)).totals.due).to.deep.equal(eur(0));
    expect((await refund(500)).status).to.equal(201);
    const late = await propose(order, [{ sku: other.sku, quantity: 0 }]);
    expect(brief(late)).to.deep.equal([409, 'invalid_transition', 'already_refunded']);
  });

  it('are refused for an order that has come to its end, and can still be discarded then', async () => {
    const { one, order } = await placed();
    const { body: edit } = await propose(order, [{ sku: one.sku, quantity: 1 }]);
    await staff().post(`/orders/${order.id}/cancel`, { reason: 'x' });
    const ended = [409, 'invalid_transition', 'invalid_state'];
    expect(brief(await propose(order, [{ sku: one.sku, quantity: 1 }]))).to.deep.equal(ended);
    expect(brief(await confirm(edit, 2))).to.deep.equal(ended);
    expect((await discard(edit)).body.status).to.equal('discarded');
  });

  it('are told to whom the order is of, and lose their words when that person is erased', async () => {
    const { person, one, order } = await placed();
    const { body: edit } = await propose(order, [{ sku: one.sku, quantity: 1 }], { by: person, reason: 'too dear' });
    const told: ExportEntry[] = [];
    await orders.db.transaction(async (tx) => {
      for await (const each of findEverything(tx, orders.db.knex, person.id)) told.push(each);
    });
    expect(told.filter(({ section }) => section === 'edits').map(({ entry }) => entry)).to.deep.equal([
      {
        id: edit.id,
        orderId: order.id,
        status: 'open',
        items: edit.items,
        reason: 'too dear',
        createdAt: edit.createdAt,
      },
    ]);
    await orders.db.transaction((tx) => eraseCustomer(tx, person.id, orders.context));
    const { body: erased } = await staff().get(`/orders/${order.id}/edits/${edit.id}`);
    expect([erased.reason, erased.preview.order.shippingAddress]).to.deep.equal([null, null]);
    const [row] = await orders.db.query('SELECT e::text AS text FROM order_edits e WHERE id = $1', [edit.id]);
    for (const word of ['too dear', 'Ada', 'Berlin', person.email]) expect(row?.text).to.not.contain(word);
    expect((await confirm(edit, 2)).status).to.equal(200);
    const added: Product = await orders.newProduct();
    const refused = await propose(order, [{ sku: added.sku, quantity: 1 }]);
    expect(brief(refused)).to.deep.equal([409, 'account_erased']);
  });

  it('leave everything adding up', async () => {
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
  });
});
