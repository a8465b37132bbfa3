import {
  createDatabase,
  type Database,
  isConnectionError,
  isUniqueViolation,
  type Transaction,
  textArray,
} from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { createTcpProxy, createTestDatabase, type TestDatabase, through } from '@oms/testing';
import { expect } from 'chai';

const failure = async (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: Error) => error,
  );

describe('a database', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase(['orders', 'users']);
    db = createDatabase({
      url: database.url('orders'),
      applicationName: 'test',
      logger: createLogger({ service: 'test', level: 'silent' }),
      poolMax: 4,
    });
    await db.query('CREATE TABLE notes (id int PRIMARY KEY, text text NOT NULL)');
  });

  after(async () => {
    await db.close();
    await database.drop();
  });

  beforeEach(() => db.query('DELETE FROM notes'));

  const texts = async (): Promise<string[]> =>
    (await db.query<{ text: string }>('SELECT text FROM notes ORDER BY id')).map(({ text }) => text);

  it('gives whole numbers as numbers and times as RFC 3339 in UTC', async () => {
    const [row] = await db.query(
      'SELECT 9007199254740991::bigint AS big, timestamptz $1 AS at, date $2 AS day'
        .replace('timestamptz $1', '$1::timestamptz')
        .replace('date $2', '$2::date'),
      ['2026-11-20 12:00:00.123456+02', '2026-11-20'],
    );
    expect(row).to.deep.equal({ big: Number.MAX_SAFE_INTEGER, at: '2026-11-20T10:00:00.123Z', day: '2026-11-20' });
    expect((await failure(db.query('SELECT 9007199254740993::bigint AS big'))).message).to.match(
      /beyond the safe integers/,
    );
  });

  it('names who asked in the stack of an error', async () => {
    async function whoAsks(): Promise<void> {
      await db.query('SELECT nothing');
    }
    expect((await failure(whoAsks())).stack).to.include('whoAsks');
    async function whoAsksInside(): Promise<void> {
      await db.transaction((tx) => tx.query('SELECT nothing'));
    }
    expect((await failure(whoAsksInside())).stack).to.include('whoAsksInside');
  });

  it('takes long texts as they are, none and no array among them', async () => {
    const values = ['{"a": "\\"b\\\\"}', '', null, 'NULL', 'ä€😀', '{}'];
    const [row] = await db.query('SELECT $1::text[] AS texts, $2::text[] AS none, $3::json[] AS documents', [
      textArray(values),
      textArray([]),
      textArray(['{"quoted": "\\""}', 'null', null], 'json'),
    ]);
    expect(row).to.deep.equal({ texts: values, none: [], documents: [{ quoted: '"' }, null, null] });
  });

  it('does not call committed what PostgreSQL rolled back for a failed statement', async () => {
    const called: string[] = [];
    const error = await failure(
      db.transaction(async (tx) => {
        tx.afterCommit(() => called.push('committed'));
        await tx.query("INSERT INTO notes VALUES (1, 'one')");
        await tx.query("INSERT INTO notes VALUES (1, 'again')").catch(() => undefined);
      }),
    );
    expect(error.message).to.match(/nothing of it was committed/);
    expect([called, await texts()]).to.deep.equal([[], []]);
  });

  it('commits what resolves and then calls back', async () => {
    const called: string[] = [];
    const result = await db.transaction(async (tx) => {
      tx.afterCommit(() => called.push('committed'));
      await tx.query('INSERT INTO notes VALUES (1, $1)', ['one']);
      expect(called).to.deep.equal([]);
      return 'result';
    });
    expect([result, called, await texts()]).to.deep.equal(['result', ['committed'], ['one']]);
  });

  it('has committed, whatever goes wrong in what follows', async () => {
    const result = await db.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('no bell to ring');
      });
      await tx.query('INSERT INTO notes VALUES (1, $1)', ['kept']);
      return 'result';
    });
    expect([result, await texts()]).to.deep.equal(['result', ['kept']]);
  });

  it('rolls back what rejects and does not call back', async () => {
    const called: string[] = [];
    const error = await failure(
      db.transaction(async (tx) => {
        tx.afterCommit(() => called.push('committed'));
        await tx.query('INSERT INTO notes VALUES (2, $1)', ['two']);
        throw new Error('changed my mind');
      }),
    );
    expect([error.message, called, await texts()]).to.deep.equal(['changed my mind', [], []]);
  });

  describe('whose transaction ends with statements that COMMIT is sent along with', () => {
    const insert = (tx: Transaction, id: number, text: unknown) =>
      tx.query('INSERT INTO notes VALUES ($1, $2)', [id, text]);

    it('has committed them, and what they ask for then is called', async () => {
      const called: string[] = [];
      await db.transaction(async (tx) => {
        await insert(tx, 1, 'one');
        const second = insert(tx, 2, 'two').then(() => tx.afterCommit(() => called.push('two')));
        tx.endWith(() => [second, insert(tx, 3, 'three')]);
      });
      expect([called, await texts()]).to.deep.equal([['two'], ['one', 'two', 'three']]);
    });

    it('has committed what was asked for in several calls, in their order, or nothing of it', async () => {
      await db.transaction(async (tx) => {
        tx.endWith(() => [insert(tx, 1, 'one')]);
        tx.endWith(() => [tx.query("UPDATE notes SET text = text || ' more'")]);
      });
      expect(await texts()).to.deep.equal(['one more']);
      for (const ids of [
        [2, 1, 3],
        [2, 3, 1],
      ] as const) {
        const error = await failure(
          db.transaction(async (tx) => {
            for (const id of ids) tx.endWith(() => [insert(tx, id, 'another')]);
          }),
        );
        expect(isUniqueViolation(error, 'notes_pkey')).to.equal(true);
        expect(await texts()).to.deep.equal(['one more']);
      }
    });

    it('tells why nothing was committed, whichever of them is heard of first', async () => {
      const soon = (tx: Transaction) => insert(tx, 1, 'again');
      const later = async (tx: Transaction) => {
        const failing = insert(tx, 1, 'again');
        for (let turn = 0; turn < 20; turn += 1) await null;
        await failing;
      };
      await db.query("INSERT INTO notes VALUES (1, 'one')");
      for (const [first, second] of [
        [soon, later],
        [later, soon],
      ] as const) {
        const error = await failure(db.transaction(async (tx) => tx.endWith(() => [first(tx), second(tx)])));
        expect(isUniqueViolation(error, 'notes_pkey')).to.equal(true);
        const awaited = await failure(db.transaction((tx) => Promise.all([first(tx), second(tx)])));
        expect(isUniqueViolation(awaited, 'notes_pkey')).to.equal(true);
      }
    });

    it('commits nothing when one of them fails, and says which', async () => {
      const called: string[] = [];
      const error = await failure(
        db.transaction(async (tx) => {
          tx.afterCommit(() => called.push('committed'));
          tx.endWith(() => [insert(tx, 1, 'one'), insert(tx, 1, 'again'), insert(tx, 2, 'two')]);
        }),
      );
      expect(isUniqueViolation(error, 'notes_pkey')).to.equal(true);
      expect([called, await texts()]).to.deep.equal([[], []]);
    });

    it('commits nothing when one of them could not be sent', async () => {
      const unwritable = { toPostgres: () => expect.fail('no such text') };
      const error = await failure(
        db.transaction(async (tx) => {
          // Another statement than the first: the driver closes it on this connection.
          const second = tx.query('INSERT INTO notes (id, text) VALUES ($1, $2)', [2, unwritable]);
          tx.endWith(() => [insert(tx, 1, 'one'), second]);
        }),
      );
      expect(error.message).to.equal('no such text');
      expect(await texts()).to.deep.equal([]);
    });

    const tooLate: Record<string, (tx: Transaction) => Promise<unknown>> = {
      'in the same tick': (tx) => {
        tx.endWith(() => [insert(tx, 1, 'one')]);
        return insert(tx, 2, 'late').catch(() => undefined);
      },
      'by one of them, after an await': async (tx) => {
        const afterAnAwait = async () => {
          await null;
          await insert(tx, 2, 'late').catch(() => undefined);
        };
        tx.endWith(() => [insert(tx, 1, 'one'), afterAnAwait()]);
      },
      'when the work has been done, before COMMIT is sent': async (tx) => {
        tx.endWith(() => [insert(tx, 1, 'one')]);
        process.nextTick(() => insert(tx, 2, 'late').catch(() => undefined));
      },
      'between two calls': async (tx) => {
        tx.endWith(() => [insert(tx, 1, 'one')]);
        await insert(tx, 2, 'late').catch(() => undefined);
        tx.endWith(() => [insert(tx, 3, 'three')]);
      },
    };
    for (const [when, work] of Object.entries(tooLate)) {
      it(`commits nothing when another is asked for ${when}`, async () => {
        const called: string[] = [];
        const error = await failure(
          db.transaction(async (tx) => {
            tx.afterCommit(() => called.push('committed'));
            await work(tx);
          }),
        );
        expect(error.message).to.match(/came after those/);
        expect([called, await texts()]).to.deep.equal([[], []]);
      });
    }

    it('has committed them, whoever asks for another when COMMIT has been sent: that one alone fails', async () => {
      const called: string[] = [];
      let late: Error | undefined;
      const result = await db.transaction(async (tx) => {
        tx.afterCommit(() => called.push('committed'));
        await insert(tx, 1, 'one');
        const second = insert(tx, 2, 'two').then(() => insert(tx, 3, 'late'));
        second.catch((error: Error) => {
          late = error;
        });
        tx.endWith(() => [second]);
        return 'result';
      });
      expect(late?.message).to.match(/came after those/);
      expect([result, called, await texts()]).to.deep.equal(['result', ['committed'], ['one', 'two']]);
    });

    it('commits nothing when they cannot be asked for', async () => {
      const error = await failure(
        db.transaction(async (tx) => {
          await insert(tx, 1, 'one');
          tx.endWith(() => expect.fail('no such statement'));
        }),
      );
      expect(error.message).to.equal('no such statement');
      expect(await texts()).to.deep.equal([]);
    });

    it('runs again when they conflict with another transaction', async () => {
      await db.query("INSERT INTO notes VALUES (1, 'one')");
      let attempts = 0;
      await db.transaction(
        async (tx) => {
          attempts += 1;
          await tx.query('SELECT text FROM notes');
          if (attempts === 1) await db.query("UPDATE notes SET text = 'theirs'");
          tx.endWith(() => [tx.query("UPDATE notes SET text = text || ' and ours'")]);
        },
        { isolation: 'repeatable read' },
      );
      expect([attempts, await texts()]).to.deep.equal([2, ['theirs and ours']]);
    });
  });

  it('tells a violated key by its constraint', async () => {
    await db.query('INSERT INTO notes VALUES (3, $1)', ['three']);
    const error = await failure(db.query('INSERT INTO notes VALUES (3, $1)', ['three']));
    expect(isUniqueViolation(error, 'notes_pkey')).to.equal(true);
    expect(isUniqueViolation(error, 'another')).to.equal(false);
  });

  it('runs a deadlocked transaction again', async () => {
    await db.query(`INSERT INTO notes VALUES (1, 'a'), (2, 'b')`);
    const bothHold = Promise.withResolvers<void>();
    let holding = 0;
    let runs = 0;
    const update = (first: number, second: number) =>
      db.transaction(async (tx) => {
        runs += 1;
        await tx.query(`UPDATE notes SET text = text || '.' WHERE id = $1`, [first]);
        holding += 1;
        if (holding === 2) bothHold.resolve();
        await bothHold.promise;
        await tx.query(`UPDATE notes SET text = text || '.' WHERE id = $1`, [second]);
      });
    await Promise.all([update(1, 2), update(2, 1)]);
    expect(await texts()).to.deep.equal(['a..', 'b..']);
    // Two that begin, and at least one that begins again.
    expect(runs).to.be.at.least(3);
  });

  it('waits for a lock only as long as it is told to, and the next transaction on the connection as ever', async () => {
    await db.query("INSERT INTO notes VALUES (1, 'one')");
    const single = createDatabase({
      url: database.url('orders'),
      applicationName: 'test',
      logger: createLogger({ service: 'test', level: 'silent' }),
      poolMax: 1,
    });
    const open = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = db.transaction(async (tx) => {
      await tx.query('SELECT FROM notes FOR UPDATE');
      locked.resolve();
      await open.promise;
    });
    await locked.promise;
    try {
      const change = (text: string, options = {}) =>
        single.transaction((tx) => tx.query('UPDATE notes SET text = $1', [text]), options);
      const error = await failure(change('in vain', { lockTimeout: 20 }));
      expect((error as Error & { code?: string }).code).to.equal('55P03');
      const [row] = await single.query<{ limit: string }>(`SELECT current_setting('lock_timeout') AS limit`);
      expect(row?.limit).to.equal('0');
      const patient = change('in the end');
      open.resolve();
      await Promise.all([holding, patient]);
      expect(await texts()).to.deep.equal(['in the end']);
    } finally {
      open.resolve();
      await single.close();
    }
  });

  it('hands out no connection whose transaction could not be ended', async () => {
    const error = await failure(
      db.transaction(async (tx) => {
        await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
      }),
    );
    expect(isConnectionError(error)).to.equal(true);
    expect(await Promise.all([1, 2, 3, 4].map(() => db.query('SELECT 1 AS one')))).to.have.length(4);
  });

  it('gives up connections whose server has vanished without a word, and opens others', async () => {
    const proxy = await createTcpProxy(database.url('orders'));
    const far = createDatabase({
      url: through(proxy, database.url('orders')),
      applicationName: 'test',
      logger: createLogger({ service: 'test', level: 'silent' }),
      poolMax: 2,
      longestSilence: 300,
    });
    try {
      const failures = await Promise.all([
        failure(
          far.transaction(async (tx) => {
            await tx.query('INSERT INTO notes VALUES (1, $1)', ['lost']);
            proxy.abandon();
            await tx.query('INSERT INTO notes VALUES (2, $1)', ['never came']);
          }),
        ),
        failure(far.query('SELECT pg_sleep(60)')),
      ]);
      for (const error of failures) expect(isConnectionError(error), error.message).to.equal(true);
      expect(failures[0].message).to.include('nothing has come from the database for 0.3 s');
      expect(await Promise.all([far.query('SELECT 1 AS one'), far.query('SELECT 1 AS one')])).to.deep.equal([
        [{ one: 1 }],
        [{ one: 1 }],
      ]);
      expect(await texts()).to.deep.equal([]);

      const slowly = (tx: Pick<Transaction, 'query'>) => tx.query('SELECT pg_sleep(0.7)');
      await far.transaction(slowly, { statementTimeout: 0 });
      expect((await failure(slowly(far))).message).to.include('nothing has come');
    } finally {
      await far.close();
      await proxy.close();
    }
  });

  it('ends a statement of a transaction when the transaction says, and later ones as ever', async () => {
    const asked = (milliseconds: number) =>
      db.transaction((tx) => tx.query('SELECT pg_sleep(0.2)'), { statementTimeout: milliseconds });
    expect(await failure(asked(50))).to.include({ code: '57014' });
    await asked(0);
    await db.query('SELECT pg_sleep(0.2)');
  });

  it('builds SQL that varies without a connection of its own', async () => {
    await db.query(`INSERT INTO notes VALUES (7, 'seven')`);
    const rows = await db.run(db.knex('notes').select('text').where('id', 7));
    expect(rows).to.deep.equal([{ text: 'seven' }]);
  });

  it("lets a service's role see no other service's schema, nor make one, nor write in public", async () => {
    for (const sql of [
      'SELECT * FROM users.knex_migrations',
      'CREATE SCHEMA mine',
      'CREATE TABLE public.mine (id int)',
    ]) {
      expect((await failure(db.pool.query(sql))).message, sql).to.match(/permission denied/);
    }
  });
});
