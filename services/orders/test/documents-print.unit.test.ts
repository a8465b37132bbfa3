import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { InvoiceSnapshot } from '../src/documents/document.ts';
import { createPrinter } from '../src/documents/print.ts';

describe('a printed document', () => {
  const invoice = (lines: number): InvoiceSnapshot => ({
    kind: 'invoice',
    date: '2026-11-21',
    seller: { name: 'A shop', address: [], taxId: null, email: null, footer: [] },
    billTo: null,
    shipTo: null,
    order: { number: 'A-100001', date: '2026-11-20' },
    currency: 'EUR',
    pricesIncludeTax: true,
    lines: Array.from({ length: lines }, (_, index) => ({
      sku: `SKU-${index}`,
      name: 'A thing',
      quantity: 1,
      unitPrice: 100,
      discount: 0,
      taxRatePpm: 0,
      amount: 100,
    })),
    subtotal: lines * 100,
    discounts: [],
    shipping: null,
    taxes: [],
    tax: 0,
    total: lines * 100,
    paid: lines * 100,
    refunded: 0,
    due: 0,
  });
  const print = createPrinter();
  const printed = (snapshot: InvoiceSnapshot, by = print) =>
    by({
      kind: 'document',
      locale: 'en',
      document: {
        id: '01a1fee9-e0d4-7119-baf9-df7392053e0f',
        orderId: '01a1fee9-e0d4-7119-baf9-df7392053e0e',
        kind: 'invoice',
        number: 'INV-2026-000001',
        issuedAt: '2026-11-21T10:00:00.000Z',
        currency: 'EUR',
        amount: snapshot.total,
        snapshot,
      },
    });

  it('keeps nobody waiting but who wants it', async () => {
    let turns = 0;
    let isPrinting = true;
    const pdf = printed(invoice(150)).finally(() => {
      isPrinting = false;
    });
    while (isPrinting) {
      turns += 1;
      await delay(1);
    }
    expect((await pdf).subarray(0, 5).toString()).to.equal('%PDF-');
    expect(turns).to.be.above(5);
  });

  it('that cannot be made is an error for whoever wants it, and none for the next', async () => {
    const broken = { ...invoice(1), lines: null } as unknown as InvoiceSnapshot;
    const outcomes = await Promise.allSettled([printed(broken), printed(invoice(1))]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
  });

  it('is refused while too many wait for theirs', async () => {
    const busy = createPrinter({ mostWaiting: 1 });
    const [first, second] = await Promise.allSettled([printed(invoice(1), busy), printed(invoice(1), busy)]);
    expect(first.status).to.equal('fulfilled');
    expect(second.status === 'rejected' && second.reason.definition.code).to.equal('service_unavailable');
    expect((await printed(invoice(1), busy)).length).to.be.above(1_000);
  });
});
