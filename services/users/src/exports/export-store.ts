import { type Database, type Queryable, streamRows, type Transaction } from '@oms/database';

export type ExportStatus = 'requested' | 'collecting' | 'ready' | 'failed' | 'expired';

/** A person's wish to have all that is held on them. */
export interface Export {
  id: string;
  accountId: string;
  email: string;
  status: ExportStatus;
  requestedAt: string;
  completedAt: string | null;
  expiresAt: string | null;
}

const columns = `id, account_id AS "accountId", email, status, requested_at AS "requestedAt",
  completed_at AS "completedAt", expires_at AS "expiresAt"`;

export const insertExport = (
  tx: Transaction,
  { id, accountId, email }: Pick<Export, 'id' | 'accountId' | 'email'>,
  { now, deadline }: { now: Date; deadline: Date },
): Promise<unknown> =>
  tx.query(
    `INSERT INTO exports (id, account_id, email, status, requested_at, deadline_at) VALUES ($1, $2, $3, 'requested', $4, $5)`,
    [id, accountId, email, now, deadline],
  );

export async function findExport(db: Queryable, id: string): Promise<Export | undefined> {
  const [row] = await db.query<Export>(`SELECT ${columns} FROM exports WHERE id = $1`, [id]);
  return row;
}

/** Holds an export that is under way until the transaction ends. */
export async function lockUnderWay(tx: Transaction, id: string): Promise<Export | undefined> {
  const [row] = await tx.query<Export>(
    `SELECT ${columns} FROM exports WHERE id = $1 AND status IN ('requested', 'collecting') FOR UPDATE`,
    [id],
  );
  return row;
}

/** A person's exports since a time, the latest first. */
export const findExportsSince = (db: Queryable, accountId: string, since: Date): Promise<Export[]> =>
  db.query<Export>(
    `SELECT ${columns} FROM exports WHERE account_id = $1 AND requested_at > $2 ORDER BY id DESC LIMIT 100`,
    [accountId, since],
  );

export interface ExportPart {
  service: string;
  part: number;
  last: boolean;
  section: string;
  entries: unknown[];
}

/** Keeps a part, once. */
export const insertPart = (tx: Transaction, exportId: string, part: ExportPart): Promise<unknown> =>
  tx.query(
    `INSERT INTO export_parts (export_id, service, part, last, section, entries) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [exportId, part.service, part.part, part.last, part.section, JSON.stringify(part.entries)],
  );

/** Services all of whose parts are there. */
export async function findProviders(db: Queryable, exportId: string): Promise<string[]> {
  const rows = await db.query<{ service: string }>(
    `SELECT service FROM export_parts WHERE export_id = $1
      GROUP BY service HAVING count(*) = max(part) FILTER (WHERE last) ORDER BY service`,
    [exportId],
  );
  return rows.map(({ service }) => service);
}

export const markCollecting = (tx: Transaction, id: string): Promise<unknown> =>
  tx.query(`UPDATE exports SET status = 'collecting' WHERE id = $1 AND status = 'requested'`, [id]);

export const markReady = (
  tx: Transaction,
  id: string,
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<unknown> =>
  tx.query(`UPDATE exports SET status = 'ready', completed_at = $2, expires_at = $3 WHERE id = $1`, [
    id,
    now,
    expiresAt,
  ]);

/** An export that some service has let wait for too long, held until the transaction ends. */
export async function lockOverdue(tx: Transaction, now: Date): Promise<Export | undefined> {
  const [row] = await tx.query<Export>(
    `SELECT ${columns} FROM exports WHERE status IN ('requested', 'collecting') AND deadline_at <= $1
      ORDER BY deadline_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [now],
  );
  return row;
}

/** Only what tells who was silent is kept of a failed one. */
export async function markFailed(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.query(`UPDATE exports SET status = 'failed', completed_at = $2 WHERE id = $1`, [id, now]);
  await tx.query(`UPDATE export_parts SET entries = '[]', section = '' WHERE export_id = $1`, [id]);
}

/** Deletes the archives whose time is over. @returns how many */
export async function expireExports(db: Database, now: Date): Promise<number> {
  const rows = await db.query(
    `WITH over AS (
       UPDATE exports SET status = 'expired' WHERE status = 'ready' AND expires_at <= $1 RETURNING id
     ), gone AS (
       DELETE FROM export_parts p USING over WHERE p.export_id = over.id
     )
     SELECT id FROM over`,
    [now],
  );
  return rows.length;
}

/** What services have sent, service by service and section by section, the entries as JSON. Large: a few at a time. */
export const streamParts = (db: Database, exportId: string) =>
  streamRows<{ service: string; section: string; entries: string }>(
    db,
    db
      .knex('export_parts')
      .select('service', 'section', 'entries')
      .where('export_id', exportId)
      .orderBy(['service', 'section', 'part']),
    { batch: 20 },
  );

export const deleteExports = (tx: Transaction, accountId: string): Promise<unknown> =>
  tx.query(`DELETE FROM exports WHERE account_id = $1`, [accountId]);
