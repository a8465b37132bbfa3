import type { Queryable, Transaction } from '@oms/database';
import type { FeedEntry } from '../timeline/feed.ts';
import { standing } from './delivery-store.ts';
import type { Attempt } from './send.ts';
import type { Settlement } from './settle.ts';

export interface BehindSubscription {
  id: string;
  position: number;
  /** Null for all. */
  eventTypes: readonly string[] | null;
  active: boolean;
}

/** Locks the subscriptions that have not seen the end of the feed, past those that another replica has. */
export const lockSubscriptionsBehind = (tx: Transaction): Promise<BehindSubscription[]> =>
  tx.query<BehindSubscription>(
    `SELECT id, position, event_types AS "eventTypes", active FROM webhook_subscriptions
      WHERE position < (SELECT max(position) FROM event_feed) FOR NO KEY UPDATE SKIP LOCKED`,
  );

export async function insertDeliveries(
  tx: Transaction,
  deliveries: readonly { id: string; subscription: Pick<BehindSubscription, 'id'>; entry: FeedEntry }[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.query(
    `INSERT INTO webhook_deliveries
       (id, subscription_id, event_id, event_type, position, order_id, order_version, occurred_at, traceparent,
        in_order, status, next_attempt_at)
     SELECT *, true, 'pending', now()
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::uuid[], $7::integer[], $8::timestamptz[],
                   $9::text[])
     ON CONFLICT ON CONSTRAINT webhook_deliveries_once DO NOTHING`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ subscription }) => subscription.id),
      deliveries.map(({ entry }) => entry.eventId),
      deliveries.map(({ entry }) => entry.type),
      deliveries.map(({ entry }) => entry.position),
      deliveries.map(({ entry }) => entry.orderId),
      deliveries.map(({ entry }) => entry.version),
      deliveries.map(({ entry }) => entry.time),
      deliveries.map(({ entry }) => entry.traceparent ?? null),
    ],
  );
}

export async function movePositions(tx: Transaction, ids: readonly string[], position: number): Promise<void> {
  await tx.query('UPDATE webhook_subscriptions SET position = $2 WHERE id = ANY ($1::uuid[]) AND position < $2', [
    ids,
    position,
  ]);
}

/** A delivery that a dispatcher has claimed, with all it takes to send it. */
export interface ClaimedDelivery {
  id: string;
  subscriptionId: string;
  eventId: string;
  eventType: string;
  occurredAt: string;
  /** Null for a test. */
  position: number | null;
  orderId: string | null;
  orderVersion: number | null;
  inOrder: boolean;
  /** Number of the attempt that this claim began. */
  attempts: number;
  /** Since it was queued, without this attempt. */
  failures: number;
  /** Milliseconds since it was queued. */
  ageMs: number;
  url: string;
  host: string;
  secret: string;
  previousSecret: string | null;
  traceparent: string | null;
}

/** Those a person asked for go out whatever the state of their subscription; all others wait for it and for their turn. */
export type ClaimKind = 'requested' | 'in order';

const dueOf: Record<ClaimKind, string> = {
  requested: 'NOT d.in_order',
  'in order': `d.in_order AND s.active AND coalesce(s.paused_until <= now(), true) AND NOT EXISTS (
                  SELECT FROM webhook_deliveries e
                   WHERE e.subscription_id = d.subscription_id AND e.order_id = d.order_id AND e.position < d.position
                     AND e.in_order AND e.status IN ('pending', 'sending'))`,
};

const claimOf = (kind: ClaimKind): string => `
  WITH hosts AS (
    SELECT DISTINCT host FROM webhook_subscriptions WHERE host <> ALL ($2::text[])
  ), due AS (
    SELECT first.id
      FROM hosts CROSS JOIN LATERAL (
        SELECT d.id, d.next_attempt_at
          FROM webhook_subscriptions s JOIN webhook_deliveries d ON d.subscription_id = s.id
         WHERE s.host = hosts.host AND d.status = 'pending' AND d.next_attempt_at <= now() AND ${dueOf[kind]}
         ORDER BY d.next_attempt_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED) AS first
     ORDER BY first.next_attempt_at, first.id LIMIT $3
  ), claimed AS (
    UPDATE webhook_deliveries d
       SET status = 'sending', attempts = d.attempts + 1, next_attempt_at = NULL,
           leased_by = $1, leased_until = now() + $4 * interval '1 millisecond'
      FROM due WHERE d.id = due.id
    RETURNING d.*
  ), opened AS (
    INSERT INTO webhook_attempts (delivery_id, number) SELECT id, attempts FROM claimed
  )
  SELECT c.id, c.subscription_id AS "subscriptionId", c.event_id AS "eventId", c.event_type AS "eventType",
         c.occurred_at AS "occurredAt", c.position, c.order_id AS "orderId", c.order_version AS "orderVersion",
         c.in_order AS "inOrder", c.attempts, c.failures, c.traceparent,
         (extract(epoch FROM now() - c.queued_at) * 1000)::float8 AS "ageMs",
         s.url, s.host, s.secret, CASE WHEN s.previous_secret_until > now() THEN s.previous_secret END AS "previousSecret"
    FROM claimed c JOIN webhook_subscriptions s ON s.id = c.subscription_id`;

const claims: Record<ClaimKind, string> = { requested: claimOf('requested'), 'in order': claimOf('in order') };

/**
 * Claims up to `limit` due deliveries for `owner`, at most one for each host, and opens an attempt for each. Of several
 * dispatchers each gets others. The event of an order waits until the one before it is over: what claims it sees that one either
 * as open, or as done.
 *
 * @param busyHosts hosts that are to get no more at present
 */
export const claimDeliveries = (
  db: Queryable,
  kind: ClaimKind,
  owner: string,
  busyHosts: readonly string[],
  limit: number,
  leaseMs: number,
): Promise<ClaimedDelivery[]> => db.query<ClaimedDelivery>(claims[kind], [owner, busyHosts, limit, leaseMs]);

/** How a claimed delivery is left: as decided, or, where nothing was found out, as it was before. */
export type Conclusion = (
  | Settlement
  | { status: 'skipped'; lastError: string }
  | { status: 'untried'; lastError: string }
) & {
  /** The failure was ours: it says nothing about the receiver. */
  ours?: true;
};

/**
 * Closes an attempt and leaves its delivery as `conclusion` says, unless the claim was lost and somebody else is at it.
 *
 * @returns false when it was lost, or the subscription is gone
 */
export async function recordConclusion(
  tx: Transaction,
  { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>,
  attempt: Attempt,
  conclusion: Conclusion,
): Promise<boolean> {
  const again = conclusion.status === 'pending' || conclusion.status === 'untried';
  const [, rows] = await Promise.all([
    tx.query(
      `UPDATE webhook_attempts
          SET finished_at = now(), status_code = $3, error = $4, duration_ms = $5, response_excerpt = $6
        WHERE delivery_id = $1 AND number = $2`,
      [id, attempts, attempt.statusCode, attempt.error, attempt.durationMs, attempt.excerpt],
    ),
    tx.query(
      `UPDATE webhook_deliveries
          SET status = $3, next_attempt_at = now() + $4 * interval '1 millisecond', failures = failures + $5, last_error = $6,
              leased_by = NULL, leased_until = NULL, delivered_at = CASE WHEN $3 = 'delivered' THEN now() END
        WHERE id = $1 AND attempts = $2 AND status = 'sending'
       RETURNING 1`,
      [
        id,
        attempts,
        again ? 'pending' : conclusion.status,
        again ? ('delayMs' in conclusion ? conclusion.delayMs : 0) : null,
        conclusion.status === 'pending' || conclusion.status === 'failed' ? 1 : 0,
        'lastError' in conclusion ? conclusion.lastError : null,
      ],
    ),
  ]);
  return rows.length === 1;
}

/**
 * Puts off what waits for a delivery of its order until that is tried again, or lets it go now that it is over. Whether it may go
 * is decided when it is claimed; this keeps those that may not from being looked at each time.
 *
 * @param delayMs 0 for now
 */
export async function moveFollowers(tx: Transaction, delivery: ClaimedDelivery, delayMs: number): Promise<void> {
  const { subscriptionId, orderId, position } = delivery;
  await tx.query(
    `UPDATE webhook_deliveries SET next_attempt_at = now() + $4 * interval '1 millisecond'
      WHERE subscription_id = $1 AND order_id = $2 AND position > $3 AND in_order AND status = 'pending'`,
    [subscriptionId, orderId, position, delayMs],
  );
}

/** Takes back deliveries whose dispatcher has died; they go out again at once. @returns how many */
export async function reclaimLost(db: Queryable): Promise<number> {
  const rows = await db.query(
    `WITH lost AS (
       SELECT id, attempts FROM webhook_deliveries
        WHERE status = 'sending' AND leased_until < now() LIMIT 500 FOR UPDATE SKIP LOCKED
     ), closed AS (
       UPDATE webhook_attempts a SET finished_at = now(), error = 'the process that was sending it went away'
         FROM lost WHERE a.delivery_id = lost.id AND a.number = lost.attempts
     )
     UPDATE webhook_deliveries d
        SET status = 'pending', next_attempt_at = now(), leased_by = NULL, leased_until = NULL,
            last_error = 'the process that was sending it went away'
       FROM lost WHERE d.id = lost.id
     RETURNING 1`,
  );
  return rows.length;
}

/** Gives up what waits for subscriptions that are no longer active; what a person asked for goes out. @returns how many */
export async function skipInactive(db: Queryable): Promise<number> {
  const rows = await db.query(
    `UPDATE webhook_deliveries
        SET status = 'skipped', next_attempt_at = NULL, last_error = coalesce(last_error, 'the subscription is not active')
      WHERE id = ANY (ARRAY(
        SELECT d.id FROM webhook_subscriptions s JOIN webhook_deliveries d ON d.subscription_id = s.id
         WHERE NOT s.active AND d.status = 'pending' AND d.in_order LIMIT 500 FOR UPDATE OF d SKIP LOCKED))
     RETURNING 1`,
  );
  return rows.length;
}

/** How many deliveries are to be made, and for how many seconds the oldest has waited. */
export async function backlog(db: Queryable): Promise<{ deliveries: number; seconds: number }> {
  const [row] = await db.query<{ deliveries: number; seconds: number }>(
    `SELECT count(*) AS deliveries, coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8 AS seconds
       FROM webhook_deliveries
      WHERE status IN ('pending', 'sending')
        AND ${standing}`,
  );
  return row ?? { deliveries: 0, seconds: 0 };
}
