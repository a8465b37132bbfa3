import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { berlin, type Orders, type Person, startOrders } from './orders-harness.ts';

describe('The list of orders as a stream', () => {
  let orders: Orders;
  let ada: Person;
  let placed: Order;
  const copies = 20_000;

  before(async () => {
    orders = await startOrders();
    ada = orders.newPerson();
    const { sku } = await orders.newProduct({ price: 1_990 });
    placed = await orders.placeOrder(ada, [{ sku, quantity: 2 }], {
      shippingAddress: { ...berlin, name: '=HYPERLINK("x")' },
      note: 'with a comma, and\na line',
    });
    await orders.db.query(
      `INSERT INTO orders SELECT copy.*
         FROM orders o, generate_series(1, $2::integer) n,
              jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number', 'X-' || n,
                                                          'customer_id', gen_random_uuid())) copy
        WHERE o.id = $1`,
      [placed.id, copies],
    );
    await orders.db.query(
      `INSERT INTO order_lines SELECT copy.*
         FROM order_lines l, orders o, jsonb_populate_record(l, jsonb_build_object('order_id', o.id)) copy
        WHERE l.order_id = $1 AND o.number LIKE 'X-%'`,
      [placed.id],
    );
  });
  after(() => orders?.stop());

  const stream = (person: Person, query: string, accept: string, signal?: AbortSignal) =>
    fetch(`${orders.baseUrl}/api/v1/orders${query}`, {
      headers: { accept, authorization: `Bearer ${person.token}` },
      ...(signal && { signal }),
    });

  it('holds all that match with their lines, however many, as lines of JSON', async () => {
    const answer = await stream(orders.staff, '?limit=1', 'application/x-ndjson');
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'application/x-ndjson']);
    const all = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Order);
    expect(all).to.have.length(copies + 1);
    expect(all.every(({ lines }) => lines.length === 1)).to.equal(true);
    const ids = all.map(({ id }) => id);
    expect(ids).to.deep.equal([...new Set(ids)].sort().reverse());
    expect(all.find(({ id }) => id === placed.id)).to.deep.equal(placed);
  });

  it('is a CSV without formulas, amounts in units of the currency', async () => {
    const answer = await stream(ada, '', 'text/csv');
    expect(answer.headers.get('content-disposition')).to.equal('attachment; filename="orders.csv"');
    for (const either of [answer, await stream(ada, '', 'application/json')]) {
      expect(either.headers.get('vary')).to.equal('Accept');
    }
    const [heading, line] = (await answer.text()).split('\r\n');
    const value = (name: string) => line?.split(',')[heading?.split(',').indexOf(name) ?? -1];
    expect(value('number')).to.equal(placed.number);
    expect(value('total')).to.equal('39.80');
    expect(value('items')).to.equal(`2 x ${placed.lines[0]?.sku}`);
    expect(line).to.contain(`"'=HYPERLINK(""x"")"`).and.to.contain('"with a comma, and\na line"');
  });

  it('shows customers their own orders alone', async () => {
    const answer = await stream(ada, '', 'application/x-ndjson');
    expect((await answer.text()).trimEnd().split('\n')).to.have.length(1);
    const foreign = await stream(ada, `?customerId=${randomUUID()}`, 'text/csv');
    expect(foreign.status).to.equal(403);
  });

  it('lets go of the database when the client hangs up', async () => {
    const open = async (): Promise<number> => {
      const [row] = await orders.db.query<{ count: number }>(
        `SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'orders' AND state = 'idle in transaction'`,
      );
      return row?.count ?? 0;
    };
    const hangUp = new AbortController();
    const answer = await stream(orders.staff, '', 'application/x-ndjson', hangUp.signal);
    await answer.body?.getReader().read();
    await eventually(async () => expect(await open()).to.equal(1));
    hangUp.abort();
    await eventually(async () => expect(await open()).to.equal(0));
  });
});
