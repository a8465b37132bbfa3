import type { Socket } from 'node:net';
import { type Logger, traced } from '@oms/telemetry';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import { isConnectionError, isRetryable, isTransactionAborted } from './errors.ts';
import { typeParsers } from './types.ts';

export interface DatabaseOptions {
  /** `postgres://role:password@host:port/database`; the role's search path leads to its schema. */
  url: string;
  /** Connections at the most. */
  poolMax?: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  logger: Logger;
  /** Milliseconds after which the server ends a statement; 0 for never. */
  statementTimeout?: number;
  /**
   * Milliseconds after which a connection in use on which nothing comes or goes is given up: the server has vanished without a word,
   * and TCP would wait for it for a quarter of an hour. A little more than the server lets anything take, unless given; never while
   * a statement may take for ever.
   */
  longestSilence?: number;
}

/** Milliseconds. */
const defaultStatementTimeout = 30_000;
const idleInTransactionTimeout = 60_000;

export interface Queryable {
  /**
   * Runs static SQL with `$1`-style values and returns its rows. The statement is prepared once a connection under a
   * name of its own, so `text` must come from a bounded set: build varying SQL with {@link Queryable.run}.
   */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs SQL built with {@link Database.knex}. */
  run<Row = Record<string, unknown>>(builder: Knex.QueryBuilder | Knex.Raw): Promise<Row[]>;
}

export interface Transaction extends Queryable {
  /**
   * Has COMMIT sent along with the transaction's last statements, not after their answers: a round trip less, and locks are held
   * for so much shorter. A statement that fails takes the transaction with it.
   *
   * What is asked for in several such calls ends it together, in their order.
   *
   * @param send called at once; asks for those statements, without waiting for anything before, and gives what to wait for.
   *   A statement that is asked for otherwise from then on throws, and takes the transaction with it, unless COMMIT is under way
   *   by then: what was asked for in time is committed then.
   */
  endWith(send: () => readonly Promise<unknown>[]): void;
  /** Called once the transaction has committed, never when it is rolled back. */
  afterCommit(callback: () => void): void;
  /** The connection that holds the transaction: for streams and cursors. */
  readonly client: pg.ClientBase;
}

export interface TransactionOptions {
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readOnly?: boolean;
  /** Tries when concurrent transactions conflict (SQLSTATE 40001, 40P01). */
  attempts?: number;
  /** Milliseconds that a statement waits for a lock before it fails (SQLSTATE 55P03); as long as it may run unless given. */
  lockTimeout?: number;
  /** Milliseconds after which the server ends a statement; 0 for never. As for others unless given. */
  statementTimeout?: number;
}

export interface Database extends Queryable {
  readonly pool: pg.Pool;
  /** Builds SQL; it has no connection of its own. */
  readonly knex: Knex;
  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. On a conflict of concurrent
   * transactions it is run again, so it must have no effect outside the transaction (use `afterCommit`).
   * A failed statement fails the transaction even where `work` catches its error, unless it rolls back to a savepoint.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

const statementNames = new Map<string, string>();

function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name;
}

const streamOf = (client: pg.ClientBase): Socket =>
  (client as pg.ClientBase & { connection: { stream: Socket } }).connection.stream;

/** Of a connection whose statements may take so long; 0 for ever. */
const silenceOf = (statementTimeout: number): number =>
  statementTimeout === 0 ? 0 : Math.max(statementTimeout, idleInTransactionTimeout) + 5_000;

/** @param longest milliseconds; 0 for ever */
function giveUpWhenSilent(client: pg.ClientBase, longest: number): void {
  const stream = streamOf(client);
  stream.setTimeout(longest);
  // As long as was set last: transactions may set it for themselves.
  stream.on('timeout', () => {
    const message = `nothing has come from the database for ${(stream.timeout ?? 0) / 1000} s; the connection was given up`;
    stream.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
  });
}

/**
 * Statements that are sent in one go, such as those of a `Promise.all`, are written to the socket at once: a system call and
 * a packet for all of them, where each would have its own.
 */
function writeTogether(client: pg.ClientBase | pg.Pool): void {
  if (client instanceof pg.Pool) return;
  const stream = streamOf(client);
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

interface Watch {
  /** Called before a statement is sent, which it can refuse by throwing. */
  before(): void;
  /** @returns what to tell of a statement that has failed */
  failed(error: unknown): unknown;
}

const unwatched: Watch = { before: () => undefined, failed: (error) => error };

/**
 * Asks by a callback. Where pg gives a promise it assigns a function to a property of the query, which V8 allocates in the old
 * generation; what that refers to, rows and all, would be kept until it is collected.
 */
async function ask(client: pg.ClientBase | pg.Pool, statement: pg.QueryConfig): Promise<pg.QueryResult> {
  try {
    return await new Promise((resolve, reject) => {
      client.query(statement, (error: Error | null | undefined, result: pg.QueryResult) =>
        error ? reject(error) : resolve(result),
      );
    });
  } catch (error) {
    // Who asked, where the stack would tell of the socket.
    Error.captureStackTrace(error as Error);
    throw error;
  }
}

const queryable = (client: pg.ClientBase | pg.Pool, watch = unwatched): Queryable => {
  const rowsOf = async <Row>(statement: pg.QueryConfig): Promise<Row[]> => {
    watch.before();
    writeTogether(client);
    try {
      return (await ask(client, statement)).rows as Row[];
    } catch (error) {
      throw watch.failed(error);
    }
  };
  return {
    query: (text, values = []) => rowsOf({ name: statementName(text), text, values: values as unknown[] }),
    run: async (builder) => {
      const { sql, bindings } = builder.toSQL().toNative();
      return rowsOf({ text: sql, values: bindings as unknown[] });
    },
  };
};

/**
 * Statements that were sent together with one that failed are refused (SQLSTATE 25P02), which says nothing of the cause: of any of
 * them the cause is told, whichever is heard of first.
 */
function causes(): Watch['failed'] {
  let cause: unknown;
  return (error) => {
    if (!isTransactionAborted(error)) cause = error;
    return cause ?? error;
  };
}

export function createDatabase(options: DatabaseOptions): Database {
  const { statementTimeout = defaultStatementTimeout } = options;
  const { longestSilence = silenceOf(statementTimeout) } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax ?? 10,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Statements that do not wait for one another, BEGIN and what follows it, share a round trip.
    pipeline: true,
    types: typeParsers,
    options: `-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=${statementTimeout} -c idle_in_transaction_session_timeout=${idleInTransactionTimeout}`,
  });
  pool.on('error', (error) => options.logger.warn({ err: error }, 'an idle database connection was lost'));
  // A connection that breaks while it is in use also says so as an event, which would end the process if nobody listened;
  // whoever uses it learns of it from the statement that fails.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    giveUpWhenSilent(client, longestSilence);
  });
  const knex = knexFactory({ client: 'pg' });

  return {
    ...queryable(pool),
    pool,
    knex,
    transaction: (work, settings) =>
      traced('transaction', { kind: 'client', attributes: spanAttributes, isFailure: isDatabaseFailure }, () =>
        transaction(pool, options.logger, work, settings ?? {}),
      ),
    async close() {
      await knex.destroy();
      await pool.end();
    },
  };
}

/** Semantic conventions for databases; the statements themselves are PostgreSQL's to tell about. */
const spanAttributes = { 'db.system.name': 'postgresql', 'db.operation.name': 'TRANSACTION' };

/** A refusal of a client's wish rolls a transaction back, too, and is no failure of it. */
const isDatabaseFailure = (error: unknown): boolean => error instanceof pg.DatabaseError || isConnectionError(error);

/** What it throws must not make a committed transaction look failed. */
function callQuietly(callback: () => void, logger: Logger): void {
  try {
    callback();
  } catch (error) {
    logger.error({ err: error }, 'what should follow a commit failed');
  }
}

/**
 * Fails where one of `statements` could not be sent, of which PostgreSQL knows nothing, so that COMMIT would succeed. What was
 * sent is held back until then, to be written together with it.
 */
async function requireSent(client: pg.ClientBase, statements: Promise<unknown>): Promise<void> {
  const stream = streamOf(client);
  stream.cork();
  try {
    await Promise.race([statements, new Promise((resolve) => setImmediate(resolve))]);
  } finally {
    process.nextTick(() => stream.uncork());
  }
}

/**
 * What was sent commits as a whole or not at all, which PostgreSQL's answer alone tells: what fails on its way to `last` when
 * COMMIT has been sent, and is no statement of the transaction, changes nothing about it.
 */
async function commit(client: pg.ClientBase, last: Promise<unknown>, logger: Logger): Promise<void> {
  const [answer, sent] = await Promise.allSettled([ask(client, { text: 'COMMIT' }), last]);
  if (answer.status === 'rejected') throw answer.reason;
  // PostgreSQL ends a transaction in which a statement failed by rolling it back, and calls that no error.
  if (answer.value.command !== 'COMMIT') {
    throw sent.status === 'rejected'
      ? sent.reason
      : new Error('a statement of the transaction failed, so nothing of it was committed');
  }
  if (sent.status === 'rejected') logger.error({ err: sent.reason }, 'what a committed transaction ended with failed');
}

async function transaction<T>(
  pool: pg.Pool,
  logger: Logger,
  work: (tx: Transaction) => Promise<T>,
  { isolation = 'read committed', readOnly = false, attempts = 3, lockTimeout, statementTimeout }: TransactionOptions,
): Promise<T> {
  const limits = [
    lockTimeout === undefined ? '' : `; SET LOCAL lock_timeout = ${lockTimeout}`,
    statementTimeout === undefined ? '' : `; SET LOCAL statement_timeout = ${statementTimeout}`,
  ].join('');
  const begin = `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}${readOnly ? ' READ ONLY' : ''}${limits}`;
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    const stream = streamOf(client);
    const usualSilence = stream.timeout ?? 0;
    if (statementTimeout !== undefined) stream.setTimeout(silenceOf(statementTimeout));
    let broken: Error | undefined;
    const callbacks: (() => void)[] = [];
    const ends: Promise<unknown>[] = [];
    let isAsking = false;
    let late: Error | undefined;
    const refuseLate = (): void => {
      if (ends.length === 0 || isAsking) return;
      late = new Error('a statement came after those that the transaction was to end with: ask for it along with them');
      throw late;
    };
    try {
      // Not awaited: it is sent together with the first statement, which fails too where this does.
      writeTogether(client);
      const begun = ask(client, { text: begin });
      begun.catch(() => undefined);
      const result = await work({
        ...queryable(client, { before: refuseLate, failed: causes() }),
        client,
        endWith(send) {
          isAsking = true;
          // What `send` throws fails the transaction, too, whoever catches what.
          const asked = (async () => Promise.all(send()))();
          isAsking = false;
          asked.catch(() => undefined);
          ends.push(asked);
        },
        afterCommit: (callback) => callbacks.push(callback),
      });
      await begun;
      const last = Promise.all(ends);
      last.catch(() => undefined);
      if (ends.length > 0) await requireSent(client, last);
      if (late) throw late;
      await commit(client, last, logger);
      for (const callback of callbacks) callQuietly(callback, logger);
      return result;
    } catch (error) {
      await ask(client, { text: 'ROLLBACK' }).catch((failure: Error) => {
        broken = failure;
      });
      if (attempt >= attempts || !isRetryable(error)) throw error;
    } finally {
      if (statementTimeout !== undefined) stream.setTimeout(usualSilence);
      // A connection that could not roll back is in an unknown state: the pool must not hand it out again.
      client.release(broken);
    }
  }
}
