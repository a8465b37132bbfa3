import type { Address } from '@oms/contracts';
import type { Seller, TaxSum } from '../document.ts';
import type { Formats } from './formats.ts';
import type { Entry, Sheet } from './sheet.ts';
import type { Texts } from './texts.ts';

/** Who sells, what it is, and its numbers and dates. */
export function opening(sheet: Sheet, seller: Seller, title: string, numbers: readonly Entry[]): void {
  sheet.beside(
    () => {
      sheet.paragraph(seller.name, { size: 12, bold: true });
      for (const line of seller.address) sheet.paragraph(line, { size: 8, muted: true });
    },
    () => {
      sheet.paragraph(title, { size: 20, bold: true, align: 'right' });
    },
  );
  sheet.space(20);
  sheet.entries(numbers);
  sheet.space(16);
}

/** Whom it is for, as far as that is known. */
export function recipients(
  sheet: Sheet,
  addresses: readonly { title: string; address: Address | null }[],
  formats: Formats,
): void {
  const known = addresses.flatMap(({ title, address }) =>
    address === null ? [] : [{ title, lines: formats.address(address) }],
  );
  if (known.length === 0) return;
  sheet.blocks(known);
  sheet.space(20);
}

export function taxSummary(sheet: Sheet, taxes: readonly TaxSum[], texts: Texts, { rate, money }: Formats): void {
  sheet.table(
    [
      { title: texts.rate },
      { title: texts.net, width: 110, align: 'right' },
      { title: texts.tax, width: 110, align: 'right' },
      { title: texts.gross, width: 110, align: 'right' },
    ],
    taxes.map((sum) => [{ cells: [rate(sum.ratePpm), money(sum.net), money(sum.tax), money(sum.gross)] }]),
    texts.taxSummary,
  );
}

/** What somebody wrote, however many lines they made of it. */
export const oneParagraph = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** What stands at the foot of every page. */
export const footOf = ({ name, address, taxId, email, footer }: Seller, texts: Texts): string[] => [
  name,
  ...address,
  ...(taxId === null ? [] : [`${texts.taxId}: ${taxId}`]),
  ...(email === null ? [] : [email]),
  ...footer,
];
