import type { CreditNoteSnapshot } from '../document.ts';
import { formatsFor } from './formats.ts';
import { footOf, oneParagraph, opening, recipients, taxSummary } from './parts.ts';
import { createSheet } from './sheet.ts';
import type { Row } from './table.ts';
import { type Locale, textsIn } from './texts.ts';

/** @returns the PDF of a credit note as it was issued */
export function renderCreditNote(
  { number, snapshot }: { number: string; snapshot: CreditNoteSnapshot },
  locale: Locale,
): Promise<Buffer> {
  const texts = textsIn[locale];
  const formats = formatsFor(locale, snapshot.currency);
  const { count, date, money, rate } = formats;
  const { seller, invoice, cancels = false, reason } = snapshot;
  const title = `${texts.creditNote} ${number}`;
  const sheet = createSheet({ title, author: seller.name, date: snapshot.date, locale });
  opening(sheet, seller, texts.creditNote, [
    { label: texts.creditNoteNumber, value: number },
    { label: texts.date, value: date(snapshot.date) },
    { label: cancels ? texts.cancelsInvoice : texts.correctsInvoice, value: invoice.number },
    { label: texts.invoiceDate, value: date(invoice.date) },
    { label: texts.orderNumber, value: snapshot.order.number },
    ...(reason === null ? [] : [{ label: texts.reason, value: oneParagraph(reason) }]),
  ]);
  recipients(sheet, [{ title: texts.billTo, address: snapshot.billTo }], formats);
  const amountOnly = (label: string, amount: number): Row[] =>
    amount > 0 ? [[{ cells: [label, '', '', money(amount)] }]] : [];
  sheet.table(
    [
      { title: texts.item },
      { title: texts.quantity, width: 56, align: 'right' },
      { title: texts.taxRate, width: 56, align: 'right' },
      { title: texts.amountWithTax, width: 110, align: 'right' },
    ],
    [
      ...snapshot.lines.map(
        (line): Row => [
          {
            cells: [
              line.name,
              count(line.quantity),
              line.taxRatePpm === null ? '' : rate(line.taxRatePpm),
              money(line.amount),
            ],
          },
          { cells: [line.sku], style: { muted: true, size: 8 } },
        ],
      ),
      ...amountOnly(texts.shipping, snapshot.shipping),
      ...amountOnly(texts.other, snapshot.other),
    ],
  );
  sheet.space();
  sheet.sums([
    { label: texts.credited, value: money(snapshot.total), bold: true },
    { label: texts.ofWhichTax, value: money(snapshot.tax) },
  ]);
  sheet.space(20);
  taxSummary(sheet, snapshot.taxes, texts, formats);
  return sheet.finish(footOf(seller, texts), texts.page);
}
