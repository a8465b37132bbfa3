import type { Queryable, Transaction } from '@oms/database';

/** An account's login at another issuer. */
export interface Identity {
  id: string;
  accountId: string;
  provider: string;
  issuer: string;
  subject: string;
  email: string | null;
  linkedAt: string;
  lastUsedAt: string | null;
}

const columns = `id, account_id AS "accountId", provider, issuer, subject, email, linked_at AS "linkedAt",
  last_used_at AS "lastUsedAt"`;

export async function findIdentity(db: Queryable, issuer: string, subject: string): Promise<Identity | undefined> {
  const [row] = await db.query<Identity>(`SELECT ${columns} FROM identities WHERE issuer = $1 AND subject = $2`, [
    issuer,
    subject,
  ]);
  return row;
}

export const findIdentities = (db: Queryable, accountId: string): Promise<Identity[]> =>
  db.query<Identity>(`SELECT ${columns} FROM identities WHERE account_id = $1 ORDER BY id`, [accountId]);

/** @throws a unique violation of identities_subject_unique when somebody has it already */
export const insertIdentity = (
  tx: Transaction,
  identity: Omit<Identity, 'linkedAt' | 'lastUsedAt'> & { linkedAt: Date },
): Promise<unknown> =>
  tx.query(
    `INSERT INTO identities (id, account_id, issuer, subject, provider, email, linked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      identity.id,
      identity.accountId,
      identity.issuer,
      identity.subject,
      identity.provider,
      identity.email,
      identity.linkedAt,
    ],
  );

export const markIdentityUsed = (tx: Transaction, id: string, email: string | null, now: Date): Promise<unknown> =>
  tx.query(`UPDATE identities SET last_used_at = $3, email = coalesce($2, email) WHERE id = $1`, [id, email, now]);

export async function deleteIdentity(tx: Transaction, accountId: string, id: string): Promise<Identity | undefined> {
  const [row] = await tx.query<Identity>(
    `DELETE FROM identities WHERE account_id = $1 AND id = $2 RETURNING ${columns}`,
    [accountId, id],
  );
  return row;
}
