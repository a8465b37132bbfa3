import type { Queryable, Transaction } from '@oms/database';

export interface TotpFactor {
  sealedSecret: string;
  createdAt: string;
  /** Null while no code has been given yet. */
  confirmedAt: string | null;
}

export async function findTotp(db: Queryable, accountId: string): Promise<TotpFactor | undefined> {
  const [row] = await db.query<TotpFactor>(
    `SELECT sealed_secret AS "sealedSecret", created_at AS "createdAt", confirmed_at AS "confirmedAt"
       FROM totp_factors WHERE account_id = $1`,
    [accountId],
  );
  return row;
}

/** Puts a secret in the place of one that was never confirmed. @returns false when the account has a confirmed one */
export async function putUnconfirmedTotp(
  db: Queryable,
  accountId: string,
  sealedSecret: string,
  now: Date,
): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO totp_factors (account_id, sealed_secret, created_at) VALUES ($1, $2, $3)
     ON CONFLICT (account_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
       WHERE totp_factors.confirmed_at IS NULL RETURNING 1`,
    [accountId, sealedSecret, now],
  );
  return rows.length === 1;
}

/** @returns false when there is nothing to confirm */
export async function confirmTotp(tx: Transaction, accountId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE totp_factors SET confirmed_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL RETURNING 1`,
    [accountId, now],
  );
  return rows.length === 1;
}

/** Uses a time step up, and those before it. @returns false when it had been: its code is not taken twice (RFC 6238, 5.2) */
export async function useTotpStep(tx: Transaction, accountId: string, step: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE totp_factors SET last_step = $2 WHERE account_id = $1 AND last_step < $2 RETURNING 1`,
    [accountId, step],
  );
  return rows.length === 1;
}

/** @returns whether a confirmed one is gone, an unconfirmed one, or none */
export async function deleteTotp(tx: Transaction, accountId: string): Promise<'confirmed' | 'unconfirmed' | undefined> {
  const [row] = await tx.query<{ confirmedAt: string | null }>(
    `DELETE FROM totp_factors WHERE account_id = $1 RETURNING confirmed_at AS "confirmedAt"`,
    [accountId],
  );
  return row && (row.confirmedAt === null ? 'unconfirmed' : 'confirmed');
}
