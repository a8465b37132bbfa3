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

/** Numbers and saves an invoice in one statement; nothing where the order has one. */
export async function insertInvoice(
  tx: Transaction,
  document: NewDocument<InvoiceSnapshot>,
): Promise<IssuedDocument | undefined> {
  const [row] = await tx.query<IssuedDocument>(
    `WITH ${takeNumber(`NOT EXISTS (SELECT FROM documents WHERE order_id = $2 AND kind = 'invoice')`)}
     INSERT INTO documents (id, order_id, kind, series, position, number, issued_at, currency, amount, snapshot)
     SELECT $1, $2, 'invoice', $3, last, ${number}, $4, $5, $6, $7 FROM taken
     RETURNING ${columns}`,
    values(document),
  );
  return row;
}

/**
 * Numbers and saves a credit note in one statement, with the number and date of the invoice that it corrects; nothing where
 * the order has no invoice, or the refund a credit note.
 */
export async function insertCreditNote(
  tx: Transaction,
  refundId: string,
  document: NewDocument<Omit<CreditNoteSnapshot, 'invoice'>>,
): Promise<IssuedDocument | undefined> {
  const [row] = await tx.query<IssuedDocument>(
    `WITH invoice AS (
       SELECT jsonb_build_object('number', number, 'date', snapshot->'date') AS reference
         FROM documents WHERE order_id = $2 AND kind = 'invoice'),
     ${takeNumber('EXISTS (SELECT FROM invoice) AND NOT EXISTS (SELECT FROM documents WHERE refund_id = $8)')}
     INSERT INTO documents (id, order_id, kind, series, position, number, issued_at, currency, amount, refund_id, snapshot)
     SELECT $1, $2, 'credit_note', $3, last, ${number}, $4, $5, $6, $8,
            $7::jsonb || jsonb_build_object('invoice', reference)
       FROM taken, invoice
     RETURNING ${columns}`,
    [...values(document), refundId],
  );
  return row;
}

/** What was issued for an order, the invoice first. */
export const listDocuments = (db: Queryable, orderId: string): Promise<IssuedDocument[]> =>
  db.query<IssuedDocument>(
    `SELECT ${columns} FROM documents WHERE order_id = $1 ORDER BY kind = 'credit_note', issued_at, position`,
    [orderId],
  );

/** Everything that was issued to a customer, as it was issued, invoices first. */
export const documentsOf = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('documents')
    .select('number', 'kind', 'issued_at as issuedAt', 'snapshot')
    .whereIn('order_id', knex('orders').select('id').where('customer_id', customerId))
    .orderByRaw("kind = 'credit_note', issued_at, series, position");

export async function findInvoice(db: Queryable, orderId: string): Promise<StoredDocument | undefined> {
  const [row] = await db.query<StoredDocument>(
    `SELECT ${columns}, snapshot FROM documents WHERE order_id = $1 AND kind = 'invoice'`,
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
