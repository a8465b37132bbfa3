import type { Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import type { CreditNoteSnapshot, InvoiceSnapshot, IssuedDocument, StoredDocument } from './document.ts';

const columns = 'id, order_id AS "orderId", kind, number, issued_at AS "issuedAt", currency, amount';

// Documents of a series wait here for one another until the transaction ends, so that numbers have no gaps.
const takeNumber = (condition: string) => `
  taken AS (
    INSERT INTO document_numbers AS n (series, last) SELECT $3, 1 WHERE ${condition}
    ON CONFLICT (series) DO UPDATE SET last = n.last + 1
    RETURNING last)`;

const number = `$3 || '-' || lpad(last::text, greatest(6, length(last::text)), '0')`;

export interface NewDocument<S> {
  id: string;
  orderId: string;
  /** Prefix and year. */
  series: string;
  issuedAt: string;
  currency: string;
  amount: number;
  snapshot: S;
}

const values = <S>(document: NewDocument<S>) => [
  document.id,
  document.orderId,
  document.series,
  document.issuedAt,
  document.currency,
  document.amount,
  document.snapshot,
];

/** Invoices of order $2 that no credit note cancels. */
const standing = `
  SELECT d.* FROM documents d
   WHERE d.order_id = $2 AND d.kind = 'invoice'
     AND NOT EXISTS (SELECT FROM documents c
                      WHERE c.order_id = $2 AND c.revision = d.revision AND c.kind = 'credit_note' AND c.refund_id IS NULL)`;

/**
 * Numbers and saves an invoice in one statement; nothing where the order has one.
 *
 * @param replaced revision of the invoice that is canceled in the same transaction
 */
export async function insertInvoice(
  tx: Transaction,
  document: NewDocument<InvoiceSnapshot>,
  replaced: number | undefined,
): Promise<IssuedDocument | undefined> {
  const [row] = await tx.query<IssuedDocument>(
    `WITH ${takeNumber(`NOT EXISTS (${standing} AND d.revision <> $8)`)}
     INSERT INTO documents (id, order_id, kind, series, position, number, issued_at, currency, amount, snapshot, revision)
     SELECT $1, $2, 'invoice', $3, last, ${number}, $4, $5, $6, $7,
            (SELECT coalesce(max(revision), 0) + 1 FROM documents WHERE order_id = $2 AND kind = 'invoice')
       FROM taken
     RETURNING ${columns}`,
    [...values(document), replaced ?? 0],
  );
  return row;
}

/**
 * Numbers and saves a credit note in one statement, with the number and date of the invoice that it corrects; nothing where
 * the order has no invoice that stands, or the refund a credit note.
 *
 * @param corrected the refund it is for; or the revision of the invoice that it cancels
 */
export async function insertCreditNote(
  tx: Transaction,
  corrected: { refundId: string } | { revision: number },
  document: NewDocument<Omit<CreditNoteSnapshot, 'invoice'>>,
): Promise<IssuedDocument | undefined> {
  const { refundId = null, revision = null } = { refundId: undefined, revision: undefined, ...corrected };
  const [row] = await tx.query<IssuedDocument>(
    `WITH invoice AS (
       SELECT revision, jsonb_build_object('number', number, 'date', snapshot->'date') AS reference
         FROM (${standing} AND d.revision = coalesce($9, d.revision)) s),
     ${takeNumber('EXISTS (SELECT FROM invoice) AND NOT EXISTS (SELECT FROM documents WHERE refund_id = $8)')}
     INSERT INTO documents (id, order_id, kind, series, position, number, issued_at, currency, amount, refund_id, revision, snapshot)
     SELECT $1, $2, 'credit_note', $3, last, ${number}, $4, $5, $6, $8, revision,
            $7::jsonb || jsonb_build_object('invoice', reference)
       FROM taken, invoice
     RETURNING ${columns}`,
    [...values(document), refundId, revision],
  );
  return row;
}

/** The invoice of an order that stands, and how much of it credit notes have taken off it. */
export interface StandingInvoice {
  revision: number;
  /** Minor units. */
  amount: number;
  credited: number;
  /** Contained in `credited`. */
  creditedTax: number;
}

export async function findStandingInvoice(db: Queryable, orderId: string): Promise<StandingInvoice | undefined> {
  const [row] = await db.query<StandingInvoice>(
    `SELECT i.revision, i.amount, coalesce(sum(c.amount), 0)::bigint AS credited,
            coalesce(sum((c.snapshot->>'tax')::bigint), 0)::bigint AS "creditedTax"
       FROM documents i
       LEFT JOIN documents c ON c.order_id = i.order_id AND c.kind = 'credit_note' AND c.revision = i.revision
      WHERE i.order_id = $1 AND i.kind = 'invoice'
      GROUP BY i.id
     HAVING bool_and(c.id IS NULL OR c.refund_id IS NOT NULL)`,
    [orderId],
  );
  return row;
}

/** What was issued for an order: each of its invoices, and the credit notes that correct it. */
export const listDocuments = (db: Queryable, orderId: string): Promise<IssuedDocument[]> =>
  db.query<IssuedDocument>(
    `SELECT ${columns} FROM documents WHERE order_id = $1 ORDER BY revision, kind = 'credit_note', issued_at, position`,
    [orderId],
  );

/** Everything that was issued to a customer, as it was issued, invoices first. */
export const documentsOf = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('documents')
    .select('number', 'kind', 'issued_at as issuedAt', 'snapshot')
    .whereIn('order_id', knex('orders').select('id').where('customer_id', customerId))
    .orderByRaw("kind = 'credit_note', issued_at, series, position");

/** The invoice of an order that stands. */
export async function findInvoice(db: Queryable, orderId: string): Promise<StoredDocument | undefined> {
  const [row] = await db.query<StoredDocument>(
    `SELECT ${columns}, snapshot FROM documents d
      WHERE order_id = $1 AND kind = 'invoice'
        AND NOT EXISTS (SELECT FROM documents c
                         WHERE c.order_id = $1 AND c.revision = d.revision AND c.kind = 'credit_note' AND c.refund_id IS NULL)`,
    [orderId],
  );
  return row;
}

export async function findDocument(db: Queryable, orderId: string, id: string): Promise<StoredDocument | undefined> {
  const [row] = await db.query<StoredDocument>(
    `SELECT ${columns}, snapshot FROM documents WHERE order_id = $1 AND id = $2`,
    [orderId, id],
  );
  return row;
}
