import type { Queryable, Transaction } from '@oms/database';

export interface SignInAttempt {
  accountId: string;
  /** What the person has proved so far (RFC 8176). */
  amr: string[];
}

export const insertSignInAttempt = (
  tx: Transaction,
  attempt: { hash: Buffer; accountId: string; amr: readonly string[]; createdAt: Date; expiresAt: Date },
): Promise<unknown> =>
  tx.query(`INSERT INTO sign_in_attempts (hash, account_id, amr, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`, [
    attempt.hash,
    attempt.accountId,
    attempt.amr,
    attempt.createdAt,
    attempt.expiresAt,
  ]);

/** An attempt that can be gone on with now. */
export async function findSignInAttempt(db: Queryable, hash: Buffer, now: Date): Promise<SignInAttempt | undefined> {
  const [row] = await db.query<SignInAttempt>(
    `SELECT account_id AS "accountId", amr FROM sign_in_attempts
      WHERE hash = $1 AND used_at IS NULL AND expires_at > $2`,
    [hash, now],
  );
  return row;
}

/** Uses an attempt up: of all who come with it at once, one gets it. */
export async function useSignInAttempt(tx: Transaction, hash: Buffer, now: Date): Promise<SignInAttempt | undefined> {
  const [row] = await tx.query<SignInAttempt>(
    `UPDATE sign_in_attempts SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
     RETURNING account_id AS "accountId", amr`,
    [hash, now],
  );
  return row;
}

/** Nobody who is half signed in to the account gets any further. */
export const voidSignInAttempts = (tx: Transaction, accountId: string, now: Date): Promise<unknown> =>
  tx.query(`UPDATE sign_in_attempts SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL`, [accountId, now]);

export const deleteOldSignInAttempts = (db: Queryable, before: Date): Promise<unknown> =>
  db.query(`DELETE FROM sign_in_attempts WHERE expires_at < $1`, [before]);
