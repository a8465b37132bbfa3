import { accountErased, type CloudEvent, type Order } from '@oms/contracts';
import type { Queryable } from '@oms/database';
import { encodeCursor } from '@oms/http';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { consumersOf } from '../src/consumers.ts';
import { hashOf, noHash } from '../src/timeline/entry.ts';
import { feedEnd, loadEvents, readFeed, sequenceFeed } from '../src/timeline/feed.ts';
import { findEntries } from '../src/timeline/timeline-store.ts';
import { berlin, type Orders, type Person, startOrders } from './orders-harness.ts';

describe('The timeline of an order', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  const timelineOf = async (person: Person, { id }: Pick<Order, 'id'>, query = '') =>
    (await orders.as(person).get(`/orders/${id}/timeline${query}`)).body;

  /** Placed, changed by its customer, canceled by staff. */
  async function livedOrder(person: Person): Promise<Order[]> {
    const { sku } = await orders.newProduct({ stock: 10 });
    const placed = await orders.placeOrder(person, [{ sku, quantity: 2 }], { note: 'ring twice' });
    const { body: changed } = await orders
      .as(person)
      .patch(`/orders/${placed.id}`, { note: 'ring once', shippingAddress: { ...berlin, city: 'Potsdam' } }, '"1"');
    const { body: canceled } = await orders
      .as(orders.staff)
      .post(`/orders/${placed.id}/cancel`, { reason: 'sold to a friend' });
    return [placed, changed, canceled];
  }

  it('tells what happened, who did it and what changed', async () => {
    const ada = orders.newPerson();
    const [placed, changed, canceled] = await livedOrder(ada);
    const { data } = await timelineOf(ada, { id: placed?.id ?? '' });
    expect(data.map(({ type }: { type: string }) => type)).to.deep.equal([
      'oms.orders.order.placed.v1',
      'oms.orders.order.updated.v1',
      'oms.orders.order.canceled.v1',
    ]);
    expect(data.map(({ actor }: { actor: unknown }) => actor)).to.deep.equal([
      { kind: 'person', id: ada.id },
      { kind: 'person', id: ada.id },
      { kind: 'person', id: orders.staff.id },
    ]);
    expect(data[1].changes).to.deep.equal([
      { path: '/shippingAddress', before: placed?.shippingAddress, after: changed?.shippingAddress },
      { path: '/note', before: 'ring twice', after: 'ring once' },
    ]);
    expect(data[2]).to.deep.include({
      version: 3,
      time: canceled?.updatedAt,
      data: { reason: 'sold to a friend' },
      changes: [
        { path: '/status', before: 'pending', after: 'canceled' },
        { path: '/totals/due', before: placed?.totals.total, after: { amount: 0, currency: 'EUR' } },
      ],
      redacted: false,
    });
    const event = await orders.published('oms.orders.order.canceled.v1', placed?.id ?? '');
    expect(data[2]).to.include({ id: event.id, time: event.time });
  });

  it('comes in pages, and to nobody else', async () => {
    const ada = orders.newPerson();
    const [placed] = await livedOrder(ada);
    const first = await timelineOf(ada, { id: placed?.id ?? '' }, '?limit=2');
    expect(first.data.map(({ version }: { version: number }) => version)).to.deep.equal([1, 2]);
    const rest = await timelineOf(ada, { id: placed?.id ?? '' }, `?limit=2&cursor=${first.nextCursor}`);
    expect(rest.data.map(({ version }: { version: number }) => version)).to.deep.equal([3]);
    expect(rest.nextCursor).to.equal(null);
    expect((await timelineOf(orders.newPerson(), { id: placed?.id ?? '' })).status).to.equal(404);
  });

  it('rebuilds the order as it stood at any time', async () => {
    const ada = orders.newPerson();
    const states = await livedOrder(ada);
    for (const state of states) {
      const { status, body } = await orders.as(ada).get(`/orders/${state.id}?asOf=${state.updatedAt}`);
      expect(status).to.equal(200);
      expect(body).to.deep.equal(state);
    }
    const stored = await orders.as(ada).get(`/orders/${states[0]?.id}`);
    const now = await orders.as(ada).get(`/orders/${states[0]?.id}?asOf=${new Date().toISOString()}`);
    expect(now.body).to.deep.equal(stored.body);
    const early = await orders.as(ada).get(`/orders/${states[0]?.id}?asOf=2020-01-01T00:00:00Z`);
    expect(early.status).to.equal(404);
  });

  it('is a chain of hashes that no entry can be changed in', async () => {
    const [placed] = await livedOrder(orders.newPerson());
    const entries = await findEntries(orders.db, [placed?.id ?? '']);
    let previous = noHash;
    for (const { hash, ...entry } of entries) {
      expect(hashOf(entry, previous)).to.equal(hash);
      previous = hash;
    }
    const [row] = await orders.db.query('SELECT timeline_hash AS hash FROM orders WHERE id = $1', [placed?.id]);
    expect(row).to.deep.equal({ hash: previous });
    const rewriting = orders.db.query(`UPDATE order_timeline SET actor_id = NULL WHERE order_id = $1`, [placed?.id]);
    expect(await rewriting.catch((error: Error) => error.message)).to.equal('order_timeline is append-only');
  });

  it('keeps what happened and loses the person when they are erased', async () => {
    const ada = orders.newPerson();
    const [placed] = await livedOrder(ada);
    const id = placed?.id ?? '';
    await orders.db.transaction(async (tx) => {
      const data = { erasureId: orders.staff.id, accountId: ada.id, email: ada.email };
      const event = { type: accountErased.type, aggregateversion: 1, data } as CloudEvent;
      for (const { handlers } of consumersOf(orders.context)) {
        for (const { definition, handle } of handlers) if (definition.type === event.type) await handle(event, tx);
      }
    });
    const { data } = await timelineOf(orders.staff, { id });
    expect(data.map(({ redacted }: { redacted: boolean }) => redacted)).to.deep.equal([true, true, true, false]);
    expect(data[3]).to.include({ type: 'oms.orders.order.redacted.v1', version: 4 });
    expect(data[2].data).to.deep.equal({ reason: null });
    expect(JSON.stringify(data)).not.to.match(new RegExp(`${ada.id}|${ada.email}|Lovelace|Potsdam|friend|ring`));
    const { body } = await orders.as(orders.staff).get(`/orders/${id}?asOf=${placed?.placedAt}`);
    expect(body).to.deep.include({
      version: 1,
      totals: placed?.totals,
      lines: placed?.lines,
      email: null,
      metadata: {},
    });
    const entries = await findEntries(orders.db, [id]);
    let previous = noHash;
    for (const { hash, ...entry } of entries) {
      expect(hashOf(entry, previous)).to.equal(hash);
      previous = hash;
    }
  });

  it('is told without the person where their key does not open it, and keeps nothing else from being read', async () => {
    const [ada, eve] = [orders.newPerson(), orders.newPerson()];
    await sequenceFeed(orders.db);
    const before = await feedEnd(orders.db);
    const [unreadable] = await livedOrder(ada);
    const [whole] = await livedOrder(eve);
    await orders.db.query(`UPDATE person_keys SET sealed_key = 'broken' WHERE person_id = $1`, [ada.id]);
    const admin = orders.as(orders.newPerson('admin'));
    const page = await eventually(async () => {
      const { status, body } = await admin.get(`/events?after=${encodeCursor([before])}&limit=100`);
      expect([status, body.data?.length], JSON.stringify(body)).to.deep.equal([200, 6]);
      return body.data as CloudEvent[];
    });
    const emails = (id: string | undefined) =>
      page.filter(({ subject }) => subject === id).map(({ data }) => (data as { order: Order }).order.email);
    expect(emails(unreadable?.id)).to.deep.equal([null, null, null]);
    expect(emails(whole?.id)).to.deep.equal([eve.email, eve.email, eve.email]);
    const told: unknown[] = [];
    const entries = (await readFeed(orders.db, before, 100)).filter(({ orderId }) => orderId === unreadable?.id);
    await loadEvents(orders.db, orders.context.personKeys, entries, (about) => told.push(about));
    expect(told).to.have.length(1);
    expect(told[0]).to.deep.include({ orderId: unreadable?.id, eventIds: entries.map(({ eventId }) => eventId) });
    const { data } = await timelineOf(orders.staff, { id: unreadable?.id ?? '' });
    expect(data.map(({ redacted }: { redacted: boolean }) => redacted)).to.deep.equal([true, true, true]);
  });

  it('is found by type without looking through all that happened in between', async () => {
    const [rare] = await livedOrder(orders.newPerson());
    await sequenceFeed(orders.db);
    const after = await feedEnd(orders.db);
    await orders.db.query(
      `INSERT INTO event_feed (order_id, version, event_id, type, occurred_at)
       SELECT $1, 1, gen_random_uuid(), 'oms.orders.order.common.v1', now() FROM generate_series(1, 20000)`,
      [rare?.id],
    );
    await orders.db.query('ANALYZE event_feed');
    const plans: string[] = [];
    const explaining: Queryable = {
      ...orders.db,
      query: async (text, values) => {
        const plan = await orders.db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
        plans.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
        return [];
      },
    };
    await readFeed(explaining, after, 100, 'oms.orders.order.canceled.v1');
    await readFeed(explaining, after, 100);
    expect(plans[0]).to.include('event_feed_by_type').and.not.to.include('Sort');
    expect(plans[1]).to.include('event_feed_pkey').and.not.to.include('Sort');
    await orders.db.query(`DELETE FROM event_feed WHERE type = 'oms.orders.order.common.v1'`);
  });

  it('is fed, in order, to whoever reads the events of all orders', async () => {
    await sequenceFeed(orders.db);
    const before = await feedEnd(orders.db);
    const person = orders.newPerson();
    const lives = await Promise.all([livedOrder(person), livedOrder(person), livedOrder(person)]);
    const found = await eventually(async () => {
      await sequenceFeed(orders.db);
      const entries = await readFeed(orders.db, before, 100);
      expect(entries).to.have.length(9);
      return entries;
    });
    for (const [placed] of lives) {
      const versions = found.filter(({ orderId }) => orderId === placed?.id).map(({ version }) => version);
      expect(versions).to.deep.equal([1, 2, 3]);
    }
    const [rebuilt] = await loadEvents(orders.db, orders.context.personKeys, found.slice(0, 1));
    const published = await orders.published(rebuilt?.type ?? '', rebuilt?.subject ?? '');
    const { traceparent: _trace, requestid: _request, ...event } = published;
    expect(rebuilt).to.deep.equal(event);
  });
});
