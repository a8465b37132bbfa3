import type { Queryable, Transaction } from '@oms/database';

export interface StoredKey {
  kid: string;
  publicJwk: Record<string, unknown>;
  sealedPrivateKey: string;
  publishedAt: string;
  activeFrom: string;
  retiresAt: string | null;
}

const columns = `kid, public_jwk AS "publicJwk", sealed_private_key AS "sealedPrivateKey",
  published_at AS "publishedAt", active_from AS "activeFrom", retires_at AS "retiresAt"`;

/** Keys that are still published, the latest to become active first. */
export const findKeys = (db: Queryable, now: Date): Promise<StoredKey[]> =>
  db.query<StoredKey>(
    `SELECT ${columns} FROM signing_keys WHERE retires_at IS NULL OR retires_at > $1 ORDER BY active_from DESC, kid`,
    [now],
  );

/** Public keys to verify with now. */
export async function findPublishedJwks(db: Queryable, now: Date): Promise<Record<string, unknown>[]> {
  const rows = await db.query<{ publicJwk: Record<string, unknown> }>(
    `SELECT public_jwk AS "publicJwk" FROM signing_keys
      WHERE published_at <= $1 AND (retires_at IS NULL OR retires_at > $1) ORDER BY active_from DESC, kid`,
    [now],
  );
  return rows.map(({ publicJwk }) => publicJwk);
}

/** Until the transaction ends nobody else makes or retires keys. */
export const lockKeys = (tx: Transaction): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('auth:signing-keys', 0))`);

export const insertKey = (tx: Transaction, key: StoredKey, now: Date): Promise<unknown> =>
  tx.query(
    `INSERT INTO signing_keys (kid, public_jwk, sealed_private_key, created_at, published_at, active_from, retires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [key.kid, JSON.stringify(key.publicJwk), key.sealedPrivateKey, now, key.publishedAt, key.activeFrom, key.retiresAt],
  );

/** Sets the end of every key but `successor` that has none yet, or a later one. */
export const retireOthers = (tx: Transaction, successor: string, retiresAt: Date): Promise<unknown> =>
  tx.query(`UPDATE signing_keys SET retires_at = $2 WHERE kid <> $1 AND (retires_at IS NULL OR retires_at > $2)`, [
    successor,
    retiresAt,
  ]);
