import type { Role } from '@oms/contracts';
import type { Queryable, Transaction } from '@oms/database';

export interface Account {
  id: string;
  email: string;
  name: string | null;
  locale: string | null;
  status: 'active' | 'suspended';
  suspensionReason: string | null;
  emailVerifiedAt: string | null;
  epoch: number;
  version: number;
  createdAt: string;
  updatedAt: string;
  roles: Role[];
}

/** Of an {@link Account}, in a statement that calls `accounts` a. */
export const accountColumns = `a.id, a.email, a.name, a.locale, a.status, a.suspension_reason AS "suspensionReason",
  a.email_verified_at AS "emailVerifiedAt", a.epoch, a.version, a.created_at AS "createdAt", a.updated_at AS "updatedAt",
  ARRAY(SELECT r.role FROM account_roles r WHERE r.account_id = a.id ORDER BY r.role) AS roles`;

/** An account that has the address, with its password. */
export async function findByEmail(
  db: Queryable,
  emailKey: string,
): Promise<(Account & { passwordHash: string | null }) | undefined> {
  const [row] = await db.query<Account & { passwordHash: string | null }>(
    `SELECT ${accountColumns}, p.hash AS "passwordHash"
       FROM accounts a LEFT JOIN passwords p ON p.account_id = a.id WHERE a.email_key = $1`,
    [emailKey],
  );
  return row;
}

export async function findAccount(db: Queryable, id: string): Promise<Account | undefined> {
  const [row] = await db.query<Account>(`SELECT ${accountColumns} FROM accounts a WHERE a.id = $1`, [id]);
  return row;
}

/** Holds the account's row until the transaction ends, so that changes to it and its events are in order. */
export async function lockAccount(tx: Transaction, id: string): Promise<Account | undefined> {
  const [, found] = await Promise.all([lockRow(tx, id), findAccount(tx, id)]);
  return found;
}

/**
 * As {@link lockAccount}, for who reads more of the account than what is in its row: by a statement of its own, sent along. One
 * that waited for the lock would see other tables as they were before.
 */
export const lockRow = (tx: Transaction, id: string): Promise<unknown> =>
  tx.query(`SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE`, [id]);

/** Keeps an account as it is until the transaction ends, without keeping other readers of it waiting. */
export async function holdAccount(tx: Transaction, id: string): Promise<Account | undefined> {
  const held = await tx.query(`SELECT 1 FROM accounts WHERE id = $1 FOR SHARE`, [id]);
  return held.length === 0 ? undefined : findAccount(tx, id);
}

/** As {@link lockAccount}, by address. */
export async function lockByEmail(tx: Transaction, emailKey: string): Promise<Account | undefined> {
  const [row] = await tx.query<{ id: string }>(`SELECT id FROM accounts WHERE email_key = $1 FOR UPDATE`, [emailKey]);
  return row && findAccount(tx, row.id);
}

export interface NewAccount {
  id: string;
  email: string;
  emailKey: string;
  name: string | null;
  locale: string | null;
  emailVerifiedAt: Date | null;
  createdAt: Date;
}

/** @returns false when the address has an account already */
export async function insertAccount(tx: Transaction, account: NewAccount): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO accounts (id, email, email_key, name, locale, email_verified_at, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (email_key) DO NOTHING RETURNING 1`,
    [
      account.id,
      account.email,
      account.emailKey,
      account.name,
      account.locale,
      account.emailVerifiedAt,
      account.createdAt,
    ],
  );
  return rows.length === 1;
}

/** The next version of a locked account, for an event that changes nothing else. */
export async function nextVersion(tx: Transaction, id: string): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `UPDATE accounts SET version = version + 1 WHERE id = $1 RETURNING version`,
    [id],
  );
  if (!row) throw new Error(`account ${id} is gone`);
  return row.version;
}

export const markVerified = (tx: Transaction, id: string, now: Date): Promise<unknown> =>
  tx.query(`UPDATE accounts SET email_verified_at = coalesce(email_verified_at, $2), updated_at = $2 WHERE id = $1`, [
    id,
    now,
  ]);

/** Gives a locked account another, proven address. @throws a unique violation where another account has it */
export const setEmail = (
  tx: Transaction,
  id: string,
  { email, emailKey }: { email: string; emailKey: string },
  now: Date,
): Promise<unknown> =>
  tx.query(`UPDATE accounts SET email = $2, email_key = $3, email_verified_at = $4, updated_at = $4 WHERE id = $1`, [
    id,
    email,
    emailKey,
    now,
  ]);

/** Makes every access token issued so far void. @returns the lowest epoch that is still good */
export async function raiseEpoch(tx: Transaction, id: string): Promise<number> {
  const [row] = await tx.query<{ epoch: number }>(
    `UPDATE accounts SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch`,
    [id],
  );
  if (!row) throw new Error(`account ${id} is gone`);
  return row.epoch;
}

export const setStatus = (
  tx: Transaction,
  id: string,
  status: { status: 'active' | 'suspended'; reason: string | null },
  now: Date,
): Promise<unknown> =>
  tx.query(`UPDATE accounts SET status = $2, suspension_reason = $3, updated_at = $4 WHERE id = $1`, [
    id,
    status.status,
    status.reason,
    now,
  ]);

/** @param short it is good enough beside a second factor only */
export const putPassword = (
  tx: Queryable,
  accountId: string,
  hash: string,
  now: Date,
  short = false,
): Promise<unknown> =>
  tx.query(
    `INSERT INTO passwords (account_id, hash, changed_at, short) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id) DO UPDATE
       SET hash = excluded.hash, changed_at = excluded.changed_at, short = excluded.short`,
    [accountId, hash, now, short],
  );

export const deletePassword = (tx: Transaction, accountId: string): Promise<unknown> =>
  tx.query(`DELETE FROM passwords WHERE account_id = $1`, [accountId]);

/** Replaces a hash by one of the same password with today's parameters, unless the password has changed meanwhile. */
export const upgradePassword = (db: Queryable, accountId: string, from: string, to: string): Promise<unknown> =>
  db.query(`UPDATE passwords SET hash = $3 WHERE account_id = $1 AND hash = $2`, [accountId, from, to]);

export async function findPasswordHash(db: Queryable, accountId: string): Promise<string | undefined> {
  const [row] = await db.query<{ hash: string }>(`SELECT hash FROM passwords WHERE account_id = $1`, [accountId]);
  return row?.hash;
}

export async function replaceRoles(
  tx: Transaction,
  id: string,
  roles: readonly Role[],
  { by, now }: { by: string | null; now: Date },
): Promise<void> {
  await tx.query(`DELETE FROM account_roles WHERE account_id = $1 AND role <> ALL ($2)`, [id, roles]);
  await tx.query(
    `INSERT INTO account_roles (account_id, role, granted_at, granted_by)
     SELECT $1, role, $3, $4 FROM unnest($2::text[]) AS role ON CONFLICT DO NOTHING`,
    [id, roles, now, by],
  );
}

/**
 * True when an active administrator other than `id` is there. Until the transaction ends nobody else takes the role of
 * administrator away, so that two cannot demote each other at once.
 */
export async function hasOtherAdmin(tx: Transaction, id: string): Promise<boolean> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('auth:admins', 0))`);
  const rows = await tx.query(
    `SELECT 1 FROM account_roles r JOIN accounts a ON a.id = r.account_id
      WHERE r.role = 'admin' AND a.status = 'active' AND a.email_verified_at IS NOT NULL AND a.id <> $1 LIMIT 1`,
    [id],
  );
  return rows.length > 0;
}
