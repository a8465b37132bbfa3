import { randomUUID } from 'node:crypto';
import {
  accountErased,
  accountVerified,
  type CloudEvent,
  type EventDefinition,
  exportRequested,
  type Order,
} from '@oms/contracts';
import { expect } from 'chai';
import { consumersOf } from '../src/consumers.ts';
import { redactLateOrders } from '../src/privacy/privacy-store.ts';
import { type Answer, berlin, newOrder, type Orders, type Person, startOrders } from './orders-harness.ts';

interface Provided {
  part: number;
  last: boolean;
  section: string;
  // biome-ignore lint/suspicious/noExplicitAny: entries are of every shape
  entries: any[];
}

describe('A customer’s privacy', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  /** Handles an event as the consumer does. @returns what it recorded */
  const handle = (definition: EventDefinition, data: Record<string, string>): Promise<CloudEvent[]> =>
    orders.db.transaction(async (tx) => {
      const event = { type: definition.type, aggregateversion: 1, data } as CloudEvent;
      const handlers = consumersOf(orders.context).flatMap((each) => each.handlers);
      for (const handler of handlers.filter(({ definition: { type } }) => type === event.type)) {
        await handler.handle(event, tx);
      }
      const rows = await tx.query<{ payload: string }>(
        `SELECT payload FROM outbox WHERE type LIKE 'oms.orders.e%' AND payload LIKE $1 ORDER BY seq`,
        [`%${data.accountId ?? ''}%`],
      );
      return rows.map(({ payload }) => JSON.parse(payload) as CloudEvent);
    });

  async function placed(person: Person, count: number): Promise<Order[]> {
    const { sku } = await orders.newProduct();
    const found: Order[] = [];
    for (let index = 0; index < count; index += 1) {
      const body = newOrder([{ sku, quantity: 1 }], { note: 'ring twice', metadata: { gift: 'for Zacharias' } });
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await orders.as(person).post('/orders', body, { headers });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      found.push(answer.body);
    }
    return found;
  }

  it('lets them have all their orders, in parts that an event can carry', async () => {
    const ada = orders.newPerson();
    await placed(orders.newPerson(), 1);
    const mine = await placed(ada, 3);
    // Enough to take more than one part.
    await orders.db.query(
      `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number', 'X-' || n,
                                   'note', repeat('x', 2000)))).*
         FROM orders o, generate_series(1, 200) n WHERE o.id = $1`,
      [mine[0]?.id],
    );
    await orders.db.query(
      `INSERT INTO order_lines SELECT (jsonb_populate_record(l, jsonb_build_object('order_id', o.id))).*
         FROM order_lines l, orders o WHERE l.order_id = $1 AND o.number LIKE 'X-%'`,
      [mine[0]?.id],
    );
    const provided = await handle(exportRequested, { exportId: randomUUID(), accountId: ada.id, email: ada.email });
    const parts = provided.map(({ data }) => data as Provided);
    expect(parts.length).to.be.above(1);
    expect(parts.map(({ part }) => part)).to.deep.equal(parts.map((_, index) => index + 1));
    expect(parts.map(({ last }) => last)).to.deep.equal(parts.map((_, index) => index + 1 === parts.length));
    for (const event of provided) expect(JSON.stringify(event).length).to.be.below(256 * 1024);
    const found = parts.flatMap(({ entries }) => entries as Order[]);
    expect(found).to.have.length(203);
    expect(found.find(({ id }) => id === mine[1]?.id)).to.deep.equal(mine[1]);
  });

  it('is told to somebody of whom nothing is held, too', async () => {
    const nobody = orders.newPerson();
    const [only] = await handle(exportRequested, { exportId: randomUUID(), accountId: nobody.id, email: nobody.email });
    expect(only?.data).to.deep.include({ part: 1, last: true, entries: [] });
  });

  it('keeps amounts and loses the person when their account is erased, for good', async () => {
    const ada = orders.newPerson();
    const bob = orders.newPerson();
    const [first] = await placed(ada, 2);
    const [foreign] = await placed(bob, 1);
    await handle(accountVerified, { accountId: ada.id, email: ada.email });
    const erased = { erasureId: randomUUID(), accountId: ada.id, email: ada.email };
    const [performed] = await handle(accountErased, erased);
    expect(performed).to.deep.include({ type: 'oms.orders.erasure.performed.v1', subject: erased.erasureId });
    const staff = orders.as(orders.staff);
    const { body: kept } = await staff.get(`/orders/${first?.id}`);
    expect(kept).to.deep.include({
      customerId: null,
      email: null,
      shippingAddress: null,
      billingAddress: null,
      note: null,
      metadata: {},
      number: first?.number,
      totals: first?.totals,
      lines: first?.lines,
      version: 2,
    });
    for (const words of [ada.email, 'Lovelace', 'Zacharias']) {
      const { body } = await staff.get(`/orders?q=${encodeURIComponent(words)}&customerId=${ada.id}`);
      expect(body.data, words).to.deep.equal([]);
    }
    expect((await staff.get(`/orders?q=${first?.number}`)).body.data).to.have.length(1);
    expect((await staff.get(`/orders?q=${first?.lines[0]?.sku}`)).body.data).to.have.length(2);
    expect((await orders.as(bob).get(`/orders/${foreign?.id}`)).body).to.deep.equal(foreign);

    for (const table of ['orders', 'customers', 'idempotency_keys', 'order_timeline']) {
      const rows = await orders.db.run(
        orders.db.knex.raw('SELECT 1 FROM ?? t WHERE t::text LIKE ? OR t::text LIKE ?', [
          table,
          `%${ada.id}%`,
          `%${ada.email}%`,
        ]),
      );
      expect(rows, table).to.deep.equal([]);
    }
    // Again, and late.
    await handle(accountErased, erased);
    await handle(accountVerified, { accountId: ada.id, email: ada.email });
    expect(await orders.db.query('SELECT 1 FROM customers WHERE id = $1', [ada.id])).to.deep.equal([]);
    expect((await staff.get(`/orders/${first?.id}`)).body.version).to.equal(2);
    const { sku } = await orders.newProduct();
    const refused = await orders.as(ada).post('/orders', newOrder([{ sku, quantity: 1 }]));
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'account_erased']);
  });

  it('leaves no word of them or about them in any table, whatever became of the order, before and after', async () => {
    const ada = orders.newPerson();
    const [name, staff] = ['Quixote', orders.as(orders.staff)];
    const { sku } = await orders.newProduct();
    const address = { ...berlin, name };
    const unpaid = await orders.placeOrder(ada, [{ sku, quantity: 1 }], { shippingAddress: address });
    const order = await orders.placeOrder(ada, [{ sku, quantity: 3 }], { note: name, shippingAddress: address });
    const at = (path: string) => `/orders/${order.id}${path}`;
    const done = ({ status, body }: Answer) => {
      expect(status, JSON.stringify(body)).to.be.below(300);
      return body;
    };
    const words = { reason: name, answer: name, trackingNumber: name, trackingUrl: `https://parcels.example/${name}` };
    const pick = (...names: (keyof typeof words)[]) => Object.fromEntries(names.map((each) => [each, words[each]]));
    const ship = async (quantity: number) => {
      const parcel = { items: [{ sku, quantity }], ...pick('trackingNumber', 'trackingUrl') };
      return done(await staff.post(at('/shipments'), parcel));
    };
    const sendBack = async () => {
      const wanted = { items: [{ sku, quantity: 1 }], ...pick('reason') };
      const { id } = done(await staff.post(at('/returns'), wanted));
      return done(await staff.post(at(`/returns/${id}/approve`), pick('answer')));
    };
    done(await staff.post(at('/edits'), { items: [{ sku, quantity: 2 }], ...pick('reason') }));
    done(await orders.as(ada).post(at('/comments'), { body: name }));
    done(await staff.post(at('/payments'), { provider: 'manual', reference: name }));
    await ship(1);
    await sendBack();
    const receiver = { url: 'https://shop.example/hook', eventTypes: ['*'], active: false };
    const { id: hook } = done(await orders.as(orders.newPerson('admin')).post('/webhooks/subscriptions', receiver));
    await orders.db.query(
      `WITH delivery AS (
         INSERT INTO webhook_deliveries (id, subscription_id, event_id, event_type, occurred_at, in_order, status)
         SELECT event_id, $1::uuid, event_id, type, occurred_at, true, 'delivered' FROM order_timeline WHERE order_id = $2
         RETURNING id)
       INSERT INTO webhook_attempts (delivery_id, number, response_excerpt) SELECT id, 1, $3 FROM delivery`,
      [hook, order.id, `Made an order for ${name}`],
    );

    await handle(accountErased, { erasureId: randomUUID(), accountId: ada.id, email: ada.email });
    // Where the rest goes is entered anew, and gone once it went there.
    const entered = { ...address, line1: `${name} Street 2` };
    expect(done(await staff.patch(at(''), { shippingAddress: entered }, '*')).shippingAddress).to.deep.equal(entered);
    const parcel = await ship(2);
    expect([parcel.trackingNumber, parcel.trackingUrl]).to.deep.equal([null, null]);
    expect((await staff.get(at(''))).body).to.include({ shippingAddress: null, fulfillmentStatus: 'shipped' });
    const { reason, answer } = await sendBack();
    expect([reason, answer]).to.deep.equal([null, null]);
    const late = (path: string) => `/orders/${unpaid.id}${path}`;
    const { reference } = done(await staff.post(late('/payments'), { provider: 'manual', reference: name }));
    const refund = done(await staff.post(late('/refunds'), pick('reason')));
    expect([reference, refund.reason]).to.deep.equal([null, null]);
    const documents = await orders.db.query('SELECT kind FROM documents d WHERE order_id = $1 AND d::text LIKE $2', [
      unpaid.id,
      `%${name}%`,
    ]);
    expect(documents).to.deep.equal([]);
    const change = { note: name, billingAddress: address, metadata: { name } };
    for (const body of [change, { note: name }, { metadata: { name } }]) {
      const refused = await staff.patch(at(''), body, '*');
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'account_erased']);
    }

    const tables = await orders.db.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`,
    );
    // What is kept by law, and what is published within seconds.
    const exempt = ['documents', 'outbox'];
    for (const { name: table } of tables.filter((each) => !exempt.includes(each.name))) {
      const rows = await orders.db.run(
        orders.db.knex.raw('SELECT t::text FROM ?? t WHERE t::text LIKE ?', [table, `%${name}%`]),
      );
      expect(rows, table).to.deep.equal([]);
    }
  });

  it('is kept where an event told of the account at the same time', async () => {
    const eve = orders.newPerson();
    await handle(accountErased, { erasureId: randomUUID(), accountId: eve.id, email: eve.email });
    await orders.db.query('INSERT INTO customers (id, email, account_version) VALUES ($1, $2, 1)', [eve.id, eve.email]);
    await redactLateOrders(orders.context);
    expect(await orders.db.query('SELECT 1 FROM customers WHERE id = $1', [eve.id])).to.deep.equal([]);
  });

  it('is kept in orders, too, that were being placed while the account was erased', async () => {
    const eve = orders.newPerson();
    const [late] = await placed(eve, 1);
    await orders.db.query('INSERT INTO erased_customers (id, erased_at) VALUES ($1, now())', [eve.id]);
    await redactLateOrders(orders.context);
    const { body } = await orders.as(orders.staff).get(`/orders/${late?.id}`);
    expect(body).to.deep.include({ customerId: null, email: null });
  });
});
