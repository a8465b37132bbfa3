import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Verification, verifyOrders } from '../src/verify/verify.ts';
import { type Orders, startOrders } from './orders-harness.ts';

describe('Verification', () => {
  let orders: Orders;
  let kept: Order;
  before(async () => {
    orders = await startOrders({ PRICES_INCLUDE_TAX: 'false' });
    const [ada, product] = [orders.newPerson(), await orders.newProduct({ price: 1_999 })];
    await orders.as(orders.staff).post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
    const tenth = { code: 'TENTH', name: 'A tenth off', kind: 'percentage', ratePpm: 100_000 };
    await orders.as(orders.staff).post('/discounts', tenth);
    const discountCodes = ['TENTH'];
    kept = await orders.placeOrder(ada, [{ sku: product.sku, quantity: 3 }], { note: 'ring twice', discountCodes });
    await orders.as(ada).patch(`/orders/${kept.id}`, { note: 'ring once' }, '"1"');
    const other = await orders.placeOrder(ada, [{ sku: product.sku, quantity: 1 }], { discountCodes });
    await orders.as(ada).post(`/orders/${other.id}/cancel`, { reason: 'changed my mind' });
  });
  after(() => orders?.stop());

  const verify = (keys = true) => verifyOrders(orders.db, keys ? { keys: orders.context.personKeys } : {});
  const wrong = ({ checks }: Verification): Record<string, string[]> =>
    Object.fromEntries(
      checks
        .filter(({ violations }) => violations > 0)
        .map(({ name, offenders }) => [name, offenders.map(({ subject }) => subject)]),
    );

  it('finds nothing where everything adds up, with the keys of people and without', async () => {
    const found = await verify();
    expect(found.orders).to.equal(2);
    expect(wrong(found)).to.deep.equal({});
    expect(wrong(await verify(false))).to.deep.equal({});
  });

  /** What is found while `statement` holds. The tables' own constraints and triggers are put aside for it. */
  async function whenTampered(statement: string, values: unknown[] = []): Promise<Record<string, string[]>> {
    const undone = new Error('undone');
    let found: Verification | undefined;
    await orders.db
      .transaction(async (tx) => {
        await tx.query('ALTER TABLE stock DROP CONSTRAINT stock_reserved_within_on_hand');
        await tx.query('ALTER TABLE orders DROP CONSTRAINT orders_total_adds_up');
        await tx.query('ALTER TABLE order_timeline DISABLE TRIGGER order_timeline_append_only');
        await tx.query(statement, values);
        const db = { ...orders.db, transaction: <T>(work: (inner: typeof tx) => Promise<T>) => work(tx) };
        found = await verifyOrders(db as typeof orders.db, { keys: orders.context.personKeys });
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    if (!found) throw new Error('nothing was verified');
    return wrong(found);
  }

  it('finds stock that its movements do not explain', async () => {
    const found = await whenTampered('UPDATE stock SET reserved = reserved + 1');
    expect(Object.keys(found)).to.deep.equal(['stock_is_its_movements', 'reservations_are_orders']);
  });

  it('finds more reserved than there is', async () => {
    const found = await whenTampered('UPDATE stock SET on_hand = 1');
    expect(Object.keys(found)).to.deep.equal(['stock_is_its_movements', 'stock_is_in_range']);
  });

  it('finds pieces that were shipped in no parcel', async () => {
    const found = await whenTampered('UPDATE order_lines SET shipped = 1 WHERE order_id = $1', [kept.id]);
    expect(Object.keys(found)).to.include('lines_are_parcels_and_returns');
  });

  it('finds a total that is not its lines, and a line that was not reckoned so', async () => {
    expect(await whenTampered('UPDATE orders SET total = total + 1 WHERE id = $1', [kept.id])).to.deep.equal({
      totals_are_lines: [kept.number],
      timeline_rebuilds_the_order: [kept.number],
    });
    const found = await whenTampered('UPDATE order_lines SET tax = tax + 1 WHERE order_id = $1', [kept.id]);
    expect(found).to.deep.equal({
      totals_are_lines: [kept.number],
      lines_are_reckoned: [kept.number],
      timeline_rebuilds_the_order: [kept.number],
    });
  });

  it('finds a discount that no code takes off, and uses that are not those of orders', async () => {
    expect(await whenTampered(`UPDATE orders SET discounts = '[]' WHERE id = $1`, [kept.id])).to.deep.equal({
      discounts_are_taken_off: [kept.number],
      discounts_are_used_by_orders: ['TENTH'],
      timeline_rebuilds_the_order: [kept.number],
    });
    for (const statement of ['UPDATE discounts SET used = used + 1', 'DELETE FROM discount_uses']) {
      expect(await whenTampered(statement)).to.deep.equal({ discounts_are_used_by_orders: ['TENTH'] });
    }
  });

  it('finds a state that was set by hand', async () => {
    const found = await whenTampered(`UPDATE orders SET payment_status = 'paid' WHERE id = $1`, [kept.id]);
    expect(found).to.deep.equal({ axes_are_derived: [kept.number], timeline_rebuilds_the_order: [kept.number] });
  });

  it('finds money that no ledger knows of', async () => {
    const found = await whenTampered('UPDATE orders SET paid = 100, refunding = 40 WHERE id = $1', [kept.id]);
    expect(found).to.deep.include({ balances_are_the_ledger: [kept.number], refunds_are_counted: [kept.number] });
  });

  it('finds a refund that nobody paid out', async () => {
    const found = await whenTampered(
      `INSERT INTO refunds (id, order_id, status, amount, shipping, tax, items, created_at, updated_at)
       VALUES ($2, $1, 'succeeded', 5, 0, 0, '[]', now(), now())`,
      [kept.id, randomUUID()],
    );
    expect(Object.keys(found)).to.deep.equal(['refunds_are_their_parts']);
  });

  it('finds an invoice of what was not paid, and one that is canceled in part', async () => {
    const issued = (kind: string, revision: number) => `
      INSERT INTO documents (id, order_id, kind, series, position, number, issued_at, currency, amount, snapshot, revision)
      SELECT gen_random_uuid(), id, '${kind}', '${kind}-2030', 1, '${kind}-1', now(), currency, total - ${revision} + 1,
             jsonb_build_object('tax', tax), 1
        FROM orders WHERE id = $1`;
    const numbered = (...kinds: string[]) =>
      `INSERT INTO document_numbers (series, last) SELECT unnest('{${kinds.map((kind) => `${kind}-2030`)}}'::text[]), 1`;
    const invoice = `WITH n AS (${numbered('invoice')}) ${issued('invoice', 1)}`;
    expect(await whenTampered(invoice, [kept.id])).to.deep.equal({ invoices_are_orders: [kept.number] });
    const canceled = `WITH n AS (${numbered('invoice', 'credit_note')}), i AS (${issued('invoice', 1)}) `;
    expect(await whenTampered(`${canceled}${issued('credit_note', 1)}`, [kept.id])).to.deep.equal({});
    expect(await whenTampered(`${canceled}${issued('credit_note', 2)}`, [kept.id])).to.deep.equal({
      invoices_are_orders: ['invoice-1'],
    });
  });

  it('finds a number that was left out of the invoices', async () => {
    const found = await whenTampered(`INSERT INTO document_numbers (series, last) VALUES ('INV-2026', 7)`);
    expect(found).to.deep.equal({ documents_have_no_gaps: ['INV-2026'] });
  });

  it('finds words that were changed behind the timeline’s back', async () => {
    const found = await whenTampered(`UPDATE orders SET note = 'leave it' WHERE id = $1`, [kept.id]);
    expect(found).to.deep.equal({ timeline_rebuilds_the_order: [kept.number] });
  });

  it('finds an entry that was changed, and one that is gone', async () => {
    const changed = await whenTampered(
      `UPDATE order_timeline SET occurred_at = occurred_at - interval '1 day' WHERE order_id = $1 AND version = 1`,
      [kept.id],
    );
    expect(changed).to.deep.equal({ chain_is_intact: [kept.number] });
    const first = await whenTampered('DELETE FROM order_timeline WHERE order_id = $1 AND version = 1', [kept.id]);
    expect(first).to.have.property('chain_is_intact').deep.equal([kept.number]);
    const last = await whenTampered('DELETE FROM order_timeline WHERE order_id = $1 AND version = 2', [kept.id]);
    expect(Object.keys(last)).to.deep.equal([
      'every_version_is_told',
      'chain_is_intact',
      'timeline_rebuilds_the_order',
    ]);
  });

  it('is asked for by administrators, run in the background, and told to the metrics', async () => {
    const path = '/admin/orders/verifications';
    const refused = await orders.call('POST', path, { token: orders.staff.token });
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden']);
    const admin = orders.newPerson('admin');
    const { status, headers } = await orders.call('POST', path, { token: admin.token });
    expect(status).to.equal(202);
    const finished = await eventually(async () => {
      const { body } = await orders.call('GET', headers.get('location') ?? '', { token: admin.token });
      expect(body.status).to.equal('finished');
      return body;
    });
    expect(finished).to.include({ orders: 2, requestedBy: admin.id, error: null });
    expect(wrong(finished)).to.deep.equal({});
    const { body: page } = await orders.call('GET', path, { token: admin.token });
    expect(page.data[0]).to.deep.equal(finished);
    const metrics = await (await fetch(`${orders.baseUrl}/metrics`)).text();
    expect(metrics).to.contain('orders_invariant_violations{check="chain_is_intact",service="orders"} 0');
  });
});
