import type { Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import type { LedgerStep } from './apply-fact.ts';
import { manualProvider } from './manual-provider.ts';
import type { PaymentRecord } from './payment.ts';

const columns = `
  p.id, p.order_id AS "orderId", p.provider, p.reference, p.capture_method AS "captureMethod", p.status, o.currency, p.amount,
  p.authorized, p.voided, p.captured, p.refunding, p.refunded, p.closed, p.details, p.failure, p.created_at AS "createdAt",
  p.updated_at AS "updatedAt"`;

/** The payments of an order, the oldest first. */
export const paymentsOf = (db: Queryable, orderId: string): Promise<PaymentRecord[]> =>
  db.query<PaymentRecord>(
    `SELECT ${columns} FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.order_id = $1 ORDER BY p.id`,
    [orderId],
  );

/** What a customer has paid with, the oldest first. */
export const paymentsBy = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('payments AS p')
    .join('orders AS o', 'o.id', 'p.order_id')
    .select(knex.raw(columns))
    .where('o.customer_id', customerId)
    .orderBy('p.id');

export async function findPayment(db: Queryable, id: string): Promise<PaymentRecord | undefined> {
  const [row] = await db.query<PaymentRecord>(
    `SELECT ${columns} FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.id = $1`,
    [id],
  );
  return row;
}

/** Which order a payment is of, found by our id of it or by the provider's. */
export async function findOrderOfPayment(
  db: Queryable,
  provider: string,
  about: { paymentId: string | null; reference: string },
): Promise<{ orderId: string; paymentId: string } | undefined> {
  const [row] = await db.query<{ orderId: string; paymentId: string }>(
    `SELECT order_id AS "orderId", id AS "paymentId" FROM payments
      WHERE provider = $1 AND (reference = $2 OR (id = $3::uuid AND reference IS NULL))
      ORDER BY reference IS NULL LIMIT 1`,
    [provider, about.reference, about.paymentId],
  );
  return row;
}

/** Adds payments, or saves what can change of them. */
export const savePayments = (tx: Transaction, payments: readonly PaymentRecord[]): Promise<unknown> =>
  tx.query(
    `INSERT INTO payments (id, order_id, provider, reference, capture_method, status, amount, authorized, voided, captured,
                           refunding, refunded, closed, details, failure, created_at, updated_at)
     SELECT * FROM unnest(
       $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
       $10::bigint[], $11::bigint[], $12::bigint[], $13::boolean[], $14::jsonb[], $15::text[], $16::timestamptz[],
       $17::timestamptz[])
     ON CONFLICT (id) DO UPDATE SET
       reference = excluded.reference, status = excluded.status, amount = excluded.amount, authorized = excluded.authorized,
       voided = excluded.voided, captured = excluded.captured, refunding = excluded.refunding,
       refunded = excluded.refunded, closed = excluded.closed, details = excluded.details, failure = excluded.failure,
       updated_at = excluded.updated_at`,
    [
      payments.map(({ id }) => id),
      payments.map(({ orderId }) => orderId),
      payments.map(({ provider }) => provider),
      payments.map(({ reference }) => reference),
      payments.map(({ captureMethod }) => captureMethod),
      payments.map(({ status }) => status),
      payments.map(({ amount }) => amount),
      payments.map(({ authorized }) => authorized),
      payments.map(({ voided }) => voided),
      payments.map(({ captured }) => captured),
      payments.map(({ refunding }) => refunding),
      payments.map(({ refunded }) => refunded),
      payments.map(({ closed }) => closed),
      payments.map(({ details }) => JSON.stringify(details)),
      payments.map(({ failure }) => failure),
      payments.map(({ createdAt }) => createdAt),
      payments.map(({ updatedAt }) => updatedAt),
    ],
  );

/** Takes staff's words out of the payments of an order; how a provider calls one is what refunds and webhooks find it by. */
export const forgetReferences = (tx: Transaction, orderId: string): Promise<unknown> =>
  tx.query('UPDATE payments SET reference = NULL WHERE order_id = $1 AND provider = $2', [
    orderId,
    manualProvider.name,
  ]);

/** A step of the ledger with what it is of. */
export interface LedgerEntry extends LedgerStep {
  paymentId: string;
  /** Id that the provider gave the event which told of it. */
  providerEvent: string | null;
}

export const appendToLedger = (
  tx: Transaction,
  orderId: string,
  now: string,
  entries: readonly LedgerEntry[],
): Promise<unknown> =>
  tx.query(
    `INSERT INTO payment_ledger (order_id, created_at, id, payment_id, kind, authorized_delta, voided_delta, captured_delta,
                                 refunded_delta, refund_id, provider_event)
     SELECT $1, $2, * FROM unnest(
       $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::uuid[], $11::text[])`,
    [
      orderId,
      now,
      entries.map(() => uuidv7()),
      entries.map(({ paymentId }) => paymentId),
      entries.map(({ kind }) => kind),
      entries.map(({ authorizedDelta }) => authorizedDelta),
      entries.map(({ voidedDelta }) => voidedDelta),
      entries.map(({ capturedDelta }) => capturedDelta),
      entries.map(({ refundedDelta }) => refundedDelta),
      entries.map(({ refundId }) => refundId),
      entries.map(({ providerEvent }) => providerEvent),
    ],
  );

/** Notes an event of a provider as dealt with. @returns false where it was before */
export async function noteProviderEvent(tx: Transaction, provider: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    'INSERT INTO provider_events (provider, id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
    [provider, id],
  );
  return rows.length === 1;
}

/** Days for which events of providers are known again; they send them anew for some. */
const keptDays = 90;

export const sweepProviderEvents = (db: Queryable): Promise<unknown> =>
  db.query(`DELETE FROM provider_events WHERE received_at < now() - interval '${keptDays} days'`);
