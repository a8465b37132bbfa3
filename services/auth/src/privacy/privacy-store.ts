import { type Queryable, streamRowsIn, type Transaction } from '@oms/database';
import type { ExportEntry } from '@oms/events';
import type { Knex } from 'knex';

/** Notes that an account is no more. @returns false when that was noted before */
export async function insertTombstone(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO erased_accounts (id, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
    [id, now],
  );
  return rows.length === 1;
}

/** Ends the life of a locked account: all that hangs on it goes with it, and its audit log forgets whom it was about. */
export async function deleteAccount(tx: Transaction, id: string, now: Date): Promise<void> {
  await insertTombstone(tx, id, now);
  await tx.query(`DELETE FROM accounts WHERE id = $1`, [id]);
  await redactAuditLog(tx, [id]);
}

/** What they did to others' accounts stays told, without where they did it from. */
async function redactAuditLog(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE audit_log SET ip = NULL, user_agent = NULL, details = '{}'
      WHERE account_id = ANY ($1::uuid[]) AND (ip IS NOT NULL OR user_agent IS NOT NULL OR details <> '{}')`,
    [ids],
  );
  await db.query(
    `UPDATE audit_log SET ip = NULL, user_agent = NULL
      WHERE actor_id = ANY ($1::uuid[]) AND (ip IS NOT NULL OR user_agent IS NOT NULL)`,
    [ids],
  );
}

/** What requests that were under way noted about accounts while those were being erased. */
export async function redactLateEntries(db: Queryable, since: Date): Promise<void> {
  const erased = await db.query<{ id: string }>(`SELECT id FROM erased_accounts WHERE erased_at > $1`, [since]);
  if (erased.length > 0) {
    await redactAuditLog(
      db,
      erased.map(({ id }) => id),
    );
  }
}

/** All that is held on a person but for secrets, which say nothing about them. */
export async function* findEverything(tx: Transaction, knex: Knex, accountId: string): AsyncGenerator<ExportEntry> {
  const about = (table: string) => knex(table).where({ account_id: accountId });
  const sections: Record<string, Knex.QueryBuilder> = {
    account: knex('accounts').where({ id: accountId }).select('id', 'email', 'name', 'locale', 'status').select({
      suspensionReason: 'suspension_reason',
      emailVerifiedAt: 'email_verified_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    }),
    roles: about('account_roles').select('role', { grantedAt: 'granted_at' }),
    sessions: about('sessions')
      .select('id', 'ip', 'amr', { userAgent: 'user_agent', createdAt: 'created_at', lastSeenAt: 'last_seen_at' })
      .select({ expiresAt: 'expires_at', revokedAt: 'revoked_at', revocationReason: 'revocation_reason' })
      .orderBy('id'),
    devices: about('known_devices').select({ firstSeenAt: 'first_seen_at', lastSeenAt: 'last_seen_at' }),
    totp: about('totp_factors').select({ createdAt: 'created_at', confirmedAt: 'confirmed_at' }),
    passkeys: about('passkeys').select('id', 'name', { createdAt: 'created_at', lastUsedAt: 'last_used_at' }),
    identities: about('identities').select('provider', 'issuer', 'subject', 'email', {
      linkedAt: 'linked_at',
      lastUsedAt: 'last_used_at',
    }),
    apiKeys: about('api_keys')
      .select('id', 'name', 'granted', { createdAt: 'created_at', expiresAt: 'expires_at' })
      .select({ lastUsedAt: 'last_used_at', revokedAt: 'revoked_at' }),
    auditLog: about('audit_log').select('at', 'type', 'ip', 'details', { userAgent: 'user_agent' }).orderBy('id'),
  };
  for (const [section, query] of Object.entries(sections)) {
    for await (const entry of streamRowsIn(tx, query)) yield { section, entry };
  }
}
