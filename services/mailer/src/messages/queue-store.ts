import type { Queryable } from '@oms/database';
import type { StatedPreferences } from '../preferences/preference-store.ts';
import type { SuppressionReason } from '../suppressions/suppression-store.ts';
import type { Outcome } from '../transports/transport.ts';
import type { MessageStatus } from './message.ts';
import type { Settlement } from './settle.ts';

/** A message that a dispatcher has claimed, with all it takes to send it. */
export interface ClaimedMessage {
  id: string;
  accountId: string | null;
  recipient: string;
  recipientName: string | null;
  template: string;
  locale: string;
  timeZone: string;
  data: unknown;
  sealedToken: string | null;
  resendInDoubt: boolean;
  /** Number of the attempt that this claim began. */
  attempts: number;
  expiresAt: string | null;
  giveUpAt: string;
  messageId: string;
  createdAt: string;
  requestId: string | null;
  traceparent: string | null;
  /** Why its address is suppressed, where it is. */
  suppression: SuppressionReason | null;
  /** What its recipient has said of mails that one may do without; null where they have said nothing. */
  statedPreferences: StatedPreferences | null;
}

/** Seconds for which a claim holds unless it is renewed. */
export const leaseSeconds = 15;

/** How fast a provider takes mails, over all dispatchers. */
export interface Pace {
  /** The provider: the name of its transport. */
  transport: string;
  /** Mails a second. */
  rate: number;
}

interface Claimed {
  messages: ClaimedMessage[];
  /** Milliseconds until the pace lets another one go; 0 where it does now. */
  waitMs: number;
}

/**
 * Claims up to `limit` due messages for `owner` and opens an attempt for each. Of several dispatchers each gets others, and
 * all together no more than `pace` allows. One-time links go first, the next to expire before all, for behind a long queue they would
 * not live to be read. What has expired is left for {@link expireMessages}.
 */
export async function claimMessages(db: Queryable, owner: string, limit: number, pace?: Pace): Promise<Claimed> {
  const rows = await db.query<Omit<ClaimedMessage, 'id'> & { id: string | null; waitMs: number }>(
    `WITH ${pace ? roomInPace : roomForAll}, links AS (
       SELECT id FROM messages
        WHERE status = 'queued' AND next_attempt_at <= now() AND expires_at > now()
        ORDER BY expires_at, id LIMIT (SELECT allowed FROM room) FOR UPDATE SKIP LOCKED
     ), others AS (
       SELECT id FROM messages
        WHERE status = 'queued' AND next_attempt_at <= now() AND expires_at IS NULL
        ORDER BY next_attempt_at, id LIMIT (SELECT allowed FROM room) - (SELECT count(*) FROM links)
        FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE messages m
          SET status = 'sending', attempts = m.attempts + 1, next_attempt_at = NULL,
              leased_by = $1, leased_until = now() + interval '${leaseSeconds} seconds'
        -- As an array, for the planner takes the CTEs for a tenth of the table, and would read all of it.
        WHERE m.id = ANY (ARRAY(SELECT id FROM links UNION ALL SELECT id FROM others))
       RETURNING m.*
     ), opened AS (
       INSERT INTO attempts (message_id, number) SELECT id, attempts FROM claimed
     )${pace ? `, ${spentOfPace}` : ''}
     SELECT id, account_id AS "accountId", recipient, recipient_name AS "recipientName", template, locale,
            time_zone AS "timeZone", data, sealed_token AS "sealedToken", resend_in_doubt AS "resendInDoubt", attempts,
            expires_at AS "expiresAt", give_up_at AS "giveUpAt", message_id AS "messageId", created_at AS "createdAt",
            request_id AS "requestId", traceparent, ${pace ? waitForPace : '0'} AS "waitMs",
            (SELECT s.reason FROM suppressions s WHERE s.email = lower(claimed.recipient)) AS suppression,
            (SELECT json_build_object('orderUpdates', r.order_updates, 'news', r.news)
               FROM recipients r WHERE r.account_id = claimed.account_id) AS "statedPreferences"
       FROM room LEFT JOIN claimed ON true`,
    [owner, limit, ...(pace ? [pace.transport, pace.rate, Math.max(1, pace.rate / 10)] : [])],
  );
  return {
    messages: rows.filter((row): row is ClaimedMessage & { waitMs: number } => row.id !== null),
    waitMs: rows[0]?.waitMs ?? 0,
  };
}

const roomForAll = 'room AS (SELECT $2::int AS allowed)';

/**
 * A leaky bucket that holds $5 mails and fills at $4 a second: the rate holds over any time longer than a tenth of a second. Its row is
 * locked, so that dispatchers take from it one after the other.
 */
const bucketSince = `greatest(free_from, now() - make_interval(secs => $5::float8 / $4::float8))`;
const roomInPace = `
     bucket AS (SELECT ${bucketSince} AS since FROM send_pace WHERE transport = $3 FOR UPDATE),
     filled AS (
       -- Rounded, for a bucket that has filled for just long enough counts as full.
       SELECT coalesce((SELECT round((extract(epoch FROM now() - since) * $4::float8)::numeric, 3) FROM bucket), $5) AS mails
     ),
     room AS (SELECT mails, greatest(0, least($2::int, floor(mails)))::int AS allowed FROM filled)`;
const spentOfPace = `
     spent AS (
       INSERT INTO send_pace AS p (transport, free_from)
       SELECT $3, now() + make_interval(secs => (count(*) - $5::float8) / $4::float8) FROM claimed HAVING count(*) > 0
       ON CONFLICT (transport) DO UPDATE
         SET free_from = ${bucketSince.replace('free_from', 'p.free_from')}
                         + make_interval(secs => (SELECT count(*) FROM claimed) / $4::float8)
     )`;
const waitForPace = `
            greatest(0, ceil((1 - (mails - (SELECT count(*) FROM claimed))) / $4::numeric * 1000))::int`;

/** Holds the claims on `ids` for another {@link leaseSeconds}. */
export async function renewClaims(db: Queryable, owner: string, ids: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE messages SET leased_until = now() + interval '${leaseSeconds} seconds'
      WHERE id = ANY ($2::uuid[]) AND status = 'sending' AND leased_by = $1`,
    [owner, ids],
  );
}

/**
 * Notes that the content of an attempt is about to leave. From here on the server may have the mail.
 *
 * @returns false when the claim is no longer held: somebody else may be sending it, so nothing must leave
 */
export async function markOffered(db: Queryable, owner: string, id: string, attempt: number): Promise<boolean> {
  const rows = await db.query(
    `UPDATE attempts a SET offered_at = now()
       FROM messages m
      WHERE a.message_id = $2 AND a.number = $3 AND a.finished_at IS NULL
        AND m.id = a.message_id AND m.status = 'sending' AND m.leased_by = $1 AND m.attempts = a.number
     RETURNING 1`,
    [owner, id, attempt],
  );
  return rows.length === 1;
}

/** The provider told of the mail already: it was taken, though the answer to us was lost. */
const wasTaken = 'coalesce(m.delivered_at, m.bounced_at, m.complained_at) IS NOT NULL';

/**
 * Closes an attempt and leaves its message as `settlement` says. The attempt's outcome is noted even where the claim was
 * lost; then the message follows only if it was sent and nobody has tried again since.
 */
export async function recordOutcome(
  db: Queryable,
  attempt: { id: string; number: number; transport: string },
  outcome: Outcome,
  settlement: Settlement,
): Promise<void> {
  const detail = 'detail' in outcome ? outcome.detail : null;
  const response = 'response' in outcome ? (outcome.response ?? null) : null;
  const providerId = 'providerId' in outcome ? (outcome.providerId ?? null) : null;
  await db.query(
    `WITH closed AS (
       UPDATE attempts SET finished_at = now(), outcome = $3, transport = $4, detail = $5, response = $6,
              provider_id = $10
        WHERE message_id = $1 AND number = $2
     )
     UPDATE messages m
        SET status = s.status, leased_by = NULL, leased_until = NULL,
            next_attempt_at = CASE WHEN s.status = 'queued' THEN $8::timestamptz END,
            last_error = CASE WHEN s.status <> 'sent' THEN $9 END,
            sent_at = CASE WHEN s.status = 'sent' THEN now() END,
            sealed_token = CASE WHEN s.status IN ('sent', 'expired') THEN NULL ELSE m.sealed_token END
       FROM (SELECT id, CASE WHEN $3 = 'unknown' AND ${wasTaken} THEN 'sent' ELSE $7 END AS status
               FROM messages m WHERE id = $1 FOR UPDATE) s
      WHERE m.id = s.id AND m.attempts = $2
        AND (m.status = 'sending' OR (s.status = 'sent' AND m.status IN ('queued', 'unknown')))`,
    [
      attempt.id,
      attempt.number,
      outcome.kind,
      attempt.transport,
      detail,
      response,
      settlement.status,
      settlement.status === 'queued' ? settlement.nextAttemptAt : null,
      'lastError' in settlement ? settlement.lastError : null,
      providerId,
    ],
  );
}

/**
 * Takes back messages whose dispatcher has died. What had not been offered to a server goes out at once; what had been
 * is in doubt: it is sent again after a moment in which a late answer may still be noted, or held.
 *
 * @returns what they are now
 */
export async function reclaimLost(db: Queryable): Promise<MessageStatus[]> {
  const rows = await db.query<{ status: MessageStatus }>(
    `WITH lost AS (
       SELECT id, attempts FROM messages
        WHERE status = 'sending' AND leased_until < now() LIMIT 500 FOR UPDATE SKIP LOCKED
     ), closed AS (
       UPDATE attempts a
          SET finished_at = now(), outcome = CASE WHEN a.offered_at IS NULL THEN 'abandoned' ELSE 'unknown' END,
              detail = 'the process that was sending it went away'
         FROM lost WHERE a.message_id = lost.id AND a.number = lost.attempts
       RETURNING a.message_id, a.offered_at IS NOT NULL AS offered
     )
     UPDATE messages m
        SET status = CASE WHEN NOT offered THEN 'queued' WHEN ${wasTaken} THEN 'sent'
                          WHEN resend_in_doubt THEN 'queued' ELSE 'unknown' END,
            next_attempt_at = CASE WHEN NOT offered THEN now() WHEN ${wasTaken} THEN NULL
                                   WHEN resend_in_doubt THEN now() + interval '5 seconds' END,
            sent_at = CASE WHEN offered AND ${wasTaken} THEN now() END,
            sealed_token = CASE WHEN offered AND ${wasTaken} THEN NULL ELSE m.sealed_token END,
            last_error = 'the process that was sending it went away',
            leased_by = NULL, leased_until = NULL
       FROM closed WHERE m.id = closed.message_id
     RETURNING m.status`,
  );
  return rows.map(({ status }) => status);
}

/** Gives up queued messages whose links no longer work. @returns how many */
export async function expireMessages(db: Queryable): Promise<number> {
  const rows = await db.query(
    `UPDATE messages
        SET status = 'expired', next_attempt_at = NULL, sealed_token = NULL,
            last_error = coalesce(last_error, 'it could not be sent before its link expired')
      WHERE id = ANY (ARRAY(SELECT id FROM messages WHERE status = 'queued' AND expires_at <= now()
                             LIMIT 500 FOR UPDATE SKIP LOCKED))
     RETURNING 1`,
  );
  return rows.length;
}

/** Forgets the tokens of links that no longer work, of mails that were not sent. */
export async function forgetExpiredTokens(db: Queryable): Promise<void> {
  await db.query(
    `UPDATE messages SET sealed_token = NULL
      WHERE sealed_token IS NOT NULL AND expires_at <= now() AND status NOT IN ('queued', 'sending')`,
  );
}

/** Puts a claimed message aside that its recipient must not, or does not want to, get. Its attempt is taken back: nothing was tried. */
export async function suppressMessage(db: Queryable, owner: string, id: string, reason: string): Promise<void> {
  await db.query(
    `WITH suppressed AS (
       UPDATE messages
          SET status = 'suppressed', attempts = attempts - 1, last_error = $3, leased_by = NULL, leased_until = NULL
        WHERE id = $2 AND status = 'sending' AND leased_by = $1
       RETURNING id, attempts + 1 AS number
     )
     DELETE FROM attempts a USING suppressed s WHERE a.message_id = s.id AND a.number = s.number`,
    [owner, id, reason],
  );
}

/** How many messages wait, and how many are under way. */
export async function backlog(db: Queryable): Promise<{ queued: number; sending: number }> {
  const [row] = await db.query<{ queued: number; sending: number }>(
    `SELECT count(*) FILTER (WHERE status = 'queued') AS queued, count(*) FILTER (WHERE status = 'sending') AS sending
       FROM messages WHERE status IN ('queued', 'sending')`,
  );
  return row ?? { queued: 0, sending: 0 };
}

/** Seconds for which the oldest message that is to be sent has been there; 0 when none is. */
export async function backlogAge(db: Queryable): Promise<number> {
  const [row] = await db.query<{ seconds: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS seconds
       FROM messages WHERE status IN ('queued', 'sending')`,
  );
  return row?.seconds ?? 0;
}
