import type { Knex } from 'knex';
import type pg from 'pg';
import type { Database, Transaction } from './database.ts';

export interface StreamOptions {
  /** Rows fetched at a time, which is what is held in memory. Default 500. */
  batch?: number;
}

/**
 * The rows of a query one by one, all from one snapshot, with no more than a batch of them in memory.
 *
 * It holds a connection from the first row to the last; a consumer that stops early (a client that hangs up) lets go of it.
 * Streams have a quarter of the connections at the most, further ones wait for their turn: a few slow readers must not keep
 * everybody else from the database.
 * The server ends the transaction of one that takes nothing for a minute (`idle_in_transaction_session_timeout`), and a
 * single FETCH that outlasts `statement_timeout`.
 */
export async function* streamRows<Row>(
  db: Pick<Database, 'pool'>,
  builder: Knex.QueryBuilder | Knex.Raw,
  options: StreamOptions = {},
): AsyncGenerator<Row, void, undefined> {
  const giveBack = await takeTurn(db.pool);
  let client: pg.PoolClient | undefined;
  let broken: Error | undefined;
  try {
    client = await db.pool.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    yield* fetchRows<Row>(client, builder, options);
  } finally {
    await client?.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    client?.release(broken);
    giveBack();
  }
}

interface Turns {
  free: number;
  readonly waiting: (() => void)[];
}
const turnsOf = new WeakMap<pg.Pool, Turns>();

/** @returns what gives the turn back, to be called once */
async function takeTurn(pool: pg.Pool): Promise<() => void> {
  const turns = turnsOf.get(pool) ?? { free: Math.max(1, Math.floor(pool.options.max / 4)), waiting: [] };
  turnsOf.set(pool, turns);
  if (turns.free > 0) turns.free -= 1;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  return () => {
    const next = turns.waiting.shift();
    if (next) next();
    else turns.free += 1;
  };
}

/** As {@link streamRows}, within a transaction that is there already; one stream after the other. */
export async function* streamRowsIn<Row>(
  tx: Pick<Transaction, 'client'>,
  builder: Knex.QueryBuilder | Knex.Raw,
  options: StreamOptions = {},
): AsyncGenerator<Row, void, undefined> {
  yield* fetchRows<Row>(tx.client, builder, options);
  await tx.client.query('CLOSE streamed');
}

/** A cursor of SQL's own: those of the protocol (pg-cursor) cannot be had on a connection in pipeline mode. */
async function* fetchRows<Row>(
  client: pg.ClientBase,
  builder: Knex.QueryBuilder | Knex.Raw,
  { batch = 500 }: StreamOptions,
): AsyncGenerator<Row, void, undefined> {
  // Planned for the whole result, not for the first rows of it.
  await client.query('SET LOCAL cursor_tuple_fraction = 1');
  const { sql, bindings } = builder.toSQL().toNative();
  await client.query(`DECLARE streamed NO SCROLL CURSOR FOR ${sql}`, bindings as unknown[]);
  for (;;) {
    const { rows } = await client.query(`FETCH ${Math.trunc(batch)} FROM streamed`);
    yield* rows as Row[];
    if (rows.length < batch) return;
  }
}
