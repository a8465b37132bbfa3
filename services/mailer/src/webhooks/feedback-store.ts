import type { Queryable } from '@oms/database';
import { type Feedback, type FeedbackKind, receiptsKeptHours } from './feedback.ts';

/** @returns false when this webhook was taken in before */
export async function noteReceipt(tx: Queryable, provider: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    'INSERT INTO webhook_receipts (provider, id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
    [provider, id],
  );
  return rows.length === 1;
}

/** Forgets webhooks that are too old to come again. */
export async function sweepReceipts(db: Queryable): Promise<void> {
  await db.query(`DELETE FROM webhook_receipts WHERE received_at < now() - make_interval(hours => $1)`, [
    receiptsKeptHours,
  ]);
}

const columns: Readonly<Record<FeedbackKind, string>> = {
  delivered: 'delivered_at',
  bounced: 'bounced_at',
  complained: 'complained_at',
};

/**
 * Notes at its mail what a provider tells: each kind with the first time it is told of, so that neither order nor repetition
 * matters. A mail that was in doubt had been taken after all: it is not sent again.
 *
 * @returns false when there is no such mail
 */
export async function noteFeedback(
  tx: Queryable,
  { kind, at, recipients, message }: Pick<Feedback, 'kind' | 'at' | 'recipients' | 'message'>,
): Promise<boolean> {
  // Locked first, for the attempts below to be those that were recorded by then.
  const mails = await tx.query<{ id: string }>(
    `SELECT id FROM messages
      WHERE (id = $1 OR id IN (SELECT message_id FROM attempts WHERE provider_id = $2)) AND lower(recipient) = ANY ($3)
        FOR UPDATE`,
    [message.id ?? null, message.providerId ?? null, recipients.map((address) => address.toLowerCase())],
  );
  if (mails.length === 0) return false;
  const column = columns[kind];
  await tx.query(
    `WITH told AS (
       SELECT id, (SELECT max(offered_at) FROM attempts a
                    WHERE a.message_id = m.id AND a.outcome = 'unknown' AND m.status IN ('queued', 'unknown')) AS taken_at
         FROM messages m WHERE id = ANY ($1::uuid[])
     )
     UPDATE messages m
        SET ${column} = least(m.${column}, $2::timestamptz),
            status = CASE WHEN taken_at IS NULL THEN m.status ELSE 'sent' END,
            sent_at = coalesce(taken_at, m.sent_at),
            next_attempt_at = CASE WHEN taken_at IS NULL THEN m.next_attempt_at END,
            last_error = CASE WHEN taken_at IS NULL THEN m.last_error END,
            sealed_token = CASE WHEN taken_at IS NULL THEN m.sealed_token END
       FROM told WHERE m.id = told.id`,
    [mails.map(({ id }) => id), at],
  );
  return true;
}
