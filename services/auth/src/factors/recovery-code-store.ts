import type { Queryable, Transaction } from '@oms/database';

/** Gives an account other recovery codes; those from before are void. */
export async function replaceRecoveryCodes(
  tx: Transaction,
  accountId: string,
  hashes: readonly Buffer[],
  now: Date,
): Promise<void> {
  await tx.query(`DELETE FROM recovery_codes WHERE account_id = $1`, [accountId]);
  await tx.query(
    `INSERT INTO recovery_codes (account_id, hash, created_at) SELECT $1, hash, $3 FROM unnest($2::bytea[]) AS hash`,
    [accountId, hashes, now],
  );
}

/** Uses a code up: of all who come with it at once, one gets through. */
export async function useRecoveryCode(tx: Transaction, accountId: string, hash: Buffer, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND hash = $2 AND used_at IS NULL RETURNING 1`,
    [accountId, hash, now],
  );
  return rows.length === 1;
}

export async function countRecoveryCodes(db: Queryable, accountId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL`,
    [accountId],
  );
  return row?.count ?? 0;
}
