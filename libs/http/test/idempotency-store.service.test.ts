import { createDatabase, type Database } from '@oms/database';
import { createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import { claimKeys } from '../src/idempotency-store.ts';
import { idempotencyTableSql } from './idempotency-table.ts';

const scopeOf = (key: string) => ({ principal: 'person:ada', route: 'makeThing', key });

describe('what is kept under keys', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase(['orders']);
    const logger = pino({ level: 'silent' });
    // One connection: it plans its statements while there is nothing in the table.
    db = createDatabase({ url: database.adminUrl, poolMax: 1, applicationName: 'test', logger });
    await db.pool.query(await idempotencyTableSql(db));
  });
  after(async () => {
    await db?.close();
    await database?.drop();
  });

  it('is found by its key, without reading all that has been kept since', async () => {
    const many = Array.from({ length: 16 }, (_, index) => scopeOf(`early ${index}`));
    for (let count = 0; count < 8; count += 1) await db.transaction((tx) => claimKeys(tx, many));
    await db.pool.query(
      `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, headers, body)
       SELECT 'person:ada', 'makeThing', n::text, 'hash', 201, '{}', 'body ' || n FROM generate_series(1, 3000) n`,
    );
    await db.transaction(async (tx) => {
      const claims = await claimKeys(tx, ['7', 'new', '2000'].map(scopeOf));
      expect(claims.map(({ stored }) => stored?.body)).to.deep.equal(['body 7', undefined, 'body 2000']);
      const [read] = await tx.query<{ rows: number }>(
        `SELECT seq_tup_read::int AS rows FROM pg_stat_xact_user_tables WHERE relid = 'public.idempotency_keys'::regclass`,
      );
      expect(read?.rows).to.equal(0);
    });
  });
});
