import type { StoredDocument } from './document.ts';
import { renderCreditNote } from './pdf/credit-note.ts';
import { renderInvoice } from './pdf/invoice.ts';
import type { Locale } from './pdf/texts.ts';

/** @returns the PDF of a document as it was issued */
export const renderDocument = ({ number, snapshot }: StoredDocument, locale: Locale): Promise<Buffer> =>
  snapshot.kind === 'invoice'
    ? renderInvoice({ number, snapshot }, locale)
    : renderCreditNote({ number, snapshot }, locale);
