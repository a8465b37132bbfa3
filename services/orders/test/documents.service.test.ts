import { randomUUID } from 'node:crypto';
import { accountErased, type CloudEvent, type Order } from '@oms/contracts';
import { expect } from 'chai';
import { extractText, getDocumentProxy } from 'unpdf';
import { invoicingOf } from '../src/config.ts';
import { consumersOf } from '../src/consumers.ts';
import { issueCreditNote, issueInvoice } from '../src/documents/issue.ts';
import { lockOrder } from '../src/orders/order-store.ts';
import { findEverything } from '../src/privacy/privacy-store.ts';
import { type Orders, type Person, startOrders } from './orders-harness.ts';

describe('Documents of orders', () => {
  let orders: Orders;
  let sku: string;
  before(async () => {
    orders = await startOrders();
    sku = (await orders.newProduct({ name: 'Mug', price: 1_299 })).sku;
  });
  after(() => orders?.stop());

  async function placed(): Promise<{ person: Person; order: Order }> {
    const person = orders.newPerson();
    return { person, order: await orders.placeOrder(person, [{ sku, quantity: 2 }]) };
  }

  /** An order with an invoice, and a credit note over 5.00. */
  async function invoiced() {
    const { person, order } = await placed();
    const context = { invoicing: invoicingOf(orders.config) };
    const issued = await orders.db.transaction(async (tx) => {
      const locked = await lockOrder(tx, order.id);
      if (!locked) throw new Error('no such order');
      const paid = { ...locked.found, paid: locked.found.total };
      const invoice = await issueInvoice(tx, paid, locked.now, context);
      const refund = { id: randomUUID(), amount: 500, tax: 0, reason: 'Scratched' };
      const creditNote = await issueCreditNote(tx, paid, refund, locked.now, context);
      if (!invoice || !creditNote) throw new Error('nothing was issued');
      return { invoice, creditNote };
    });
    return { person, order, ...issued };
  }

  async function fetchPdf(person: Person, path: string) {
    const response = await fetch(`${orders.baseUrl}/api/v1/orders/${path}`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(response.status, path).to.equal(200);
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(await response.arrayBuffer())));
    return { headers: response.headers, text: text.join(' ').replaceAll(/\s+/g, ' ') };
  }

  const statusFor = async (person: Person | undefined, path: string): Promise<number> => {
    const response = await fetch(`${orders.baseUrl}/api/v1/orders/${path}`, {
      headers: person ? { authorization: `Bearer ${person.token}` } : {},
    });
    await response.arrayBuffer();
    return response.status;
  };

  it('are listed, the invoice first', async () => {
    const { person, order, invoice, creditNote } = await invoiced();
    const { status, body } = await orders.as(person).get(`/orders/${order.id}/documents`);
    expect(status).to.equal(200);
    const shown = ({ id, kind, number, issuedAt, amount }: typeof invoice) => ({
      id,
      kind,
      number,
      issuedAt,
      amount: { amount, currency: 'EUR' },
    });
    expect(body).to.deep.equal({ data: [shown(invoice), shown(creditNote)] });
    const other = await placed();
    expect((await orders.as(other.person).get(`/orders/${other.order.id}/documents`)).body).to.deep.equal({ data: [] });
  });

  it('are PDF files under names of their own, in the language that is asked for', async () => {
    const { person, order, invoice, creditNote } = await invoiced();
    const english = await fetchPdf(person, `${order.id}/invoice`);
    expect(english.text).to.include(`Invoice number ${invoice.number}`).and.to.include('1 Mug 2 €12.99');
    expect(english.headers.get('content-type')).to.equal('application/pdf');
    expect(english.headers.get('content-disposition')).to.equal(`inline; filename="${invoice.number}.pdf"`);
    expect(english.headers.get('cache-control')).to.equal('no-store');
    expect(english.headers.get('x-content-type-options')).to.equal('nosniff');
    const german = await fetchPdf(person, `${order.id}/invoice?locale=de`);
    expect(german.text).to.include(`Rechnungsnummer ${invoice.number}`).and.to.include('1 Mug 2 12,99 €');
    const credit = await fetchPdf(person, `${order.id}/documents/${creditNote.id}`);
    expect(credit.text).to.include(creditNote.number).and.to.include(`Corrects invoice ${invoice.number}`);
    expect((await fetchPdf(person, `${order.id}/documents/${invoice.id}`)).text).to.equal(english.text);
    expect(await statusFor(person, `${order.id}/invoice?locale=fr`)).to.equal(422);
  });

  it('are not there before the order is paid: 409 not_invoiced, which says when they will be', async () => {
    const { person, order } = await placed();
    const { status, body } = await orders.as(person).get(`/orders/${order.id}/invoice`);
    expect([status, body.code]).to.deep.equal([409, 'not_invoiced']);
    expect(body.detail).to.include('once the order is paid in full').and.to.include('costs nothing has none');
  });

  it('are for the customer and for orders:read; to others there is no such order', async () => {
    const { order, invoice } = await invoiced();
    const other = await invoiced();
    const reader = orders.newPerson('staff', ['orders:read']);
    const writer = orders.newPerson('staff', ['orders:write']);
    for (const path of [`${order.id}/invoice`, `${order.id}/documents`, `${order.id}/documents/${invoice.id}`]) {
      expect(await statusFor(reader, path), path).to.equal(200);
      expect(await statusFor(writer, path), path).to.equal(403);
      expect(await statusFor(other.person, path), path).to.equal(404);
      expect(await statusFor(undefined, path), path).to.equal(401);
    }
    // A document of another order, and one that there is not.
    expect(await statusFor(other.person, `${other.order.id}/documents/${invoice.id}`)).to.equal(404);
    expect(await statusFor(reader, `${order.id}/documents/${randomUUID()}`)).to.equal(404);
    expect(await statusFor(reader, `${randomUUID()}/invoice`)).to.equal(404);
  });

  it('have a packing slip, for staff alone, whether it is paid or not', async () => {
    const { person, order } = await placed();
    await orders.db.query('UPDATE order_lines SET shipped = 1 WHERE order_id = $1', [order.id]);
    const slip = await fetchPdf(orders.staff, `${order.id}/packing-slip`);
    expect(slip.text).to.include(`1 Mug 2 1 1 ${sku}`).and.not.to.include('€');
    expect(slip.headers.get('content-disposition')).to.equal(`inline; filename="packing-slip-${order.number}.pdf"`);
    expect(await statusFor(person, `${order.id}/packing-slip`)).to.equal(403);
    expect(await statusFor(orders.staff, `${randomUUID()}/packing-slip`)).to.equal(404);
  });

  it('are told to the person with all that is held on them', async () => {
    const { person, invoice, creditNote } = await invoiced();
    const documents: unknown[] = [];
    await orders.db.transaction(async (tx) => {
      for await (const { section, entry } of findEverything(tx, orders.db.knex, person.id)) {
        if (section === 'documents') documents.push(entry);
      }
    });
    expect(documents).to.have.length(2);
    expect(documents).to.have.nested.property('[0].number', invoice.number);
    expect(documents).to.have.nested.property('[0].snapshot.billTo.name', 'Ada Lovelace');
    expect(documents).to.have.nested.property('[1].number', creditNote.number);
  });

  it('stay as they were issued when the person is erased, and are shown to orders:read alone', async () => {
    const { person, order, invoice } = await invoiced();
    const data = { erasureId: randomUUID(), accountId: person.id, email: person.email };
    await orders.db.transaction(async (tx) => {
      const handlers = consumersOf(orders.context).flatMap((consumer) => consumer.handlers);
      for (const { definition, handle } of handlers) {
        if (definition.type === accountErased.type) {
          await handle({ type: accountErased.type, aggregateversion: 1, data } as CloudEvent, tx);
        }
      }
    });
    const { text } = await fetchPdf(orders.newPerson('staff', ['orders:read']), `${order.id}/invoice`);
    expect(text).to.include(invoice.number).and.to.include('Ada Lovelace');
    expect(await statusFor(person, `${order.id}/invoice`)).to.equal(404);
    expect(await statusFor(orders.newPerson('staff', ['orders:write']), `${order.id}/invoice`)).to.equal(403);
  });
});
