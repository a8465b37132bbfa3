import type { Queryable, Transaction } from '@oms/database';
import type { LinkPurpose } from './link-token.ts';

export interface NewLink {
  hash: Buffer;
  purpose: LinkPurpose;
  accountId: string;
  email: string;
  passwordHash: string | null;
  /** The session that asked for it, where that matters. */
  sessionId: string | null;
  /** Hash of the secret of the browser that alone can use it. */
  browserHash: Buffer | null;
  createdAt: Date;
  expiresAt: Date;
}

export const insertLink = (tx: Transaction, link: NewLink): Promise<unknown> =>
  tx.query(
    `INSERT INTO link_tokens
       (hash, purpose, account_id, email, password_hash, session_id, browser_hash, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      link.hash,
      link.purpose,
      link.accountId,
      link.email,
      link.passwordHash,
      link.sessionId,
      link.browserHash,
      link.createdAt,
      link.expiresAt,
    ],
  );

export interface UsedLink {
  accountId: string;
  email: string;
  passwordHash: string | null;
  sessionId: string | null;
}

/**
 * Uses a link up: of all who come with it at once, one gets it.
 *
 * @param browserHash hash of the secret of the browser that comes with it, where it has one
 */
export async function useLink(
  tx: Transaction,
  hash: Buffer,
  purpose: LinkPurpose,
  now: Date,
  browserHash: Buffer | null = null,
): Promise<UsedLink | undefined> {
  const [row] = await tx.query<UsedLink>(
    `UPDATE link_tokens SET used_at = $3 WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
        AND (browser_hash IS NULL OR browser_hash = $4)
     RETURNING account_id AS "accountId", email, password_hash AS "passwordHash", session_id AS "sessionId"`,
    [hash, purpose, now, browserHash],
  );
  return row;
}

/** The account of a link that could be used now. */
export async function findLinkAccount(
  db: Queryable,
  hash: Buffer,
  purpose: LinkPurpose,
  now: Date,
): Promise<string | undefined> {
  const [row] = await db.query<{ accountId: string }>(
    `SELECT account_id AS "accountId" FROM link_tokens
      WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`,
    [hash, purpose, now],
  );
  return row?.accountId;
}

/** Makes the account's other links of that purpose void. */
export const voidLinks = (tx: Transaction, accountId: string, purpose: LinkPurpose, now: Date): Promise<unknown> =>
  tx.query(
    `UPDATE link_tokens SET used_at = $3, password_hash = NULL
      WHERE account_id = $1 AND purpose = $2 AND (used_at IS NULL OR password_hash IS NOT NULL)`,
    [accountId, purpose, now],
  );

/** Makes all links of an account void, whatever they are for. */
export const voidEveryLink = (tx: Transaction, accountId: string, now: Date): Promise<unknown> =>
  tx.query(
    `UPDATE link_tokens SET used_at = coalesce(used_at, $2), password_hash = NULL
      WHERE account_id = $1 AND (used_at IS NULL OR password_hash IS NOT NULL)`,
    [accountId, now],
  );

/** @returns links that were made for the account within the time before now that `since` begins, used or not */
export async function countLinks(db: Queryable, accountId: string, purpose: LinkPurpose, since: Date): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM link_tokens WHERE account_id = $1 AND purpose = $2 AND created_at > $3`,
    [accountId, purpose, since],
  );
  return row?.count ?? 0;
}

export const deleteExpiredLinks = (db: Queryable, before: Date): Promise<unknown> =>
  db.query(`DELETE FROM link_tokens WHERE expires_at < $1`, [before]);
