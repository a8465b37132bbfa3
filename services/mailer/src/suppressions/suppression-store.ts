import type { Database, Queryable } from '@oms/database';
import { type Category, isOptional } from '../templates/template.ts';

export const suppressionReasons = ['bounced', 'complained', 'unsubscribed', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export interface Suppression {
  /** In lower case. */
  email: string;
  reason: SuppressionReason;
  note: string | null;
  createdAt: string;
}

const columns = 'email, reason, note, created_at AS "createdAt"';

/** In the order of their addresses. */
export function listSuppressions(
  db: Database,
  reason: SuppressionReason | undefined,
  after: string | undefined,
  limit: number,
): Promise<Suppression[]> {
  const query = db
    .knex('suppressions')
    .select('email', 'reason', 'note', 'created_at AS createdAt')
    .orderBy('email')
    .limit(limit);
  if (reason !== undefined) query.where('reason', reason);
  if (after !== undefined) query.where('email', '>', after);
  return db.run<Suppression>(query);
}

/** Suppresses an address, or changes why it is. */
export async function putSuppression(
  db: Queryable,
  { email, reason, note }: Omit<Suppression, 'createdAt'>,
): Promise<Suppression> {
  const [row] = await db.query<Suppression>(
    `INSERT INTO suppressions (email, reason, note) VALUES (lower($1), $2, $3)
     ON CONFLICT (email) DO UPDATE SET reason = excluded.reason, note = excluded.note
     RETURNING ${columns}`,
    [email, reason, note],
  );
  if (!row) throw new Error('the suppression was not stored');
  return row;
}

/**
 * Suppresses recipients for what a provider told of them, those that mail of ours was to. Where one is suppressed already, the
 * reason that holds back more stands, so that the order in which providers tell does not matter.
 */
export async function suppressRecipients(
  tx: Queryable,
  emails: readonly string[],
  { reason, note }: { reason: SuppressionReason; note: string },
): Promise<void> {
  await tx.query(
    `WITH ours AS (
       -- Locked, so that whoever is being forgotten right now stays forgotten.
       SELECT m.email FROM unnest($1::text[]) AS told(address)
        CROSS JOIN LATERAL (
          SELECT lower(recipient) AS email FROM messages WHERE lower(recipient) = lower(told.address)
           ORDER BY id DESC LIMIT 1 FOR KEY SHARE
        ) m
     )
     INSERT INTO suppressions AS s (email, reason, note) SELECT DISTINCT email, $2, $3 FROM ours
     ON CONFLICT (email) DO UPDATE SET reason = excluded.reason, note = excluded.note
       WHERE array_position($4::text[], s.reason) < array_position($4::text[], excluded.reason)`,
    [emails, reason, note, strengths],
  );
}

/** Reasons, from the one that holds back least. */
const strengths: readonly SuppressionReason[] = ['unsubscribed', 'complained', 'bounced', 'manual'];

/** @returns false when the address was not suppressed */
export async function deleteSuppression(db: Queryable, email: string): Promise<boolean> {
  const rows = await db.query('DELETE FROM suppressions WHERE email = lower($1) RETURNING 1', [email]);
  return rows.length === 1;
}

/**
 * Whether mail of `category` must not go to an address that is suppressed. Who has unsubscribed, or complained about, other mail
 * still gets what answers their own doing; an address that bounced, or that somebody put on the list by hand, gets nothing.
 */
export const holdsBack = (reason: SuppressionReason, category: Category): boolean =>
  isOptional(category) || reason === 'bounced' || reason === 'manual';
