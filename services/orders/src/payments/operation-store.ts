import type { Queryable, Transaction } from '@oms/database';
import { currentRequest } from '@oms/telemetry';
import type { OperationRecord } from './apply-fact.ts';

const columns = `
  id, order_id AS "orderId", payment_id AS "paymentId", kind, amount, refund_id AS "refundId", status, reference, error,
  created_at AS "createdAt"`;

/** What was ever asked of providers for an order, in its order. */
export const operationsOf = (db: Queryable, orderId: string): Promise<OperationRecord[]> =>
  db.query<OperationRecord>(`SELECT ${columns} FROM payment_operations WHERE order_id = $1 ORDER BY position`, [
    orderId,
  ]);

/** Adds operations, or saves how far they have come, in which case nobody holds them any longer. */
export const saveOperations = (tx: Transaction, operations: readonly OperationRecord[]): Promise<unknown> =>
  tx.query(
    `INSERT INTO payment_operations AS o (id, order_id, payment_id, kind, amount, refund_id, status, reference, error,
                                          created_at, next_attempt_at, traceparent)
     SELECT id, order_id, payment_id, kind, amount, refund_id, status, reference, error, created_at, now(), $11::text
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], $8::text[], $9::text[],
                   $10::timestamptz[])
         WITH ORDINALITY AS n (id, order_id, payment_id, kind, amount, refund_id, status, reference, error, created_at, place)
      ORDER BY place
     ON CONFLICT (id) DO UPDATE SET
       status = excluded.status, reference = excluded.reference, error = excluded.error, leased_by = NULL, leased_until = NULL`,
    [
      operations.map(({ id }) => id),
      operations.map(({ orderId }) => orderId),
      operations.map(({ paymentId }) => paymentId),
      operations.map(({ kind }) => kind),
      operations.map(({ amount }) => amount),
      operations.map(({ refundId }) => refundId),
      operations.map(({ status }) => status),
      operations.map(({ reference }) => reference),
      operations.map(({ error }) => error),
      operations.map(({ createdAt }) => createdAt),
      currentRequest()?.traceparent ?? null,
    ],
  );

/** An operation that a replica has claimed. */
export interface ClaimedOperation extends OperationRecord {
  /** Number of the attempt that this claim began. */
  attempts: number;
  /** Of the request that asked for it. */
  traceparent: string | null;
}

/**
 * Claims operations that are due for `leaseMs`, past those that somebody else has locked. Each is the first of its payment that
 * the provider has not taken up. One statement, which is a transaction of its own.
 *
 * @param scope those alone
 */
export const claimOperations = (
  db: Queryable,
  owner: string,
  limit: number,
  leaseMs: number,
  scope: Partial<{ paymentId: string; refundId: string }> = {},
): Promise<ClaimedOperation[]> =>
  db.query<ClaimedOperation>(
    `UPDATE payment_operations
        SET attempts = attempts + 1, leased_by = $1, leased_until = now() + $3 * interval '1 millisecond'
      WHERE id = ANY (ARRAY(
        SELECT o.id FROM payment_operations o
         WHERE o.status = 'pending' AND o.next_attempt_at <= now() AND coalesce(o.leased_until <= now(), true)
           AND ($4::uuid IS NULL OR o.payment_id = $4) AND ($5::uuid IS NULL OR o.refund_id = $5)
           AND NOT EXISTS (SELECT FROM payment_operations e
                            WHERE e.payment_id = o.payment_id AND e.status = 'pending' AND e.reference IS NULL
                              AND e.position < o.position)
         ORDER BY o.next_attempt_at, o.id LIMIT $2 FOR UPDATE SKIP LOCKED))
     RETURNING ${columns}, attempts, traceparent`,
    [owner, limit, leaseMs, scope.paymentId ?? null, scope.refundId ?? null],
  );

/** Whether an operation of a payment or refund is under way, or could be at once. */
export async function isUnderWay(
  db: Queryable,
  scope: Partial<{ paymentId: string; refundId: string }>,
): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 FROM payment_operations
      WHERE status = 'pending' AND ($1::uuid IS NULL OR payment_id = $1) AND ($2::uuid IS NULL OR refund_id = $2)
        AND (leased_until > now() OR next_attempt_at <= now()) LIMIT 1`,
    [scope.paymentId ?? null, scope.refundId ?? null],
  );
  return rows.length > 0;
}

/** Puts an operation back that got no answer, unless the claim was lost meanwhile. */
export async function postponeOperation(
  db: Queryable,
  { id, attempts }: Pick<ClaimedOperation, 'id' | 'attempts'>,
  delayMs: number,
  error: string,
): Promise<void> {
  await db.query(
    `UPDATE payment_operations
        SET next_attempt_at = now() + $3 * interval '1 millisecond', error = $4, leased_by = NULL, leased_until = NULL
      WHERE id = $1 AND attempts = $2 AND status = 'pending'`,
    [id, attempts, delayMs, error],
  );
}

export interface OperationBacklog {
  /** That no provider has answered yet. */
  operations: number;
  /** Since the oldest of them was asked for; 0 for none. */
  seconds: number;
  /** Refunds that were accepted and are not paid out yet. */
  accepted: number;
}

export async function operationBacklog(db: Queryable): Promise<OperationBacklog> {
  const [row] = await db.query<OperationBacklog>(
    `SELECT count(*) FILTER (WHERE reference IS NULL) AS operations, count(*) FILTER (WHERE reference IS NOT NULL) AS accepted,
            coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE reference IS NULL)), 0)::float8 AS seconds
       FROM payment_operations WHERE status = 'pending'`,
  );
  return row ?? { operations: 0, seconds: 0, accepted: 0 };
}

/** An operation that is not over, with what staff want to know of it. */
export interface WaitingOperation extends OperationRecord {
  number: string;
  provider: string;
  currency: string;
  attempts: number;
  nextAttemptAt: string;
}

/** Operations that are not over, the oldest first; `after` is the id of the last one seen. */
export const waitingOperations = (
  db: Queryable,
  after: string | undefined,
  limit: number,
): Promise<WaitingOperation[]> =>
  db.query<WaitingOperation>(
    `SELECT w.id, w.order_id AS "orderId", o.number, o.currency, w.payment_id AS "paymentId", p.provider, w.kind, w.amount,
            w.refund_id AS "refundId", w.status, w.reference, w.error, w.attempts, w.created_at AS "createdAt",
            w.next_attempt_at AS "nextAttemptAt"
       FROM payment_operations w JOIN orders o ON o.id = w.order_id JOIN payments p ON p.id = w.payment_id
      WHERE w.status = 'pending' AND w.id > $1 ORDER BY w.id LIMIT $2`,
    [after ?? '00000000-0000-0000-0000-000000000000', limit],
  );
