import type { Queryable, Transaction } from '@oms/database';
import type { Delivery, DeliveryAttempt, DeliveryStatus } from './delivery.ts';

type Row = Omit<Delivery, 'attempts'>;

const columns = `
  id, subscription_id AS "subscriptionId", event_id AS "eventId", event_type AS "eventType", order_id AS "orderId",
  occurred_at AS "occurredAt", status, next_attempt_at AS "nextAttemptAt", last_error AS "lastError",
  delivered_at AS "deliveredAt", created_at AS "createdAt"`;

/** Not of a subscription that was removed. */
export const standing = 'subscription_id <> ALL (ARRAY(SELECT r.subscription_id FROM webhook_removals r))';

/** Newest first. */
export async function listDeliveries(
  db: Queryable,
  filter: { subscriptionId?: string | undefined; status?: DeliveryStatus | undefined },
  before: string | undefined,
  limit: number,
): Promise<Delivery[]> {
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM webhook_deliveries
      WHERE ($1::uuid IS NULL OR subscription_id = $1) AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id < $3)
        AND ${standing}
      ORDER BY id DESC LIMIT $4`,
    [filter.subscriptionId ?? null, filter.status ?? null, before ?? null, limit],
  );
  return withAttempts(db, rows);
}

export async function findDelivery(db: Queryable, id: string): Promise<Delivery | undefined> {
  const [found] = await withAttempts(
    db,
    await db.query<Row>(`SELECT ${columns} FROM webhook_deliveries WHERE id = $1 AND ${standing}`, [id]),
  );
  return found;
}

async function withAttempts(db: Queryable, rows: readonly Row[]): Promise<Delivery[]> {
  if (rows.length === 0) return [];
  const attempts = await db.query<DeliveryAttempt & { deliveryId: string }>(
    `SELECT delivery_id AS "deliveryId", number, started_at AS "startedAt", finished_at AS "finishedAt",
            status_code AS "statusCode", error, duration_ms AS "durationMs", response_excerpt AS "responseExcerpt"
       FROM webhook_attempts WHERE delivery_id = ANY ($1::uuid[]) ORDER BY delivery_id, number`,
    [rows.map(({ id }) => id)],
  );
  const ofDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  return rows.map((row) => ({
    ...row,
    attempts: (ofDelivery.get(row.id) ?? []).map(({ deliveryId: _deliveryId, ...attempt }) => attempt),
  }));
}

export async function lockDelivery(tx: Transaction, id: string): Promise<DeliveryStatus | undefined> {
  const [row] = await tx.query<{ status: DeliveryStatus }>(
    `SELECT status FROM webhook_deliveries WHERE id = $1 AND ${standing} FOR UPDATE`,
    [id],
  );
  return row?.status;
}

/**
 * Sends a delivery again, or at once, with another three days. One that was over no longer waits for its turn in the order, nor
 * does the order wait for it. A pause of its subscription ends.
 */
export async function requeueDelivery(tx: Transaction, id: string): Promise<void> {
  await Promise.all([
    tx.query(
      `UPDATE webhook_deliveries
          SET in_order = in_order AND status = 'pending', status = 'pending', failures = 0, queued_at = now(),
              next_attempt_at = now(), delivered_at = NULL
        WHERE id = $1`,
      [id],
    ),
    tx.query(
      `UPDATE webhook_subscriptions s SET paused_until = NULL
         FROM webhook_deliveries d WHERE d.id = $1 AND s.id = d.subscription_id AND s.paused_until IS NOT NULL`,
      [id],
    ),
  ]);
}

/** An event that only says that it can be received. */
export async function insertTest(
  tx: Transaction,
  test: { id: string; subscriptionId: string; eventId: string; eventType: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO webhook_deliveries
       (id, subscription_id, event_id, event_type, occurred_at, in_order, status, next_attempt_at)
     VALUES ($1, $2, $3, $4, now(), false, 'pending', now())`,
    [test.id, test.subscriptionId, test.eventId, test.eventType],
  );
}

/** Takes out of all deliveries of events of an order what receivers answered: some repeat what they were sent. */
export const forgetAnswers = async (tx: Transaction, orderId: string): Promise<void> => {
  await tx.query(
    `UPDATE webhook_attempts a SET response_excerpt = NULL
       FROM order_timeline t
       CROSS JOIN webhook_subscriptions s
       JOIN webhook_deliveries d ON d.subscription_id = s.id AND d.event_id = t.event_id
      WHERE t.order_id = $1 AND a.delivery_id = d.id AND a.response_excerpt IS NOT NULL`,
    [orderId],
  );
};

/** Deletes up to `limit` deliveries that were made more than `days` ago and are over. @returns how many */
export async function deleteOldDeliveries(db: Queryable, days: number, limit: number): Promise<number> {
  const rows = await db.query(
    `DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(
       SELECT id FROM webhook_deliveries
        WHERE status IN ('delivered', 'failed', 'skipped') AND created_at < now() - $1 * interval '1 day' LIMIT $2))
     RETURNING 1`,
    [days, limit],
  );
  return rows.length;
}

/**
 * Deletes up to `limit` deliveries of subscriptions that were removed, and forgets those that have none left.
 *
 * @returns how many deliveries
 */
export async function deleteRemovedDeliveries(db: Queryable, limit: number): Promise<number> {
  const rows = await db.query(
    `DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(
       SELECT d.id FROM webhook_removals r JOIN webhook_deliveries d USING (subscription_id) LIMIT $1
          FOR UPDATE OF d SKIP LOCKED))
     RETURNING 1`,
    [limit],
  );
  if (rows.length === 0) {
    await db.query(
      `DELETE FROM webhook_removals r
        WHERE NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.subscription_id = r.subscription_id)`,
    );
  }
  return rows.length;
}
