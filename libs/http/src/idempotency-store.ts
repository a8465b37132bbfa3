import { type Database, isNotNullViolation, type Transaction, textArray } from '@oms/database';
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

/** What became of a claim: `inFlight` when another transaction holds the key, else what is stored under it, if anything. */
export interface Claim {
  inFlight: boolean;
  stored: StoredResponse | undefined;
}

type ClaimedRow = { claimed: boolean } & { [K in keyof StoredResponse]: StoredResponse[K] | null };

/**
 * Claims keys until the transaction ends, without waiting, and reads what is stored under them; one statement.
 *
 * @param scopes each once
 * @returns a claim for each, in their order
 */
export async function claimKeys(tx: Transaction, scopes: readonly KeyScope[]): Promise<Claim[]> {
  const rows = await tx.query<ClaimedRow>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended(w.principal || ' ' || w.route || ' ' || w.key, 0)) AS claimed,
            k.request_hash AS "requestHash", k.status, k.headers, k.body
       FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w (principal, route, key, position)
       -- OFFSET keeps it from being planned as a join, which while the table is new is one that reads all of it, and is kept.
       LEFT JOIN LATERAL (
         SELECT request_hash, status, headers, body FROM idempotency_keys
          WHERE principal = w.principal AND route = w.route AND key = w.key
            AND created_at > now() - interval '${keptHours} hours'
         OFFSET 0
       ) k ON true
      ORDER BY w.position`,
    [scopes.map(({ principal }) => principal), scopes.map(({ route }) => route), scopes.map(({ key }) => key)],
  );
  return rows.map((row) => {
    if (!row.claimed) return { inFlight: true, stored: undefined };
    return { inFlight: false, stored: row.requestHash === null ? undefined : (row as StoredResponse) };
  });
}

/** A response that committed between a transaction's snapshot and its lock: try again and it will be found. */
export class LostRace extends Error {}

/**
 * Keeps responses under their keys; one statement, which can be the transaction's last, for it fails where it must not commit: a
 * response that is replayed still would lose its status, which it must have.
 *
 * @throws {LostRace} when there is one already for any of them: its transaction committed after {@link claimKeys} took its
 * snapshot and before it got the lock
 */
export async function storeResponses(
  tx: Transaction,
  kept: readonly { scope: KeyScope; response: StoredResponse }[],
): Promise<void> {
  const stored = tx.query(
    `INSERT INTO idempotency_keys AS k (principal, route, key, request_hash, status, headers, body)
     SELECT principal, route, key, request_hash, status, headers::jsonb, body
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[])
         AS r (principal, route, key, request_hash, status, headers, body)
     ON CONFLICT (principal, route, key) DO UPDATE
       SET request_hash = excluded.request_hash, headers = excluded.headers, body = excluded.body, created_at = now(),
           status = CASE WHEN k.created_at <= now() - interval '${keptHours} hours' THEN excluded.status END`,
    [
      kept.map(({ scope }) => scope.principal),
      kept.map(({ scope }) => scope.route),
      kept.map(({ scope }) => scope.key),
      kept.map(({ response }) => response.requestHash),
      kept.map(({ response }) => response.status),
      kept.map(({ response }) => JSON.stringify(response.headers)),
      textArray(kept.map(({ response }) => response.body)),
    ],
  );
  try {
    await stored;
  } catch (error) {
    if (!isNotNullViolation(error, 'idempotency_keys', 'status')) throw error;
    throw new LostRace('the key has been answered meanwhile', { cause: error });
  }
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
