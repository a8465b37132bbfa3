import type { Queryable } from '@oms/database';

/**
 * Notes that `consumer` handles the event. While another transaction is handling it, this waits for how that ends.
 * @returns false when it has been handled before
 */
export async function claimEvent(tx: Queryable, consumer: string, eventId: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO inbox (consumer, event_id) VALUES ($1, $2::uuid) ON CONFLICT DO NOTHING RETURNING true`,
    [consumer, eventId],
  );
  return rows.length > 0;
}

/** Deletes up to `limit` notes older than `days`. @returns how many */
export async function sweepInbox(db: Queryable, days: number, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `WITH old AS (
       SELECT consumer, event_id FROM inbox WHERE handled_at < now() - $1 * interval '1 day'
       ORDER BY handled_at LIMIT $2 FOR UPDATE SKIP LOCKED
     ), swept AS (
       DELETE FROM inbox USING old WHERE inbox.consumer = old.consumer AND inbox.event_id = old.event_id RETURNING 1
     )
     SELECT count(*) FROM swept`,
    [days, limit],
  );
  return row?.count ?? 0;
}

export async function databaseAnswers(db: Queryable): Promise<boolean> {
  try {
    await db.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}
