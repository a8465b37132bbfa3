import type { Queryable, Transaction } from '@oms/database';
import type { Revocation } from '@oms/security';
import { accessTokenLifetime } from '../sessions/token-issuer.ts';

/**
 * Seconds that services have to hear of a new version of an API key, from the queue or among the dead letters, before what
 * they know of it counts again.
 */
const apiKeyRevocationLifetime = 30 * 24 * 60 * 60;

/** A revocation that stands in the database. */
export type StoredRevocation = Revocation & { id: number };

/** Seconds that a revocation outlives the last token it concerns: clocks differ. */
const margin = 60;

interface Row {
  id: number;
  sessionId: string | null;
  accountId: string | null;
  minimumEpoch: number | null;
  apiKeyId: string | null;
  minimumVersion: number | null;
  expiresAt: string;
}

const columns = `id, session_id AS "sessionId", account_id AS "accountId", minimum_epoch AS "minimumEpoch",
  api_key_id AS "apiKeyId", minimum_version AS "minimumVersion",
  expires_at AS "expiresAt"`;

function toRevocation(row: Row): StoredRevocation {
  const { id, sessionId, accountId, minimumEpoch, apiKeyId } = row;
  const end = new Date(row.expiresAt).getTime() / 1000;
  if (apiKeyId !== null) {
    return { id, kind: 'apiKey', keyId: apiKeyId, minimumVersion: row.minimumVersion ?? 0, expiresAt: end };
  }
  return sessionId !== null
    ? { id, kind: 'session', sessionId, expiresAt: end }
    : { id, kind: 'account', accountId: accountId ?? '', minimumEpoch: minimumEpoch ?? 0, expiresAt: end };
}

const endOf = (now: Date): Date => new Date(now.getTime() + (accessTokenLifetime + margin) * 1000);

export async function insertSessionRevocations(
  tx: Transaction,
  sessionIds: readonly string[],
  now: Date,
): Promise<StoredRevocation[]> {
  const rows = await tx.query<Row>(
    `INSERT INTO revocations (session_id, created_at, expires_at) SELECT id, $2, $3 FROM unnest($1::uuid[]) AS id
     RETURNING ${columns}`,
    [sessionIds, now, endOf(now)],
  );
  return rows.map(toRevocation);
}

export async function insertAccountRevocation(
  tx: Transaction,
  accountId: string,
  minimumEpoch: number,
  now: Date,
): Promise<StoredRevocation[]> {
  const rows = await tx.query<Row>(
    `INSERT INTO revocations (account_id, minimum_epoch, created_at, expires_at) VALUES ($1, $2, $3, $4)
     RETURNING ${columns}`,
    [accountId, minimumEpoch, now, endOf(now)],
  );
  return rows.map(toRevocation);
}

/** Makes API keys void as they stood before the versions given. */
export async function insertApiKeyRevocations(
  tx: Transaction,
  keys: readonly { id: string; version: number }[],
  now: Date,
): Promise<StoredRevocation[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<Row>(
    `INSERT INTO revocations (api_key_id, minimum_version, created_at, expires_at)
     SELECT id, version, $3, $4 FROM unnest($1::uuid[], $2::bigint[]) AS key (id, version) RETURNING ${columns}`,
    [
      keys.map(({ id }) => id),
      keys.map(({ version }) => version),
      now,
      new Date(now.getTime() + apiKeyRevocationLifetime * 1000),
    ],
  );
  return rows.map(toRevocation);
}

export async function findRevocationsInForce(db: Queryable, now: Date): Promise<StoredRevocation[]> {
  const rows = await db.query<Row>(`SELECT ${columns} FROM revocations WHERE expires_at > $1 ORDER BY id`, [now]);
  return rows.map(toRevocation);
}

export async function findUnpublished(db: Queryable): Promise<StoredRevocation[]> {
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM revocations WHERE published_at IS NULL ORDER BY id LIMIT 1000`,
  );
  return rows.map(toRevocation);
}

export const markPublished = (db: Queryable, ids: readonly number[], now: Date): Promise<unknown> =>
  db.query(`UPDATE revocations SET published_at = $2 WHERE id = ANY ($1::bigint[]) AND published_at IS NULL`, [
    ids,
    now,
  ]);

export const deleteExpiredRevocations = (db: Queryable, before: Date): Promise<unknown> =>
  db.query(`DELETE FROM revocations WHERE expires_at < $1 AND published_at IS NOT NULL`, [before]);
