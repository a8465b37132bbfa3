import type { InvoiceLine, InvoiceSnapshot } from '../document.ts';
import { type Formats, formatsFor } from './formats.ts';
import { footOf, opening, recipients, taxSummary } from './parts.ts';
import { createSheet, type Entry } from './sheet.ts';
import type { Row } from './table.ts';
import { type Locale, type Texts, textsIn } from './texts.ts';

/** @returns the PDF of an invoice as it was issued */
export function renderInvoice(
  { number, snapshot }: { number: string; snapshot: InvoiceSnapshot },
  locale: Locale,
): Promise<Buffer> {
  const texts = textsIn[locale];
  const formats = formatsFor(locale, snapshot.currency);
  const { seller, taxes } = snapshot;
  const title = `${texts.invoice} ${number}`;
  const sheet = createSheet({ title, author: seller.name, date: snapshot.date, locale });
  opening(sheet, seller, texts.invoice, [
    { label: texts.invoiceNumber, value: number },
    { label: texts.date, value: formats.date(snapshot.date) },
    { label: texts.orderNumber, value: snapshot.order.number },
    { label: texts.orderDate, value: formats.date(snapshot.order.date) },
    // Invoices are issued when the money has come.
    { label: texts.paymentReceived, value: formats.date(snapshot.date) },
  ]);
  recipients(
    sheet,
    [
      { title: texts.billTo, address: snapshot.billTo },
      { title: texts.shipTo, address: snapshot.shipTo },
    ],
    formats,
  );
  sheet.table(
    [
      { title: texts.position, width: 30 },
      { title: texts.item },
      { title: texts.quantity, width: 56, align: 'right' },
      { title: texts.unitPrice, width: 82, align: 'right' },
      { title: texts.taxRate, width: 50, align: 'right' },
      { title: texts.amount, width: 88, align: 'right' },
    ],
    snapshot.lines.map((line, index) => lineRow(line, index, texts, formats)),
  );
  sheet.space(4);
  sheet.paragraph(snapshot.pricesIncludeTax ? texts.pricesWithTax : texts.pricesWithoutTax, { size: 8, muted: true });
  sheet.space();
  sheet.sums(totals(snapshot, texts, formats));
  sheet.space(20);
  taxSummary(sheet, taxes, texts, formats);
  return sheet.finish(footOf(seller, texts), texts.page);
}

function lineRow(line: InvoiceLine, index: number, texts: Texts, { count, money, rate }: Formats): Row {
  const { sku, name, quantity, unitPrice, discount, taxRatePpm, amount } = line;
  const muted = { muted: true, size: 8 };
  return [
    {
      cells: [
        String(index + 1),
        name,
        count(quantity),
        money(unitPrice),
        rate(taxRatePpm),
        // Before the discount, which stands below, so that the column adds up.
        money(amount + discount),
      ],
    },
    { cells: ['', sku], style: muted },
    ...(discount > 0 ? [{ cells: ['', texts.discount, '', '', '', money(-discount)], style: muted }] : []),
  ];
}

function totals(snapshot: InvoiceSnapshot, texts: Texts, { money, rate }: Formats): Entry[] {
  const { subtotal, discounts, shipping, pricesIncludeTax, taxes, tax, total, paid, refunded, due } = snapshot;
  const entry = (label: string, amount: number, bold = false): Entry => ({ label, value: money(amount), bold });
  const taken = (from: 'lines' | 'shipping') => discounts.filter(({ off, amount }) => off === from && amount > 0);
  const less = (from: 'lines' | 'shipping') =>
    taken(from).map(({ code, amount }) => entry(`${texts.discount} ${code}`, -amount));
  // Before what was taken off it, which stands below.
  const shippingPrice = taken('shipping').reduce((sum, { amount }) => sum + amount, shipping?.amount ?? 0);
  return [
    entry(texts.subtotal, subtotal),
    ...less('lines'),
    ...(shipping ? [entry(`${texts.shipping}: ${shipping.name} (${rate(shipping.taxRatePpm)})`, shippingPrice)] : []),
    ...less('shipping'),
    ...(pricesIncludeTax
      ? []
      : [
          entry(texts.totalWithoutTax, total - tax),
          ...taxes.map((sum) => entry(texts.taxAt(rate(sum.ratePpm)), sum.tax)),
        ]),
    entry(texts.total, total, true),
    ...(pricesIncludeTax ? [entry(texts.ofWhichTax, tax)] : []),
    entry(texts.paid, paid),
    ...(refunded > 0 ? [entry(texts.refunded, refunded)] : []),
    entry(texts.due, due, true),
  ];
}
