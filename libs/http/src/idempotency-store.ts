import type { Database, Transaction } from '@oms/database';
import type { Knex } from 'knex';

/** Hours for which a response is replayed. */
export const keptHours = 24;

export interface StoredResponse {
  requestHash: string;
  status: number;
  headers: Record<string, string | readonly string[]>;
  body: string | null;
}

/** The table behind `Idempotency-Key`: a migration step of every service that takes the header. */
export async function createIdempotencyTable(knex: Knex): Promise<void> {
  await knex.schema.createTable('idempotency_keys', (table) => {
    table.text('principal').notNullable();
    table.text('route').notNullable();
    table.text('key').notNullable();
    table.text('request_hash').notNullable();
    table.smallint('status').notNullable();
    table.jsonb('headers').notNullable();
    table.text('body');
    table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(knex.fn.now());
    table.primary(['principal', 'route', 'key']);
    table.index('created_at');
  });
}

export const dropIdempotencyTable = (knex: Knex): Promise<void> => knex.schema.dropTable('idempotency_keys');

/** Whose key it is: the same text from another person, or for another route, is another key. */
export interface KeyScope {
  principal: string;
  route: string;
  key: string;
}

/**
 * Claims the key until the transaction ends, without waiting, and reads what is stored under it.
 *
 * @returns `inFlight` when another transaction holds the key
 */
export async function claimKey(
  tx: Transaction,
  { principal, route, key }: KeyScope,
): Promise<{ inFlight: boolean; stored: StoredResponse | undefined }> {
  const [row] = await tx.query<{ claimed: boolean } & { [K in keyof StoredResponse]: StoredResponse[K] | null }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2 || ' ' || $3, 0)) AS claimed,
            k.request_hash AS "requestHash", k.status, k.headers, k.body
       FROM (VALUES (1)) AS one
       LEFT JOIN idempotency_keys k ON k.principal = $1 AND k.route = $2 AND k.key = $3
                                   AND k.created_at > now() - interval '${keptHours} hours'`,
    [principal, route, key],
  );
  if (!row?.claimed) return { inFlight: true, stored: undefined };
  return { inFlight: false, stored: row.requestHash === null ? undefined : (row as StoredResponse) };
}

/**
 * Keeps a response under its key.
 *
 * @returns false when a response is there already: its transaction committed after {@link claimKey} took its snapshot and
 * before it got the lock
 */
export async function storeResponse(
  tx: Transaction,
  { principal, route, key }: KeyScope,
  response: StoredResponse,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO idempotency_keys AS k (principal, route, key, request_hash, status, headers, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (principal, route, key) DO UPDATE
       SET request_hash = excluded.request_hash, status = excluded.status, headers = excluded.headers,
           body = excluded.body, created_at = now()
       WHERE k.created_at <= now() - interval '${keptHours} hours'
     RETURNING 1`,
    [principal, route, key, response.requestHash, response.status, JSON.stringify(response.headers), response.body],
  );
  return rows.length === 1;
}

/** Deletes the responses kept for a person and their API keys, which may tell about them. */
export const forgetKeys = (tx: Transaction, accountId: string): Promise<unknown> =>
  tx.query(`DELETE FROM idempotency_keys WHERE principal IN ('person:' || $1, 'apiKey:' || $1)`, [accountId]);

/** Rows deleted by one statement, and statements of one sweep, at the most: what is left is for the next. */
const sweptAtOnce = 5_000;
const sweepSteps = 40;

/** Deletes what is no longer replayed, in bounded steps, past what another replica is deleting. @returns rows deleted */
export async function sweepKeys(db: Database): Promise<number> {
  let deleted = 0;
  for (let step = 0; step < sweepSteps; step += 1) {
    const rows = await db.query(
      `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM idempotency_keys WHERE created_at <= now() - interval '${keptHours} hours'
          LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
    );
    deleted += rows.length;
    if (rows.length < sweptAtOnce) break;
  }
  return deleted;
}
