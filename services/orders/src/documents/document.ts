import type { Address } from '@oms/contracts';

export const documentKinds = ['invoice', 'credit_note'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Who sells, as invoices name them. */
export interface Seller {
  name: string;
  /** Lines below the name. */
  address: readonly string[];
  /** VAT identification or tax number. */
  taxId: string | null;
  email: string | null;
  /** What else is to stand at the foot of each page: bank, register, directors. */
  footer: readonly string[];
}

/** How a shop issues its documents. */
export interface Invoicing {
  seller: Seller;
  /** What numbers begin with: `INV` makes `INV-2026-000001`. */
  prefixes: Record<DocumentKind, string>;
  /** IANA name of the zone whose calendar dates and years of documents follow. */
  timeZone: string;
}

/** Amounts of one rate of tax; `gross` is `net` and `tax`. */
export interface TaxSum {
  ratePpm: number;
  net: number;
  tax: number;
  gross: number;
}

interface CommonSnapshot {
  /** Calendar date of issue, `2026-11-21`, in the seller's zone. */
  date: string;
  seller: Seller;
  /** Null where the person was erased before. */
  billTo: Address | null;
  order: { number: string; date: string };
  currency: string;
  /** By rate, the highest first. */
  taxes: TaxSum[];
}

/** A line of an invoice; amounts are quoted like prices, with or without tax. */
export interface InvoiceLine {
  sku: string;
  name: string;
  quantity: number;
  unitPrice: number;
  /** Off the line; contained in `amount`. */
  discount: number;
  taxRatePpm: number;
  amount: number;
}

/** All that an invoice shows, in minor units of its currency. */
export interface InvoiceSnapshot extends CommonSnapshot {
  kind: 'invoice';
  shipTo: Address | null;
  pricesIncludeTax: boolean;
  lines: InvoiceLine[];
  /** Quoted like prices. */
  subtotal: number;
  /** What each code took off, quoted like prices. */
  discounts: { code: string; off: 'lines' | 'shipping'; amount: number }[];
  /** Quoted like prices, and after discounts; null where nothing is shipped. */
  shipping: { name: string; amount: number; taxRatePpm: number } | null;
  tax: number;
  total: number;
  paid: number;
  refunded: number;
  due: number;
}

/** A line of a credit note; its amount is with tax. */
export interface CreditNoteLine {
  sku: string;
  name: string;
  quantity: number;
  /** Null where the order has no such line any more. */
  taxRatePpm: number | null;
  amount: number;
}

/** All that a credit note shows, in minor units of its currency; amounts are what is given back, with tax. */
export interface CreditNoteSnapshot extends CommonSnapshot {
  kind: 'credit_note';
  /** Which invoice it corrects. */
  invoice: { number: string; date: string };
  /** Whether it takes the invoice back, for another to take its place. */
  cancels?: boolean;
  reason: string | null;
  lines: CreditNoteLine[];
  /** What is given back of shipping. */
  shipping: number;
  /** What is given back beside lines and shipping. */
  other: number;
  tax: number;
  total: number;
}

export type Snapshot = InvoiceSnapshot | CreditNoteSnapshot;

/** What lists of documents show. */
export interface IssuedDocument {
  id: string;
  orderId: string;
  kind: DocumentKind;
  number: string;
  /** RFC 3339. */
  issuedAt: string;
  currency: string;
  amount: number;
}

/** A document as it was issued. */
export interface StoredDocument extends IssuedDocument {
  snapshot: Snapshot;
}
