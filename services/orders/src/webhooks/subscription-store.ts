import type { Queryable, Transaction } from '@oms/database';
import { hostOf } from './receiver-url.ts';
import { rotationHours } from './signing.ts';
import type { NewSubscription, Subscription } from './subscription.ts';

const columns = `
  id, url, coalesce(event_types, '{*}') AS "eventTypes", description, active, disabled_reason AS "disabledReason",
  disabled_at AS "disabledAt", failing_since AS "failingSince",
  CASE WHEN previous_secret_until > now() THEN previous_secret_until END AS "previousSecretUntil",
  created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt", version`;

/** All types are kept as null, so that nothing has to be changed when there is another. */
const typesOf = (eventTypes: readonly string[]): readonly string[] | null =>
  eventTypes.includes('*') ? null : [...new Set(eventTypes)];

export async function findSubscription(db: Queryable, id: string): Promise<Subscription | undefined> {
  const [row] = await db.query<Subscription>(`SELECT ${columns} FROM webhook_subscriptions WHERE id = $1`, [id]);
  return row;
}

/** As {@link findSubscription}, and locks it. */
export async function lockSubscription(tx: Transaction, id: string): Promise<Subscription | undefined> {
  const [row] = await tx.query<Subscription>(`SELECT ${columns} FROM webhook_subscriptions WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  return row;
}

/** By id: in the order in which they were made. */
export const listSubscriptions = (db: Queryable, after: string | undefined, limit: number): Promise<Subscription[]> =>
  db.query<Subscription>(
    `SELECT ${columns} FROM webhook_subscriptions WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
    [after ?? null, limit],
  );

/**
 * Adds a subscription, which gets what happens from now on.
 *
 * @param position the present end of the feed
 */
export async function insertSubscription(
  tx: Transaction,
  subscription: NewSubscription & { id: string; sealedSecret: string; position: number },
  maker: { id: string; email: string | undefined },
): Promise<Subscription> {
  const { id, url, eventTypes, description, active, sealedSecret, position } = subscription;
  const [row] = await tx.query<Subscription>(
    `INSERT INTO webhook_subscriptions
       (id, url, host, event_types, description, active, secret, created_by, created_by_email, position, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
     RETURNING ${columns}`,
    [
      id,
      url,
      hostOf(url),
      typesOf(eventTypes),
      description,
      active,
      sealedSecret,
      maker.id,
      maker.email ?? null,
      position,
    ],
  );
  if (!row) throw new Error(`subscription ${id} was not stored`);
  return row;
}

/** Who changes a subscription has looked after it: its failures are forgotten. */
export async function updateSubscription(tx: Transaction, subscription: Subscription): Promise<Subscription> {
  const { id, url, eventTypes, description, active } = subscription;
  const [row] = await tx.query<Subscription>(
    `UPDATE webhook_subscriptions
        SET url = $2, host = $3, event_types = $4, description = $5, active = $6,
            disabled_reason = CASE WHEN $6 THEN NULL ELSE disabled_reason END,
            disabled_at = CASE WHEN $6 THEN NULL ELSE disabled_at END,
            failures = 0, failing_since = NULL, paused_until = NULL, version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING ${columns}`,
    [id, url, hostOf(url), typesOf(eventTypes), description, active],
  );
  if (!row) throw new Error(`subscription ${id} vanished while it was locked`);
  return row;
}

/** Nothing is sent for it any more; its deliveries are no longer shown, and deleted by and by. */
export async function deleteSubscription(tx: Transaction, id: string): Promise<void> {
  await tx.query(
    `WITH gone AS (DELETE FROM webhook_subscriptions WHERE id = $1 RETURNING id)
     INSERT INTO webhook_removals (subscription_id) SELECT id FROM gone`,
    [id],
  );
}

/** Puts a secret in place of the present one, which signs beside it for another day. */
export async function replaceSecret(tx: Transaction, id: string, sealedSecret: string): Promise<Subscription> {
  const [row] = await tx.query<Subscription>(
    `UPDATE webhook_subscriptions
        SET previous_secret = secret, previous_secret_until = now() + interval '${rotationHours} hours', secret = $2,
            version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING ${columns}`,
    [id, sealedSecret],
  );
  if (!row) throw new Error(`subscription ${id} vanished while it was locked`);
  return row;
}

/** Forgets who made subscriptions; they go on. */
export async function forgetMakers(tx: Transaction, accountIds: readonly string[]): Promise<void> {
  await tx.query(
    'UPDATE webhook_subscriptions SET created_by = NULL, created_by_email = NULL WHERE created_by = ANY ($1::uuid[])',
    [accountIds],
  );
}

/** What counts of an attempt for its subscription as a whole. */
export async function noteSuccess(tx: Transaction, id: string): Promise<void> {
  await tx.query(
    `UPDATE webhook_subscriptions SET failures = 0, failing_since = NULL, paused_until = NULL
      WHERE id = $1 AND failures > 0`,
    [id],
  );
}

/** @returns failures in a row, this one included, and for how many milliseconds there has been nothing else */
export async function noteFailure(tx: Transaction, id: string): Promise<{ failures: number; forMs: number }> {
  const [row] = await tx.query<{ failures: number; forMs: number }>(
    `UPDATE webhook_subscriptions SET failures = failures + 1, failing_since = coalesce(failing_since, now())
      WHERE id = $1 RETURNING failures, (extract(epoch FROM now() - failing_since) * 1000)::float8 AS "forMs"`,
    [id],
  );
  return row ?? { failures: 1, forMs: 0 };
}

/** Leaves a subscription alone for a while. */
export async function pauseSubscription(tx: Transaction, id: string, ms: number): Promise<void> {
  await tx.query(
    `UPDATE webhook_subscriptions SET paused_until = now() + $2 * interval '1 millisecond' WHERE id = $1`,
    [id, ms],
  );
}

export interface DisabledSubscription {
  version: number;
  host: string;
  description: string | null;
  failingSince: string | null;
  createdBy: string | null;
  /** Of its maker: the address that auth told last, else the one they had when they made it. */
  email: string | null;
}

/** @returns undefined when it is not active, or gone */
export async function disableSubscription(
  tx: Transaction,
  id: string,
  reason: 'failing' | 'gone',
): Promise<DisabledSubscription | undefined> {
  const [row] = await tx.query<DisabledSubscription>(
    `UPDATE webhook_subscriptions s
        SET active = false, disabled_reason = $2, disabled_at = now(), version = version + 1, updated_at = now()
      WHERE id = $1 AND active
     RETURNING version, host, description, failing_since AS "failingSince", created_by AS "createdBy",
               coalesce((SELECT email FROM customers c WHERE c.id = s.created_by), created_by_email) AS email`,
    [id, reason],
  );
  return row;
}
