import { randomUUID } from 'node:crypto';
import type { Order } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import { invoicingOf } from '../src/config.ts';
import type { IssuedDocument } from '../src/documents/document.ts';
import { findDocument, listDocuments } from '../src/documents/document-store.ts';
import { issueCreditNote, issueInvoice } from '../src/documents/issue.ts';
import type { OrderRecord } from '../src/orders/order-record.ts';
import { lockOrder } from '../src/orders/order-store.ts';
import { type Orders, startOrders } from './orders-harness.ts';

describe('Issuing invoices and credit notes', () => {
  let orders: Orders;
  /** Pools of two replicas. */
  let pools: Database[];
  let sku: string;
  before(async () => {
    orders = await startOrders();
    pools = [1, 2].map(() =>
      createDatabase({
        url: orders.databaseUrl,
        poolMax: 8,
        applicationName: 'test',
        logger: pino({ level: 'silent' }),
      }),
    );
    sku = (await orders.newProduct({ stock: 10_000 })).sku;
  });
  after(async () => {
    await Promise.all((pools ?? []).map((pool) => pool.close()));
    await orders?.stop();
  });

  /** A year of its own for each test, so that each has a series that begins. */
  let year = 2030;
  beforeEach(() => {
    year += 1;
  });
  const now = () => `${year}-06-15T12:00:00.000Z`;
  const numbered = (kind: 'INV' | 'CN', position: number) => `${kind}-${year}-${String(position).padStart(6, '0')}`;

  const place = async (count: number): Promise<Order[]> => {
    const placed: Order[] = [];
    for (let index = 0; index < count; index += 1) {
      placed.push(await orders.placeOrder(orders.newPerson(), [{ sku, quantity: 2 }]));
    }
    return placed;
  };
  const paid = (order: OrderRecord): OrderRecord => ({ ...order, paid: order.total });
  const context = () => ({ invoicing: invoicingOf(orders.config) });

  /** What a capture does: locks the order, does its work, and issues at last. */
  const invoice = (
    { id }: Pick<Order, 'id'>,
    db: Database = orders.db,
    then: () => Promise<void> = async () => undefined,
    time = now(),
  ): Promise<IssuedDocument | undefined> =>
    db.transaction(async (tx) => {
      const locked = await lockOrder(tx, id);
      if (!locked) throw new Error('no such order');
      const issued = await issueInvoice(tx, paid(locked.found), time, context());
      await then();
      return issued;
    });

  const refund = ({ id }: Pick<Order, 'id'>, amount: number, refundId: string = randomUUID()) =>
    orders.db.transaction(async (tx) => {
      const locked = await lockOrder(tx, id);
      if (!locked) throw new Error('no such order');
      const order = paid(locked.found);
      return issueCreditNote(tx, order, { id: refundId, amount, tax: 0, reason: 'Broken' }, now(), context());
    });

  it('numbers invoices and credit notes apart, from 1 on in each year', async () => {
    const [one, other, next] = (await place(3)) as [Order, Order, Order];
    expect((await invoice(one))?.number).to.equal(numbered('INV', 1));
    expect((await invoice(other))?.number).to.equal(numbered('INV', 2));
    expect((await refund(one, 100))?.number).to.equal(numbered('CN', 1));
    expect((await refund(one, 200))?.number).to.equal(numbered('CN', 2));
    year += 1;
    expect((await invoice(next))?.number).to.equal(numbered('INV', 1));
    expect((await listDocuments(orders.db, one.id)).map(({ kind, amount }) => [kind, amount])).to.deep.equal([
      ['invoice', one.totals.total.amount],
      ['credit_note', 100],
      ['credit_note', 200],
    ]);
  });

  it('gives numbers without a gap or a double to many captures at once over two replicas', async () => {
    const placed = await place(12);
    const issued = await Promise.all(placed.map((order, index) => invoice(order, pools[index % 2])));
    expect(issued.map((document) => document?.number).toSorted()).to.deep.equal(
      placed.map((_, index) => numbered('INV', index + 1)),
    );
  });

  it('makes the second of two captures wait, and gives it the number that the first one gives back', async () => {
    const [one, other] = (await place(2)) as [Order, Order];
    let rollBack = (): void => undefined;
    const held = new Promise<void>((_, reject) => {
      rollBack = () => reject(new Error('the capture failed'));
    });
    held.catch(() => undefined);
    let taken = false;
    const first = invoice(one, pools[0], () => {
      taken = true;
      return held;
    }).catch((error: Error) => error.message);
    await eventually(() => expect(taken).to.equal(true));
    const second = invoice(other, pools[1]);
    await eventually(async () => {
      const [row] = await orders.db.query<{ waiting: number }>(
        `SELECT count(*) AS waiting FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%document_numbers%'`,
      );
      expect(row?.waiting).to.equal(1);
    });
    rollBack();
    expect(await first).to.equal('the capture failed');
    expect((await second)?.number).to.equal(numbered('INV', 1));
    expect((await invoice(one))?.number).to.equal(numbered('INV', 2));
  });

  it('issues one invoice an order and one credit note a refund, however often it is asked', async () => {
    const [order, next] = (await place(2)) as [Order, Order];
    const issued = await Promise.all([invoice(order, pools[0]), invoice(order, pools[1]), invoice(order)]);
    expect(issued.filter((document) => document !== undefined)).to.have.length(1);
    const refundId = randomUUID();
    expect((await refund(order, 100, refundId))?.number).to.equal(numbered('CN', 1));
    expect(await refund(order, 100, refundId)).to.equal(undefined);
    expect((await refund(order, 50))?.number).to.equal(numbered('CN', 2));
    expect((await invoice(next))?.number).to.equal(numbered('INV', 2));
  });

  it('issues no credit note without an invoice, and no invoice before all is paid', async () => {
    const [order] = (await place(1)) as [Order];
    expect(await refund(order, 100)).to.equal(undefined);
    const failure = await orders.db
      .transaction(async (tx) => {
        const locked = await lockOrder(tx, order.id);
        if (locked) await issueInvoice(tx, { ...locked.found, paid: locked.found.total - 1 }, now(), context());
      })
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError);
    expect(await listDocuments(orders.db, order.id)).to.deep.equal([]);
    expect((await invoice(order))?.number).to.equal(numbered('INV', 1));
  });

  it('keeps what was true when it was issued, whatever becomes of the order', async () => {
    const [order] = (await place(1)) as [Order];
    const issued = await invoice(order);
    const read = async () => (await findDocument(orders.db, order.id, issued?.id ?? ''))?.snapshot;
    const before = await read();
    expect(before).to.deep.include({
      kind: 'invoice',
      date: `${year}-06-15`,
      billTo: order.billingAddress,
      total: order.totals.total.amount,
      paid: order.totals.total.amount,
      due: 0,
    });
    await orders.db.query(`UPDATE orders SET billing_address = NULL WHERE id = $1`, [order.id]);
    expect(await read()).to.deep.equal(before);
    const credit = await refund(order, 500);
    const corrected = (await findDocument(orders.db, order.id, credit?.id ?? ''))?.snapshot;
    expect(corrected).to.deep.include({
      kind: 'credit_note',
      reason: 'Broken',
      invoice: { number: issued?.number, date: `${year}-06-15` },
      other: 500,
      total: 500,
    });
    for (const sql of ['UPDATE documents SET amount = 0', 'DELETE FROM documents']) {
      const refused = await orders.db.query(sql).catch((error: Error) => error.message);
      expect(refused, sql).to.equal('documents is append-only');
    }
  });

  it('takes the date and the year of the seller’s time zone', async () => {
    const [order] = (await place(1)) as [Order];
    const issued = await orders.db.transaction(async (tx) => {
      const locked = await lockOrder(tx, order.id);
      if (!locked) throw new Error('no such order');
      const { invoicing } = context();
      return issueInvoice(tx, paid(locked.found), `${year - 1}-12-31T23:30:00.000Z`, {
        invoicing: { ...invoicing, timeZone: 'Europe/Berlin' },
      });
    });
    expect(issued?.number).to.equal(numbered('INV', 1));
    expect((await findDocument(orders.db, order.id, issued?.id ?? ''))?.snapshot.date).to.equal(`${year}-01-01`);
  });
});
