import type { Queryable, Transaction } from '@oms/database';

export interface Session {
  id: string;
  accountId: string;
  createdAt: string;
  lastSeenAt: string;
  authenticatedAt: string;
  amr: string[];
  userAgent: string | null;
  ip: string | null;
  generation: number;
  expiresAt: string;
  revokedAt: string | null;
}

const columns = `s.id, s.account_id AS "accountId", s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
  s.authenticated_at AS "authenticatedAt", s.amr, s.user_agent AS "userAgent", s.ip, s.generation,
  s.expires_at AS "expiresAt", s.revoked_at AS "revokedAt"`;

export const insertRefreshToken = (
  tx: Transaction,
  token: { hash: Buffer; sessionId: string; generation: number; issuedAt: Date },
): Promise<unknown> =>
  tx.query(`INSERT INTO refresh_tokens (hash, session_id, generation, issued_at) VALUES ($1, $2, $3, $4)`, [
    token.hash,
    token.sessionId,
    token.generation,
    token.issuedAt,
  ]);

/** The account that a refresh token signs in. */
export async function findAccountOfToken(tx: Transaction, hash: Buffer): Promise<string | undefined> {
  const [row] = await tx.query<{ accountId: string }>(
    `SELECT s.account_id AS "accountId" FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1`,
    [hash],
  );
  return row?.accountId;
}

/** The session that a refresh token belongs to, held until the transaction ends, so that its refreshes are one by one. */
export async function lockSessionOfToken(tx: Transaction, hash: Buffer): Promise<Session | undefined> {
  const [row] = await tx.query<Session>(
    `SELECT ${columns} FROM sessions s
      WHERE s.id = (SELECT session_id FROM refresh_tokens WHERE hash = $1) FOR UPDATE`,
    [hash],
  );
  return row;
}

export interface RefreshToken {
  generation: number;
  rotatedAt: string | null;
}

/** Uses a refresh token up. @returns undefined when it had been used before */
export async function rotateToken(tx: Transaction, hash: Buffer, now: Date): Promise<RefreshToken | undefined> {
  const [row] = await tx.query<{ generation: number }>(
    `UPDATE refresh_tokens SET rotated_at = $2 WHERE hash = $1 AND rotated_at IS NULL RETURNING generation`,
    [hash, now],
  );
  return row && { generation: row.generation, rotatedAt: null };
}

export async function findToken(tx: Transaction, hash: Buffer): Promise<RefreshToken | undefined> {
  const [row] = await tx.query<RefreshToken>(
    `SELECT generation, rotated_at AS "rotatedAt" FROM refresh_tokens WHERE hash = $1`,
    [hash],
  );
  return row;
}

/** A refresh token with its session, as they stand. */
export async function findTokenWithSession(
  db: Queryable,
  hash: Buffer,
): Promise<{ token: RefreshToken; session: Session } | undefined> {
  const [row] = await db.query<Session & { tokenGeneration: number; rotatedAt: string | null }>(
    `SELECT ${columns}, t.generation AS "tokenGeneration", t.rotated_at AS "rotatedAt"
       FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1`,
    [hash],
  );
  if (!row) return undefined;
  const { tokenGeneration, rotatedAt, ...session } = row;
  return { token: { generation: tokenGeneration, rotatedAt }, session };
}

/** Notes that a live session is in use. */
export const markSeen = (
  db: Queryable,
  id: string,
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<unknown> =>
  db.query(
    `UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE id = $1 AND revoked_at IS NULL AND last_seen_at < $2`,
    [id, now, expiresAt],
  );

/** Begins the next generation of a locked session: what is left of the former one counts as used now. */
export async function beginGeneration(
  tx: Transaction,
  session: Pick<Session, 'id' | 'generation'>,
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<void> {
  await tx.query(
    `UPDATE refresh_tokens SET rotated_at = $3 WHERE session_id = $1 AND generation = $2 AND rotated_at IS NULL`,
    [session.id, session.generation, now],
  );
  await tx.query(`UPDATE sessions SET generation = generation + 1, last_seen_at = $2, expires_at = $3 WHERE id = $1`, [
    session.id,
    now,
    expiresAt,
  ]);
}

/** Sessions of an account that can still be used, the latest used first. */
export const findLiveSessions = (db: Queryable, accountId: string, now: Date): Promise<Session[]> =>
  db.query<Session>(
    `SELECT ${columns} FROM sessions s
      WHERE s.account_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 ORDER BY s.last_seen_at DESC, s.id DESC LIMIT 200`,
    [accountId, now],
  );

/** Which sessions of an account end. */
export type Which = { only: string } | { except: string } | 'all';

/** @returns the ids of those that were live until now */
export async function endSessions(
  tx: Transaction,
  accountId: string,
  which: Which,
  { now, reason }: { now: Date; reason: string },
): Promise<string[]> {
  const only = which !== 'all' && 'only' in which ? which.only : null;
  const except = which !== 'all' && 'except' in which ? which.except : null;
  const rows = await tx.query<{ id: string }>(
    `UPDATE sessions SET revoked_at = $4, revocation_reason = $5
      WHERE account_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id <> $3)
      RETURNING id`,
    [accountId, only, except, now, reason],
  );
  return rows.map(({ id }) => id);
}

/** Expired sessions and their refresh tokens, some time after nobody can ask about them. */
export const deleteOldSessions = (db: Queryable, before: Date): Promise<unknown> =>
  db.query(
    `DELETE FROM sessions WHERE id = ANY (ARRAY(
       SELECT id FROM sessions WHERE expires_at < $1 LIMIT 5000))`,
    [before],
  );
