import { expect } from 'chai';
import { extractText, getDocumentProxy } from 'unpdf';
import type { CreditNoteSnapshot, Invoicing } from '../src/documents/document.ts';
import { renderCreditNote } from '../src/documents/pdf/credit-note.ts';
import { renderInvoice } from '../src/documents/pdf/invoice.ts';
import { renderPackingSlip } from '../src/documents/pdf/packing-slip.ts';
import type { Locale } from '../src/documents/pdf/texts.ts';
import { creditNoteSnapshot, invoiceSnapshot, type RefundedAmounts } from '../src/documents/snapshots.ts';
import type { OrderRecord } from '../src/orders/order-record.ts';
import { type DiscountTerms, price } from '../src/orders/pricing.ts';

const invoicing: Invoicing = {
  seller: {
    name: 'Example Shop',
    address: ['1 Example Street', '10115 Berlin'],
    taxId: 'DE123456789',
    email: 'billing@shop.example',
    footer: ['Court of Berlin 42'],
  },
  prefixes: { invoice: 'INV', credit_note: 'CN' },
  timeZone: 'Europe/Berlin',
};
const now = '2026-11-21T15:00:00.000Z';
const ada = { name: 'Ada Lovelace', line1: 'Unter den Linden 1', city: 'Berlin', postalCode: '10117', country: 'DE' };

const spring: DiscountTerms = { code: 'SPRING', skus: null, kind: 'fixed', fixedAmount: 500 };

interface Item {
  name: string;
  unitPrice: number;
  quantity?: number;
  taxRatePpm?: number;
  shipped?: number;
}

interface Given extends Partial<Omit<OrderRecord, 'lines' | 'discounts'>> {
  lines: readonly Item[];
  discounts?: readonly DiscountTerms[];
}

/** An order that was paid, shipped for 4.99 at 19 %. */
function orderOf({ lines: items, discounts = [], pricesIncludeTax = true, ...more }: Given): OrderRecord {
  const lines = items.map((item, index) => ({
    sku: `SKU-${index + 1}`,
    quantity: 1,
    taxRatePpm: 190_000,
    shipped: 0,
    ...item,
  }));
  const priced = price({
    pricesIncludeTax,
    rounding: 'half_up',
    discounts,
    lines,
    shipping: { price: 499, taxRatePpm: 190_000 },
  });
  return {
    number: 'A-100042',
    currency: 'EUR',
    pricesIncludeTax,
    shippingMethodName: 'Standard',
    shippingTaxRatePpm: 190_000,
    shippingAddress: ada,
    billingAddress: ada,
    note: null,
    placedAt: '2026-11-20T23:30:00.000Z',
    updatedAt: now,
    paid: priced.total,
    refunded: 0,
    refundedSurplus: 0,
    ...priced,
    ...more,
    discounts: discounts.map((terms, index) => ({ ...terms, amount: priced.discounts[index] })),
    lines: lines.map((line, index) => ({ ...line, ...priced.lines[index] })),
  } as unknown as OrderRecord;
}

/** The text of each page; blanks of every kind are one space. */
async function textOf(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)));
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}

const invoice = async (given: Given, locale: Locale = 'en'): Promise<string[]> =>
  textOf(
    await renderInvoice(
      { number: 'INV-2026-000007', snapshot: invoiceSnapshot(orderOf(given), now, invoicing) },
      locale,
    ),
  );

describe('The PDF of an invoice', () => {
  it('names seller, customer, numbers and dates', async () => {
    const [page] = await invoice({ lines: [{ name: 'Mug', unitPrice: 1299, quantity: 2 }] });
    for (const text of [
      'Invoice number INV-2026-000007',
      'Date November 21, 2026',
      // In the seller's zone it was after midnight.
      'Order date November 21, 2026',
      'Order A-100042',
      'Example Shop · 1 Example Street · 10115 Berlin · Tax ID: DE123456789 · billing@shop.example · Court of Berlin 42',
      'Ada Lovelace Unter den Linden 1 10117 Berlin Germany',
      '1 Mug 2 €12.99 19% €25.98 SKU-1',
      'Page 1 of 1',
    ]) {
      expect(page).to.include(text);
    }
  });

  it('adds up where prices are quoted with tax', async () => {
    const [page] = await invoice({
      lines: [
        { name: 'Mug', unitPrice: 1000, quantity: 3 },
        { name: 'Book', unitPrice: 2000, taxRatePpm: 70_000 },
      ],
      discounts: [spring],
    });
    expect(page).to.include('1 Mug 3 €10.00 19% €30.00 SKU-1 Discount -€3.00');
    expect(page).to.include(
      'Subtotal €50.00 Discount SPRING -€5.00 Shipping: Standard (19%) €4.99 Total €49.99 of which tax €6.29 Paid €49.99 Amount due €0.00',
    );
    expect(page).to.include('Rate Net Tax Gross 19% €26.88 €5.11 €31.99 7% €16.82 €1.18 €18.00');
    expect(page).to.include('All prices include tax.');
  });

  it('adds up where prices are quoted without tax', async () => {
    const [page] = await invoice({
      lines: [
        { name: 'Mug', unitPrice: 1000, quantity: 3 },
        { name: 'Book', unitPrice: 2000, taxRatePpm: 70_000 },
      ],
      discounts: [spring],
      pricesIncludeTax: false,
    });
    expect(page).to.include('1 Mug 3 €10.00 19% €30.00 SKU-1 Discount -€3.00');
    expect(page).to.include(
      'Subtotal €50.00 Discount SPRING -€5.00 Shipping: Standard (19%) €4.99 Total excl. tax €49.99 Tax 19% €6.08 Tax 7% €1.26 Total €57.33 Paid €57.33 Amount due €0.00',
    );
    expect(page).to.include('19% €31.99 €6.08 €38.07 7% €18.00 €1.26 €19.26');
    expect(page).to.include('Prices of items, discounts and shipping are without tax.');
  });

  it('shows what shipping would have cost where a code takes it off', async () => {
    const [page] = await invoice({
      lines: [{ name: 'Mug', unitPrice: 1000 }],
      discounts: [spring, { code: 'FREE', skus: null, kind: 'free_shipping' }],
    });
    expect(page).to.include(
      'Subtotal €10.00 Discount SPRING -€5.00 Shipping: Standard (19%) €4.99 Discount FREE -€4.99 Total €5.00',
    );
  });

  it('can be had in German, with amounts as they are written there', async () => {
    const [page] = await invoice({ lines: [{ name: 'Tasse', unitPrice: 123_456, quantity: 1000 }] }, 'de');
    for (const text of ['Rechnungsnummer INV-2026-000007', '21. November 2026', 'Deutschland', 'Seite 1 von 1']) {
      expect(page).to.include(text);
    }
    expect(page).to.include('1 Tasse 1.000 1.234,56 € 19 % 1.234.560,00 €');
    expect(page).to.include('Gesamtbetrag 1.234.564,99 €');
  });

  it('shows as many decimals as the currency has', async () => {
    const lines = [{ name: 'Lamp', unitPrice: 12_999 }];
    expect((await invoice({ lines, currency: 'JPY' }))[0]).to.include('1 Lamp 1 ¥12,999 19% ¥12,999');
    expect((await invoice({ lines, currency: 'KWD' }))[0]).to.include('1 Lamp 1 KWD 12.999 19% KWD 12.999');
  });

  it('takes as many pages as it needs, each with its number, and the header of the table above its rows', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => ({ name: `Thing ${index + 1}`, unitPrice: 100 }));
    const pages = await invoice({ lines });
    expect(pages.length).to.be.above(4);
    pages.forEach((page, index) => {
      if (page.includes('Thing')) expect(page).to.include('No. Item Quantity Unit price Tax Amount');
      expect(page).to.include(`Page ${index + 1} of ${pages.length}`);
      if (index > 0) expect(page).to.include('Invoice INV-2026-000007');
    });
    const found = [...pages.join(' ').matchAll(/(\d+) Thing (\d+) 1 €1\.00 19% €1\.00 SKU-(\d+)/g)];
    expect(found.map(([, ...numbers]) => numbers.map(Number))).to.deep.equal(
      lines.map((_, index) => [index + 1, index + 1, index + 1]),
    );
    expect(pages.at(-1)).to.include('Total €204.99');
  });

  it('never parts the sums by rate of tax, nor leaves their title behind', async () => {
    for (let count = 6; count < 14; count += 1) {
      const lines = Array.from({ length: count }, (_, index) => ({
        name: 'Thing',
        unitPrice: 1,
        taxRatePpm: index % 3,
      }));
      const pages = await invoice({ lines });
      const [page] = pages.filter((text) => text.includes('Tax by rate'));
      expect(page, `${count} lines`).to.match(/Tax by rate Rate Net Tax Gross( [\d.]+%( €[\d.]+){3}){4}/);
    }
  });

  it('wraps long names and loses nothing of them, nor parts a figure', async () => {
    const [page] = await invoice({
      lines: [{ name: 'W'.repeat(200), unitPrice: 123_456_789, quantity: 999_999 }],
      billingAddress: { ...ada, name: 'C'.repeat(200) },
    });
    const joined = page?.replaceAll(' ', '') ?? '';
    for (const text of ['W'.repeat(200), 'C'.repeat(200)]) {
      const parts = joined.match(new RegExp(`${text[0]}{10,}`, 'g')) ?? [];
      expect(parts.join('').length).to.equal(200);
    }
    expect(page).to.include('€1,234,566,655,432.11');
  });

  it('writes Greek, Cyrillic and all of Latin', async () => {
    const names = ['Φλιτζάνι καφέ', 'Книга «Війна і мир»', 'Žluťoučký kůň, łódź, İğ'];
    const [page] = await invoice({
      lines: names.map((name) => ({ name, unitPrice: 100 })),
      billingAddress: { ...ada, name: 'Ελένη Παπαδοπούλου', city: 'Αθήνα', country: 'GR' },
    });
    for (const name of [...names, 'Ελένη Παπαδοπούλου']) expect(page).to.include(name);
  });

  it('embeds only what it uses of its fonts', async () => {
    const snapshot = invoiceSnapshot(orderOf({ lines: [{ name: 'Mug', unitPrice: 1 }] }), now, invoicing);
    const pdf = await renderInvoice({ number: 'INV-2026-000007', snapshot }, 'en');
    expect(pdf.length).to.be.below(40_000);
  });
});

describe('The PDF of a credit note', () => {
  const order = orderOf({
    lines: [
      { name: 'Mug', unitPrice: 1000, quantity: 3 },
      { name: 'Book', unitPrice: 2000, taxRatePpm: 70_000 },
    ],
  });
  const creditNote = async (refund: Omit<RefundedAmounts, 'id'>): Promise<[string, CreditNoteSnapshot]> => {
    const invoice = { number: 'INV-2026-000007', date: '2026-11-21' };
    const snapshot = { ...creditNoteSnapshot(order, { id: 'r', ...refund }, now, invoicing), invoice };
    const [page = ''] = await textOf(await renderCreditNote({ number: 'CN-2026-000003', snapshot }, 'en'));
    return [page, snapshot];
  };
  const mug = { sku: 'SKU-1', name: 'Mug', quantity: 2, amount: 2000, tax: 319 };

  it('names the invoice that it corrects, what came back and why', async () => {
    const [page] = await creditNote({
      amount: 2499,
      tax: 399,
      shipping: 499,
      reason: 'Arrived\n broken',
      lines: [mug],
    });
    for (const text of [
      'Credit note number CN-2026-000003',
      'Corrects invoice INV-2026-000007',
      'Reason Arrived broken',
      'Mug 2 19% €20.00 SKU-1 Shipping €4.99',
      'Amount credited €24.99 of which tax €3.99',
      'Rate Net Tax Gross 19% €21.00 €3.99 €24.99',
    ]) {
      expect(page).to.include(text);
    }
    expect(page).not.to.include('Other amount');
  });

  it('shares an amount without pieces among the rates of the order, exactly', async () => {
    const [page, { taxes, other }] = await creditNote({ amount: 1001, tax: 123, reason: null });
    expect(page).to.include('Other amount €10.01');
    expect(other).to.equal(1001);
    expect(taxes.map(({ ratePpm }) => ratePpm)).to.deep.equal([190_000, 70_000]);
    expect(taxes.reduce((sum, { gross }) => sum + gross, 0)).to.equal(1001);
    expect(taxes.reduce((sum, { tax }) => sum + tax, 0)).to.equal(123);
    for (const { net, tax, gross } of taxes) expect(net + tax).to.equal(gross);
  });

  it('claims no rate of tax for a line that the order has no more', async () => {
    const [page, { taxes }] = await creditNote({
      amount: 1500,
      tax: 200,
      reason: null,
      lines: [{ ...mug, sku: 'GONE', amount: 1500, tax: 200 }],
    });
    expect(page).to.include('Mug 2 €15.00 GONE');
    expect(taxes.map(({ ratePpm }) => ratePpm)).to.deep.equal([190_000, 70_000]);
    expect(taxes.reduce((sum, { tax }) => sum + tax, 0)).to.equal(200);
  });

  it('is not made of parts that are more than the whole', () => {
    expect(() =>
      creditNoteSnapshot(order, { id: 'r', amount: 1999, tax: 319, reason: null, lines: [mug] }, now, invoicing),
    ).to.throw(RangeError, 'less than its parts by 1');
  });
});

describe('The PDF of a packing slip', () => {
  it('says what is to be packed and where it goes, and nothing of prices', async () => {
    const order = orderOf({
      lines: [
        { name: 'Mug', unitPrice: 1299, quantity: 3, shipped: 1 },
        { name: 'Book', unitPrice: 2000 },
      ],
      note: 'Ring\ntwice',
    });
    const [page = ''] = await textOf(await renderPackingSlip(order, '2026-11-21', invoicing.seller, 'en'));
    for (const text of [
      'Packing slip',
      'Order A-100042',
      'Note Ring twice',
      'Ship to Ada Lovelace Unter den Linden 1',
      'No. Item Ordered Shipped so far To be shipped',
      '1 Mug 3 1 2 SKU-1 2 Book 1 0 1 SKU-2',
    ]) {
      expect(page).to.include(text);
    }
    expect(page).not.to.match(/€|12[.,]99|EUR/);
  });
});
