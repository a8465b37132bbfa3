import type { Permission } from '@oms/contracts';
import type { Queryable, Transaction } from '@oms/database';

export interface ApiKey {
  id: string;
  accountId: string;
  name: string;
  /** What its maker gave it. */
  granted: Permission[];
  /** What it may do now. */
  permissions: Permission[];
  active: boolean;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  version: number;
}

/** A key with what is stored of its text. */
export type HashedApiKey = ApiKey & { hash: string };

const columns = `id, account_id AS "accountId", name, hash, granted, permissions, active, created_at AS "createdAt",
  expires_at AS "expiresAt", last_used_at AS "lastUsedAt", version`;

export async function insertApiKey(
  tx: Transaction,
  key: Pick<HashedApiKey, 'id' | 'accountId' | 'name' | 'hash' | 'granted' | 'expiresAt'>,
  now: Date,
): Promise<HashedApiKey> {
  const [row] = await tx.query<HashedApiKey>(
    `INSERT INTO api_keys (id, account_id, name, hash, granted, permissions, expires_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7) RETURNING ${columns}`,
    [key.id, key.accountId, key.name, key.hash, key.granted, key.expiresAt, now],
  );
  if (!row) throw new Error('the API key was not stored');
  return row;
}

/** Keys of an account that were not revoked, the newest first, after the one named by `cursor`. */
export const findApiKeys = (
  db: Queryable,
  accountId: string,
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<ApiKey[]> =>
  db.query<ApiKey>(
    `SELECT ${columns} FROM api_keys
      WHERE account_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [accountId, cursor ?? null, limit],
  );

/** Keys of an account that were not revoked, held until the transaction ends. */
export const lockApiKeys = (tx: Transaction, accountId: string): Promise<HashedApiKey[]> =>
  tx.query<HashedApiKey>(
    `SELECT ${columns} FROM api_keys WHERE account_id = $1 AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
    [accountId],
  );

/** @returns the key's new version */
export async function updateApiKey(
  tx: Transaction,
  id: string,
  { permissions, active }: Pick<ApiKey, 'permissions' | 'active'>,
): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `UPDATE api_keys SET permissions = $2, active = $3, version = version + 1 WHERE id = $1 RETURNING version`,
    [id, permissions, active],
  );
  if (!row) throw new Error(`API key ${id} is gone`);
  return row.version;
}

/** @returns undefined when the account has no such key, or had it revoked before */
export async function markRevoked(
  tx: Transaction,
  { id, accountId }: { id: string; accountId: string },
  now: Date,
): Promise<{ name: string; version: number } | undefined> {
  const [row] = await tx.query<{ name: string; version: number }>(
    `UPDATE api_keys SET revoked_at = $3, hash = NULL, permissions = '{}', version = version + 1
      WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING name, version`,
    [id, accountId, now],
  );
  return row;
}

/** Notes the latest use; `quietSeconds` keep a busy key from being written all the time. */
export const noteUse = (tx: Queryable, id: string, usedAt: Date, quietSeconds: number): Promise<unknown> =>
  tx.query(
    `UPDATE api_keys SET last_used_at = $2
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - make_interval(secs => $3))`,
    [id, usedAt, quietSeconds],
  );
