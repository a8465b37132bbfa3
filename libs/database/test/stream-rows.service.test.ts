import { createTestDatabase, eventually, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import { createDatabase, type Database, streamRows, streamRowsIn } from '../src/index.ts';

describe('A stream of rows', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase(['users']);
    db = createDatabase({
      url: database.url('users'),
      applicationName: 'test',
      poolMax: 1,
      logger: pino({ level: 'silent' }),
    });
    await db.query('CREATE TABLE numbers (n integer PRIMARY KEY)');
    await db.query('INSERT INTO numbers SELECT generate_series(1, 1200)');
  });
  after(async () => {
    await db.close();
    await database.drop();
  });

  const numbers = (above = 0) => db.knex('numbers').select('n').where('n', '>', above).orderBy('n');

  it('brings every row once, in order, from the moment it began', async () => {
    const writer = createDatabase({
      url: database.url('users'),
      applicationName: 'test writer',
      logger: pino({ level: 'silent' }),
    });
    const seen: number[] = [];
    for await (const { n } of streamRows<{ n: number }>(db, numbers(200))) {
      if (seen.length === 0) await writer.query('INSERT INTO numbers VALUES (5000)');
      seen.push(n);
    }
    await writer.query('DELETE FROM numbers WHERE n = 5000');
    await writer.close();
    expect(seen).to.deep.equal(Array.from({ length: 1000 }, (_, index) => index + 201));
  });

  it('lets go of its connection when nobody wants more, and when the query fails', async () => {
    for await (const { n } of streamRows<{ n: number }>(db, numbers())) if (n === 3) break;
    const failing = streamRows(db, db.knex.raw('SELECT 1 / (n - 600) FROM numbers ORDER BY n'));
    let failure: unknown;
    try {
      for await (const _row of failing);
    } catch (error) {
      failure = error;
    }
    expect(String(failure)).to.match(/division by zero/);
    await eventually(() => expect([db.pool.idleCount, db.pool.waitingCount]).to.deep.equal([1, 0]));
    expect(await db.query('SELECT count(*) FROM numbers')).to.deep.equal([{ count: 1200 }]);
  });

  it('waits for its turn, so that others get at the database too', async () => {
    const wide = createDatabase({
      url: database.url('users'),
      applicationName: 'test streams',
      poolMax: 4,
      logger: pino({ level: 'silent' }),
    });
    const first = streamRows<{ n: number }>(wide, numbers());
    expect((await first.next()).value).to.deep.equal({ n: 1 });
    const others = Array.from({ length: 6 }, () => streamRows<{ n: number }>(wide, numbers()));
    const begun = others.map((stream) => stream.next());
    expect(await wide.query('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
    expect(wide.pool.totalCount).to.be.at.most(2);
    await first.return();
    for (const [index, stream] of others.entries()) {
      expect((await begun[index])?.value).to.deep.equal({ n: 1 });
      await stream.return();
    }
    await wide.close();
  });

  it('can be part of a transaction, one after the other', async () => {
    const sums = await db.transaction(async (tx) => {
      const found: number[] = [];
      for (const above of [0, 1199]) {
        let sum = 0;
        for await (const { n } of streamRowsIn<{ n: number }>(tx, numbers(above))) sum += n;
        found.push(sum);
      }
      return found;
    });
    expect(sums).to.deep.equal([720_600, 1200]);
  });
});
