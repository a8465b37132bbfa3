import type { Queryable, Transaction } from '@oms/database';

export interface Passkey {
  id: string;
  accountId: string;
  /** As the authenticator calls it, base64url. */
  credentialId: string;
  publicKey: Buffer;
  signCount: number;
  transports: string[];
  synced: boolean;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

const columns = `id, account_id AS "accountId", credential_id AS "credentialId", public_key AS "publicKey",
  sign_count AS "signCount", transports, synced, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;

export const findPasskeys = (db: Queryable, accountId: string): Promise<Passkey[]> =>
  db.query<Passkey>(`SELECT ${columns} FROM passkeys WHERE account_id = $1 ORDER BY id`, [accountId]);

export async function findPasskey(db: Queryable, credentialId: string): Promise<Passkey | undefined> {
  const [row] = await db.query<Passkey>(`SELECT ${columns} FROM passkeys WHERE credential_id = $1`, [credentialId]);
  return row;
}

/** @throws a unique violation of passkeys_credential_unique when the credential is registered already */
export const insertPasskey = (
  tx: Transaction,
  passkey: Omit<Passkey, 'createdAt' | 'lastUsedAt' | 'publicKey'> & { publicKey: Uint8Array; createdAt: Date },
): Promise<unknown> =>
  tx.query(
    `INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, transports, synced, name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      passkey.id,
      passkey.accountId,
      passkey.credentialId,
      Buffer.from(passkey.publicKey),
      passkey.signCount,
      passkey.transports,
      passkey.synced,
      passkey.name,
      passkey.createdAt,
    ],
  );

export const markPasskeyUsed = (
  tx: Transaction,
  id: string,
  { signCount, now }: { signCount: number; now: Date },
): Promise<unknown> =>
  tx.query(`UPDATE passkeys SET sign_count = $2, last_used_at = $3 WHERE id = $1`, [id, signCount, now]);

export const deletePasskeys = (tx: Transaction, accountId: string): Promise<Passkey[]> =>
  tx.query<Passkey>(`DELETE FROM passkeys WHERE account_id = $1 RETURNING ${columns}`, [accountId]);

export async function deletePasskey(tx: Transaction, accountId: string, id: string): Promise<Passkey | undefined> {
  const [row] = await tx.query<Passkey>(`DELETE FROM passkeys WHERE account_id = $1 AND id = $2 RETURNING ${columns}`, [
    accountId,
    id,
  ]);
  return row;
}
