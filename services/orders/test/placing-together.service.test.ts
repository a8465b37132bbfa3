import { randomBytes, randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type { Product } from '../src/products/product.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, newOrder, type Orders, type Person, startOrders } from './orders-harness.ts';
import { expectStockToAgree } from './stock-ledger.ts';

describe('orders that come at the same time', () => {
  let orders: Orders;
  let product: Product;
  before(async () => {
    orders = await startOrders({}, 2);
    product = await orders.newProduct({ stock: 10_000 });
  });
  after(() => orders?.stop());

  const one = ({ sku }: Product, quantity = 1) => newOrder([{ sku, quantity }]);
  const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
  const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).toSorted();

  const place = (
    body: unknown = one(product),
    { person = orders.newPerson(), key = randomUUID() as string, headers = {}, via = 0 } = {},
  ): Promise<Answer> =>
    orders.as(person).post('/orders', body, { headers: { 'idempotency-key': key, ...headers }, via });

  const waitingForLocks = async (): Promise<number> =>
    (
      await orders.db.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
    ).length;

  /** Keeps the stock of a product from everybody else until what it returns is called. */
  async function lock({ id }: Product): Promise<() => Promise<void>> {
    const client = await orders.db.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM stock WHERE product_id = $1 FOR UPDATE', [id]);
    return async () => {
      await client.query('COMMIT');
      client.release();
    };
  }

  /** Sends requests while as many groups as can be are at work, so that they are placed together in the next. */
  async function together<T>(send: () => Promise<T>[], meanwhile: () => unknown = () => undefined): Promise<T[]> {
    const gate = await orders.newProduct();
    const open = await lock(gate);
    const before: Promise<Answer>[] = [];
    for (const count of [1, 2]) {
      before.push(place(one(gate)));
      await eventually(async () => (await waitingForLocks()) === count, { intervalMs: 5 });
    }
    const sent = send();
    // Goes by itself, and is answered when those before it have arrived.
    await orders.as(orders.staff).post('/orders?dryRun=true', one(product));
    await meanwhile();
    await open();
    expect(statusesOf(await Promise.all(before))).to.deep.equal([201, 201]);
    return Promise.all(sent);
  }

  /** Orders in the largest transaction of those that placed `answers`. */
  async function largestGroup(answers: readonly Answer[]): Promise<number> {
    const [row] = await orders.db.query<{ size: number }>(
      'SELECT count(*) AS size FROM orders WHERE id = ANY ($1::uuid[]) GROUP BY xmin::text ORDER BY 1 DESC LIMIT 1',
      [answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))],
    );
    return row?.size ?? 0;
  }

  const countOrders = async (...people: Person[]): Promise<number> =>
    (await orders.db.query('SELECT FROM orders WHERE customer_id = ANY ($1::uuid[])', [people.map(({ id }) => id)]))
      .length;

  async function expectAllToAddUp(): Promise<void> {
    await expectStockToAgree(orders.db);
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
  }

  it('are placed in one transaction, each the order of its own request in all that tells of it', async () => {
    const asked = range(8).map((index) => ({
      person: orders.newPerson(),
      note: `for ${index}`,
      quantity: index + 1,
      headers: {
        'x-request-id': `request-${randomUUID()}`,
        traceparent: `00-${randomBytes(16).toString('hex')}-00f067aa0ba902b7-01`,
      },
    }));
    const answers = await together(() =>
      asked.map(({ person, note, quantity, headers }) =>
        place({ ...one(product, quantity), note }, { person, headers }),
      ),
    );
    expect(await largestGroup(answers)).to.be.greaterThan(1);
    for (const [index, { person, note, quantity, headers }] of asked.entries()) {
      const { status, body, headers: sent } = answers[index] as Answer;
      const placed: Order = body;
      expect([status, sent.get('location'), sent.get('etag')]).to.deep.equal([
        201,
        `/api/v1/orders/${placed.id}`,
        '"1"',
      ]);
      expect(placed).to.include({ customerId: person.id, email: person.email, note });
      expect(placed.lines.map((line) => line.quantity)).to.deep.equal([quantity]);
      expect((await orders.as(person).get(`/orders/${placed.id}`)).body).to.deep.equal(placed);
      // Rebuilt from a timeline that its customer's key opens.
      const then = await orders.as(orders.staff).get(`/orders/${placed.id}?asOf=${new Date().toISOString()}`);
      expect(then.body.email).to.equal(person.email);
      const event = await orders.published('oms.orders.order.placed.v1', placed.id);
      expect(event.data).to.deep.equal({ order: placed, actor: { kind: 'person', id: person.id } });
      expect([event.requestid, event.traceparent]).to.deep.equal([headers['x-request-id'], headers.traceparent]);
    }
    expect(new Set(answers.map(({ body }) => body.number)).size).to.equal(asked.length);
    await expectAllToAddUp();
  });

  it('are refused each by itself, which writes nothing and is answered again under its key', async () => {
    const sold = await orders.newProduct({ stock: 2 });
    const erased = orders.newPerson();
    await orders.db.query('INSERT INTO erased_customers (id, erased_at) VALUES ($1, now())', [erased.id]);
    const asked = [
      { body: one(sold, 2), outcome: '201' },
      { body: one({ ...sold, sku: 'NO-SUCH-THING' }), outcome: '422 validation_failed' },
      { body: { ...one(product), customerId: orders.staff.id }, outcome: '403 forbidden' },
      { body: one(product), person: erased, outcome: '409 account_erased' },
      {
        body: newOrder([
          { sku: product.sku, quantity: 1 },
          { sku: sold.sku, quantity: 3 },
        ]),
        outcome: '409 insufficient_stock',
      },
      { body: one(product), outcome: '201' },
    ].map((each) => ({
      person: orders.newPerson(),
      ...each,
      key: randomUUID(),
      headers: { 'x-request-id': `request-${randomUUID()}` },
    }));
    const outcomeOf = ({ status, body }: Answer): string => (status === 201 ? '201' : `${status} ${body.code}`);
    const expected = asked.map(({ outcome }) => outcome);
    const answers = await together(() => asked.map(({ body, ...more }) => place(body, more)));
    expect(answers.map(outcomeOf)).to.deep.equal(expected);
    expect(await largestGroup(answers)).to.equal(2);
    expect(await countOrders(...asked.map(({ person }) => person))).to.equal(2);
    for (const [index, { body, ...more }] of asked.entries()) {
      const [first, again] = [
        answers[index] as Answer,
        await place(body, { ...more, headers: { 'x-request-id': randomUUID() } }),
      ];
      expect([again.status, again.body]).to.deep.equal([first.status, first.body]);
      expect(again.headers.get('idempotent-replayed')).to.equal('true');
      if (first.status !== 201) expect(first.body.requestId).to.equal(more.headers['x-request-id']);
    }
    await expectAllToAddUp();
  });

  it('share what there is too little of, of which none is sold twice', async () => {
    const sold = await orders.newProduct({ stock: 5 });
    const answers = await together(() => range(12).map(() => place(one(sold))));
    expect(await largestGroup(answers)).to.be.greaterThan(1);
    expect(statusesOf(answers)).to.deep.equal([...range(5).fill(201), ...range(7).fill(409)]);
    expect(await orders.stockOf(sold)).to.deep.equal({ onHand: 5, reserved: 5, available: 0 });
  });

  it('are one order where they have one key, and none for another body under it', async () => {
    const [person, key] = [orders.newPerson(), randomUUID()];
    const other = orders.newPerson();
    const answers = await together(() => [
      place(one(product), { person, key }),
      place(one(product), { person, key }),
      place(one(product, 2), { person, key }),
      // The same key of somebody else is another one.
      place(one(product, 2), { person: other, key }),
    ]);
    const [, second, third] = answers;
    expect(statusesOf(answers)).to.deep.equal([201, 201, 409, 409]);
    expect(await largestGroup(answers)).to.equal(2);
    expect([second?.body.code, third?.body.code]).to.deep.equal(['idempotency_in_progress', 'idempotency_in_progress']);
    expect([await countOrders(person), await countOrders(other)]).to.deep.equal([1, 1]);
    const again = await together(() => [
      place(one(product), { person, key }),
      place(one(product, 2), { person: other, key }),
      place(),
    ]);
    expect(again.map(({ status, body }) => [status, body.id])).to.deep.equal([
      [201, answers[0]?.body.id],
      [201, answers[3]?.body.id],
      [201, again[2]?.body.id],
    ]);
    const [reused] = await together(() => [place(one(product, 2), { person, key }), place()]);
    expect([reused?.status, reused?.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
  });

  it('make one key for a customer who is new', async () => {
    const person = orders.newPerson();
    const answers = await together(() => range(4).map(() => place(one(product), { person })));
    expect(await largestGroup(answers)).to.be.greaterThan(1);
    for (const { body } of answers) {
      const then = await orders.as(orders.staff).get(`/orders/${body.id}?asOf=${new Date().toISOString()}`);
      expect(then.body.email).to.equal(person.email);
    }
    await expectAllToAddUp();
  });

  it('are placed though one of them cannot be, which may be tried again', async () => {
    const [broken, key] = [orders.newPerson(), randomUUID()];
    await orders.placeOrder(broken, [{ sku: product.sku, quantity: 1 }]);
    const [kept] = await orders.db.query<{ sealed: string }>(
      `UPDATE person_keys k SET sealed_key = 'not whole' FROM (SELECT * FROM person_keys WHERE person_id = $1) was
        WHERE k.person_id = was.person_id RETURNING was.sealed_key AS sealed`,
      [broken.id],
    );
    const answers = await together(() => [
      ...range(4).map(() => place()),
      place(one(product), { person: broken, key }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 201, 201, 201, 500]);
    expect(await countOrders(broken)).to.equal(1);
    await orders.db.query('UPDATE person_keys SET sealed_key = $2 WHERE person_id = $1', [broken.id, kept?.sealed]);
    expect((await place(one(product), { person: broken, key })).status).to.equal(201);
    await expectAllToAddUp();
  });

  it('do not wait long for one of them that has to', async () => {
    const stuck = await orders.newProduct();
    const open = await lock(stuck);
    const late: Promise<Answer>[] = [];
    const answers = await together(() => {
      late.push(place(one(stuck)));
      return range(5).map(() => place());
    });
    expect(statusesOf(answers)).to.deep.equal(range(5).fill(201));
    expect(await Promise.race([...late, 'still waiting'])).to.equal('still waiting');
    await open();
    expect(statusesOf(await Promise.all(late))).to.deep.equal([201]);
  });

  it('are placed once each where their connection breaks half-way', async () => {
    const people = range(5).map(() => orders.newPerson());
    const slow = await orders.newProduct();
    const open = await lock(slow);
    const breaking = async (): Promise<void> => {
      const waiter = await eventually(
        async () => {
          const [found] = await orders.db.query<{ pid: number }>(
            `SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory'
              WHERE a.datname = current_database() AND a.wait_event_type = 'Lock' GROUP BY a.pid HAVING count(*) = 5`,
          );
          return found ?? false;
        },
        { intervalMs: 5 },
      );
      await orders.db.query('SELECT pg_terminate_backend($1)', [waiter.pid]);
      await open();
    };
    let broken: Promise<void> | undefined;
    const answers = await together(
      () => people.map((person) => place(one(slow), { person })),
      () => {
        broken = breaking();
      },
    );
    await broken;
    expect(statusesOf(answers)).to.deep.equal(range(5).fill(201));
    expect(await countOrders(...people)).to.equal(5);
    await expectAllToAddUp();
  });

  it('are placed by themselves where they use discounts, which are used as often as they can be', async () => {
    const code = `TWICE-${randomUUID().slice(0, 8)}`.toUpperCase();
    const terms = { code, name: 'Less', kind: 'percentage', ratePpm: 100_000, combinable: true, maxUses: 2 };
    const { body: discount } = await orders.as(orders.staff).post('/discounts', terms);
    const discounted = { ...one(product), discountCodes: [code] };
    const answers = await together(() => [...range(5).map(() => place(discounted)), ...range(3).map(() => place())]);
    expect(statusesOf(answers)).to.deep.equal([...range(5).fill(201), ...range(3).fill(409)]);
    expect(await largestGroup(answers)).to.equal(3);
    expect((await orders.as(orders.staff).get(`/discounts/${discount.id}`)).body.used).to.equal(2);
    await expectAllToAddUp();
  });

  it('are placed for a client that hangs up, who finds the order under its key', async () => {
    const [person, key] = [orders.newPerson(), randomUUID()];
    const hangingUp = new AbortController();
    let hungUp: Promise<unknown> | undefined;
    await together(
      () => {
        hungUp = fetch(`${orders.baseUrl}/api/v1/orders`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${person.token}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
          body: JSON.stringify(one(product)),
          signal: hangingUp.signal,
        }).catch((error: Error) => error.name);
        return [place(), place()];
      },
      () => hangingUp.abort(),
    );
    expect(await hungUp).to.equal('AbortError');
    const again = await place(one(product), { person, key });
    expect([again.status, again.headers.get('idempotent-replayed')]).to.deep.equal([201, 'true']);
    expect(await countOrders(person)).to.equal(1);
  });

  it('add up with cancellations and deliveries of stock between them, over two replicas', async () => {
    const products = await Promise.all(range(4).map(() => orders.newProduct({ stock: 12 })));
    const person = orders.newPerson();
    const placed = await Promise.all(products.map(({ sku }) => orders.placeOrder(person, [{ sku, quantity: 2 }])));
    const items = (index: number) =>
      range(3).map((offset) => ({
        sku: products[(index * 3 + offset * (index % 2 === 0 ? 1 : 3)) % 4]?.sku ?? '',
        quantity: 1,
      }));
    const [bought, changed] = await Promise.all([
      Promise.all(range(60).map((index) => place(newOrder(items(index)), { via: index % 2 }))),
      Promise.all([
        ...placed.map(({ id }) => orders.as(person).post(`/orders/${id}/cancel`, { reason: 'changed my mind' })),
        ...products.map(({ id }) =>
          orders.as(orders.staff).post(`/products/${id}/stock/adjustments`, { delta: 3, reason: 'delivery' }),
        ),
      ]),
    ]);
    expect(new Set(bought.map(({ status }) => status))).to.deep.equal(new Set([201, 409]));
    expect(changed.every(({ status }) => status < 300)).to.equal(true);
    expect(await largestGroup(bought)).to.be.greaterThan(1);
    await expectAllToAddUp();
  });

  it('are counted one by one, and answered before a replica that is told to stop does', async () => {
    const figure = async (name: string): Promise<number> => {
      const metrics = await (await fetch(`${orders.baseUrl}/metrics`)).text();
      return Number(new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'm').exec(metrics)?.[1]);
    };
    const counted = () => figure('orders_placed_total');
    const before = await counted();
    const answers = await together(
      () => range(4).map(() => place()),
      async () => expect(await figure('http_waiting_requests')).to.equal(4),
    );
    expect(await figure('http_waiting_requests')).to.equal(0);
    expect(await largestGroup(answers)).to.be.greaterThan(1);
    // With the two that the others waited for.
    expect(await counted()).to.equal(before + 6);

    let stopped: Promise<void> | undefined;
    const last = await together(
      () => range(4).map(() => place()),
      () => {
        stopped = orders.stopReplicas();
      },
    );
    expect(statusesOf(last)).to.deep.equal(range(4).fill(201));
    await stopped;
  });
});
