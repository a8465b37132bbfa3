import type { Queryable, Transaction } from '@oms/database';
import type { CheckResult } from './verify.ts';

export interface VerificationRecord {
  id: string;
  status: 'queued' | 'running' | 'finished' | 'failed';
  requestedBy: string | null;
  requestedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Examined so far. */
  orders: number;
  checks: CheckResult[] | null;
  error: string | null;
}

const columns = `id, status, requested_by AS "requestedBy", requested_at AS "requestedAt", started_at AS "startedAt",
  finished_at AS "finishedAt", orders, checks, error`;

/** A run whose replica has not been heard of for this long is taken over. */
const silence = `interval '1 minute'`;

export async function queueVerification(
  db: Queryable,
  id: string,
  requestedBy: string | null,
): Promise<VerificationRecord> {
  const [row] = await db.query<VerificationRecord>(
    `INSERT INTO verifications (id, status, requested_by) VALUES ($1, 'queued', $2) RETURNING ${columns}`,
    [id, requestedBy],
  );
  if (!row) throw new Error('the verification was not stored');
  return row;
}

/** Queues one unless one is open or was asked for within the last `hours`. */
export const queueDue = async (tx: Transaction, id: string, hours: number): Promise<void> => {
  // Two replicas must not both find that one is due.
  await Promise.all([
    tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('orders:verification', 0))`),
    tx.query(
      `INSERT INTO verifications (id, status)
       SELECT $1, 'queued' WHERE NOT EXISTS (
         SELECT 1 FROM verifications WHERE status IN ('queued', 'running') OR requested_at > now() - $2 * interval '1 hour')`,
      [id, hours],
    ),
  ]);
};

/** Takes the next one that nobody is at. */
export async function claimVerification(db: Queryable): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>(
    `UPDATE verifications SET status = 'running', started_at = now(), heartbeat_at = now(), orders = 0
      WHERE id = (SELECT id FROM verifications
                   WHERE status = 'queued' OR (status = 'running' AND heartbeat_at < now() - ${silence})
                   ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
  );
  return row?.id;
}

export const noteProgress = (db: Queryable, id: string, orders: number): Promise<unknown> =>
  db.query(`UPDATE verifications SET orders = $2, heartbeat_at = now() WHERE id = $1 AND status = 'running'`, [
    id,
    orders,
  ]);

export const finishVerification = (
  db: Queryable,
  id: string,
  { orders, checks }: { orders: number; checks: readonly CheckResult[] },
): Promise<unknown> =>
  db.query(
    `UPDATE verifications SET status = 'finished', finished_at = now(), orders = $2, checks = $3 WHERE id = $1`,
    [id, orders, JSON.stringify(checks)],
  );

export const failVerification = (db: Queryable, id: string, error: string): Promise<unknown> =>
  db.query(`UPDATE verifications SET status = 'failed', finished_at = now(), error = $2 WHERE id = $1`, [id, error]);

export async function findVerification(db: Queryable, id: string): Promise<VerificationRecord | undefined> {
  const [row] = await db.query<VerificationRecord>(`SELECT ${columns} FROM verifications WHERE id = $1`, [id]);
  return row;
}

/** Newest first; `before` is the id of the last one seen. */
export const listVerifications = (
  db: Queryable,
  before: string | undefined,
  limit: number,
): Promise<VerificationRecord[]> =>
  db.query<VerificationRecord>(`SELECT ${columns} FROM verifications WHERE id < $1 ORDER BY id DESC LIMIT $2`, [
    before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    limit,
  ]);

export async function lastFinished(db: Queryable): Promise<VerificationRecord | undefined> {
  const [row] = await db.query<VerificationRecord>(
    `SELECT ${columns} FROM verifications WHERE status = 'finished' ORDER BY finished_at DESC LIMIT 1`,
  );
  return row;
}
