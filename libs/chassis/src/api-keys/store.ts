import type { Queryable, Transaction } from '@oms/database';

/** An API key as a service checks it. */
export interface StoredApiKey {
  id: string;
  accountId: string;
  /** Null once it is revoked. */
  hash: string | null;
  permissions: string[];
  active: boolean;
  expiresAt: string | null;
  version: number;
}

/** By primary key: a fraction of a millisecond, and never older than what the service has heard. */
export async function findApiKey(db: Queryable, id: string): Promise<StoredApiKey | undefined> {
  const [row] = await db.query<StoredApiKey>(
    `SELECT id, account_id AS "accountId", hash, permissions, active, expires_at AS "expiresAt", version
       FROM api_keys WHERE id = $1`,
    [id],
  );
  return row;
}

/** Keeps what an event tells of a key, unless a later one is known already: events may come out of order. */
export const saveApiKey = (tx: Transaction, key: StoredApiKey): Promise<unknown> =>
  tx.query(
    `INSERT INTO api_keys AS k (id, account_id, hash, permissions, active, expires_at, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (id) DO UPDATE
       SET hash = excluded.hash, permissions = excluded.permissions, active = excluded.active,
           expires_at = excluded.expires_at, version = excluded.version
       WHERE k.version < excluded.version`,
    [key.id, key.accountId, key.hash, key.permissions, key.active, key.expiresAt, key.version],
  );

/**
 * Notes that a key is used, unless that was noted within `quietSeconds`.
 *
 * @returns how often it was noted by now; undefined when it was lately
 */
export async function claimUseReport(tx: Transaction, id: string, quietSeconds: number): Promise<number | undefined> {
  const [row] = await tx.query<{ reports: number }>(
    `UPDATE api_keys SET use_reported_at = now(), use_reports = use_reports + 1
      WHERE id = $1 AND (use_reported_at IS NULL OR use_reported_at < now() - make_interval(secs => $2))
      RETURNING use_reports AS reports`,
    [id, quietSeconds],
  );
  return row?.reports;
}
