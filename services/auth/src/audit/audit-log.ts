import type { Database, Queryable } from '@oms/database';
import { v7 as uuidv7 } from 'uuid';
import type { Client } from '../context.ts';

/** What the audit log knows of. Details never hold a secret. */
export const auditTypes = [
  'account.registered',
  'account.registration-repeated',
  'account.verified',
  'account.roles-changed',
  'account.suspended',
  'account.reactivated',
  'account.exported',
  'account.erased',
  'account.erasure-refused',
  'login.half-way',
  'login.succeeded',
  'login.failed',
  'identity.linked',
  'identity.unlinked',
  'passkey.added',
  'passkey.removed',
  'session.ended',
  'sessions.revoked',
  'refresh-token.reused',
  'factor.totp-enabled',
  'factor.totp-disabled',
  'factor.totp-reset',
  'factor.recovery-code-used',
  'factor.recovery-codes-replaced',
  'magic-link.requested',
  'password.reset-requested',
  'password.changed',
  'reauthentication.failed',
  'password.reset',
  'email.change-requested',
  'email.changed',
  'api-key.created',
  'api-key.changed',
  'api-key.revoked',
  'signing-key.made',
  'dead-letter.replayed',
  'dead-letter.discarded',
] as const;
export type AuditType = (typeof auditTypes)[number];

export interface AuditEntry {
  type: AuditType;
  accountId: string | null;
  /** Who did it; null for nobody signed in. */
  actorId?: string | null;
  client?: Client;
  details?: Record<string, unknown>;
}

/** Adds to the audit log, in the transaction of what it tells of. */
export const audit = (db: Queryable, at: Date, entry: AuditEntry): Promise<unknown> =>
  db.query(
    `INSERT INTO audit_log (id, at, type, account_id, actor_id, ip, user_agent, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      uuidv7(),
      at,
      entry.type,
      entry.accountId,
      entry.actorId ?? null,
      entry.client?.ip ?? null,
      entry.client?.userAgent ?? null,
      JSON.stringify(entry.details ?? {}),
    ],
  );

/** How often something was noted about an account since a time. */
export async function countAudited(db: Queryable, accountId: string, type: AuditType, since: Date): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM audit_log WHERE account_id = $1 AND type = $2 AND at > $3`,
    [accountId, type, since],
  );
  return row?.count ?? 0;
}

export interface AuditedEvent {
  id: string;
  at: string;
  type: AuditType;
  accountId: string | null;
  actorId: string | null;
  ip: string | null;
  userAgent: string | null;
  details: Record<string, unknown>;
}

/** What was noted, the latest first, after the entry named by `cursor`. */
export function searchAudit(
  db: Database,
  filter: { accountId?: string | undefined; type?: AuditType | undefined },
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<AuditedEvent[]> {
  const query = db
    .knex('audit_log')
    .select('id', 'at', 'type', 'ip', 'details')
    .select({ accountId: 'account_id', actorId: 'actor_id', userAgent: 'user_agent' })
    .orderBy('id', 'desc')
    .limit(limit);
  if (cursor !== undefined) query.where('id', '<', cursor);
  if (filter.accountId !== undefined) query.where('account_id', filter.accountId);
  if (filter.type !== undefined) query.where('type', filter.type);
  return db.run<AuditedEvent>(query);
}
