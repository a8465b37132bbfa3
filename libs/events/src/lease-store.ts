import type { Queryable } from '@oms/database';

export interface LeaseRow {
  partition: number;
  /** Grows each time the partition changes hands. */
  fence: number;
}

/** Says that the relay lives and renews what it holds. @returns its leases and how many relays live, itself included */
export async function renewLeases(
  db: Queryable,
  relay: string,
  ttlMs: number,
): Promise<{ relays: number; leases: LeaseRow[] }> {
  const [row] = await db.query<{ relays: number; leases: LeaseRow[] }>(
    `WITH alive AS (
       INSERT INTO outbox_relays (id, expires_at) VALUES ($1::uuid, now() + $2 * interval '1 millisecond')
       ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
     ), gone AS (
       DELETE FROM outbox_relays WHERE expires_at < now() - interval '1 minute'
     ), renewed AS (
       UPDATE outbox_leases SET expires_at = now() + $2 * interval '1 millisecond' WHERE owner = $1::uuid
       RETURNING partition, fence
     )
     SELECT (SELECT count(*) FROM outbox_relays WHERE expires_at > now() AND id <> $1::uuid) + 1 AS relays,
            (SELECT coalesce(json_agg(renewed ORDER BY partition), '[]') FROM renewed) AS leases`,
    [relay, ttlMs],
  );
  return row ?? { relays: 1, leases: [] };
}

/** Takes up to `count` partitions that nobody holds. Relays that try at once skip each other's rows. */
export const takeLeases = (db: Queryable, relay: string, ttlMs: number, count: number): Promise<LeaseRow[]> =>
  db.query<LeaseRow>(
    `WITH free AS MATERIALIZED (
       SELECT partition FROM outbox_leases WHERE owner IS NULL OR expires_at < now()
       ORDER BY partition LIMIT $3 FOR UPDATE SKIP LOCKED
     )
     UPDATE outbox_leases l
     SET owner = $1::uuid, fence = l.fence + 1, expires_at = now() + $2 * interval '1 millisecond'
     FROM free WHERE l.partition = free.partition
     RETURNING l.partition, l.fence`,
    [relay, ttlMs, count],
  );

export async function releaseLeases(db: Queryable, relay: string, partitions: readonly number[]): Promise<void> {
  await db.query(`UPDATE outbox_leases SET owner = NULL WHERE owner = $1::uuid AND partition = ANY ($2::smallint[])`, [
    relay,
    partitions,
  ]);
}

/** Gives everything back, as a relay that stops does. */
export async function retireRelay(db: Queryable, relay: string): Promise<void> {
  await db.query(
    `WITH released AS (UPDATE outbox_leases SET owner = NULL WHERE owner = $1::uuid)
     DELETE FROM outbox_relays WHERE id = $1::uuid`,
    [relay],
  );
}
