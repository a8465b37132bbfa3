import type { Database, Queryable, Transaction } from '@oms/database';

export type ErasureStatus = 'requested' | 'erasing' | 'completed' | 'refused';

/** A person's wish to be forgotten. */
export interface Erasure {
  id: string;
  accountId: string;
  status: ErasureStatus;
  refusal: string | null;
  /** Whom the last mail goes to; null once it is on its way. */
  email: string | null;
  name: string | null;
  locale: string | null;
  requestedAt: string;
  completedAt: string | null;
}

const columns = `id, account_id AS "accountId", status, refusal, email, name, locale, requested_at AS "requestedAt",
  completed_at AS "completedAt"`;

/** @returns false when there is one for the account already */
export async function insertErasure(
  tx: Transaction,
  erasure: { id: string; accountId: string; email: string; name: string | null; locale: string | null },
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO erasures (id, account_id, status, email, name, locale, requested_at)
     VALUES ($1, $2, 'requested', $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1`,
    [erasure.id, erasure.accountId, erasure.email, erasure.name, erasure.locale, now],
  );
  return rows.length === 1;
}

export async function findErasure(db: Queryable, id: string): Promise<Erasure | undefined> {
  const [row] = await db.query<Erasure>(`SELECT ${columns} FROM erasures WHERE id = $1`, [id]);
  return row;
}

/** The erasure of an account that was not refused. */
export async function findErasureOf(db: Queryable, accountId: string): Promise<Erasure | undefined> {
  const [row] = await db.query<Erasure>(
    `SELECT ${columns} FROM erasures WHERE account_id = $1 AND status <> 'refused'`,
    [accountId],
  );
  return row;
}

export async function lockErasure(tx: Transaction, id: string): Promise<Erasure | undefined> {
  const [row] = await tx.query<Erasure>(`SELECT ${columns} FROM erasures WHERE id = $1 FOR UPDATE`, [id]);
  return row;
}

/** Newest first. */
export function listErasures(
  db: Database,
  status: ErasureStatus | undefined,
  before: { requestedAt: string; id: string } | undefined,
  limit: number,
): Promise<Erasure[]> {
  const query = db
    .knex('erasures')
    .select('id', 'status', 'refusal', 'email', 'name', 'locale')
    .select({ accountId: 'account_id', requestedAt: 'requested_at', completedAt: 'completed_at' })
    .orderBy([
      { column: 'requested_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
  if (status !== undefined) query.where('status', status);
  if (before !== undefined) query.whereRaw('(requested_at, id) < (?, ?)', [before.requestedAt, before.id]);
  return db.run<Erasure>(query);
}

/** Notes that a service has forgotten the person, once. */
export const insertStep = (tx: Transaction, erasureId: string, service: string, now: Date): Promise<unknown> =>
  tx.query(`INSERT INTO erasure_steps (erasure_id, service, performed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
    erasureId,
    service,
    now,
  ]);

export interface Step {
  erasureId: string;
  service: string;
  performedAt: string;
}

export const findSteps = (db: Queryable, erasureIds: readonly string[]): Promise<Step[]> =>
  db.query<Step>(
    `SELECT erasure_id AS "erasureId", service, performed_at AS "performedAt" FROM erasure_steps
      WHERE erasure_id = ANY ($1::uuid[]) ORDER BY performed_at, service`,
    [erasureIds],
  );

export const markErasing = (tx: Transaction, id: string): Promise<unknown> =>
  tx.query(`UPDATE erasures SET status = 'erasing' WHERE id = $1 AND status = 'requested'`, [id]);

export const markRefused = (tx: Transaction, id: string, reason: string): Promise<unknown> =>
  tx.query(
    `UPDATE erasures SET status = 'refused', refusal = $2, email = NULL, name = NULL, locale = NULL
      WHERE id = $1 AND status = 'requested'`,
    [id, reason],
  );

/** Nothing that tells who it was is kept but the id of an account that is no more. */
export const markCompleted = (tx: Transaction, id: string, now: Date): Promise<unknown> =>
  tx.query(
    `UPDATE erasures SET status = 'completed', completed_at = $2, email = NULL, name = NULL, locale = NULL WHERE id = $1`,
    [id, now],
  );

/** Seconds for which the oldest erasure that is not complete has been under way; 0 when none is. */
export async function oldestUnderWay(db: Queryable): Promise<number> {
  const [row] = await db.query<{ seconds: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(requested_at)), 0)::float8 AS seconds
       FROM erasures WHERE status IN ('requested', 'erasing')`,
  );
  return row?.seconds ?? 0;
}

/** Forgets all that this service knows of a person, and notes that nothing may bring them back. */
export async function eraseProfile(tx: Transaction, accountId: string, now: Date): Promise<void> {
  await tx.query(`INSERT INTO erased_accounts (id, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
    accountId,
    now,
  ]);
  await tx.query(`DELETE FROM profiles WHERE id = $1`, [accountId]);
}

/** Profiles that a request made while its account was being erased. */
export const deleteLateProfiles = (db: Queryable, since: Date): Promise<unknown> =>
  db.query(`DELETE FROM profiles WHERE id IN (SELECT id FROM erased_accounts WHERE erased_at > $1)`, [since]);
