import { randomBytes, randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@oms/database';
import { createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import knexFactory, { type Knex } from 'knex';
import { pino } from 'pino';
import {
  createPersonKeys,
  createPersonKeyTable,
  dropPersonKeyTable,
  PersonErasedError,
  type PersonKeys,
  SealError,
} from '../src/index.ts';

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('A person’s key', () => {
  let database: TestDatabase;
  let db: Database;
  let keys: PersonKeys;
  let knex: Knex;
  const keyEncryptionKey = randomBytes(32);

  before(async () => {
    database = await createTestDatabase(['users']);
    db = createDatabase({
      url: database.url('users'),
      applicationName: 'test',
      logger: pino({ level: 'silent' }),
    });
    knex = knexFactory({ client: 'pg', connection: database.url('users') });
    await createPersonKeyTable(knex);
    keys = createPersonKeys({ keyEncryptionKey });
  });
  after(async () => {
    await dropPersonKeyTable(knex);
    await knex.destroy();
    await db.close();
    await database.drop();
  });

  const encrypt = (person: string, text: string, context = 'timeline') =>
    db.transaction(async (tx) => (await keys.forWriting(tx, person)).encrypt(text, context));
  const decrypt = async (person: string, text: string, context = 'timeline') =>
    (await keys.forReading(db, person))?.decrypt(text, context);
  const destroy = (person: string) => db.transaction((tx) => keys.destroy(tx, person));

  it('opens what it sealed, for that person and that context alone', async () => {
    const [ada, bob] = [randomUUID(), randomUUID()];
    const sealed = await encrypt(ada, 'ada@example.com');
    expect(sealed).not.to.contain('ada@');
    expect(await decrypt(ada, sealed)).to.equal('ada@example.com');
    await encrypt(bob, 'bob@example.com');
    expect(await failureOf(decrypt(bob, sealed))).to.be.instanceOf(SealError);
    expect(await failureOf(decrypt(ada, sealed, 'event'))).to.be.instanceOf(SealError);
    const elsewhere = createPersonKeys({ keyEncryptionKey: randomBytes(32) });
    expect(await failureOf(elsewhere.forReading(db, ada))).to.be.instanceOf(SealError);
  });

  it('is one, however many need it first', async () => {
    const ada = randomUUID();
    const sealed = await Promise.all(Array.from({ length: 8 }, (_, index) => encrypt(ada, `entry ${index}`)));
    const opened = await Promise.all(sealed.map((text) => decrypt(ada, text)));
    expect(opened).to.deep.equal(sealed.map((_, index) => `entry ${index}`));
  });

  it('is gone for good once it is destroyed: what it sealed stays and says nothing', async () => {
    const ada = randomUUID();
    const sealed = await encrypt(ada, 'ada@example.com');
    await destroy(ada);
    await destroy(ada);
    expect(await decrypt(ada, sealed)).to.equal(undefined);
    expect(await failureOf(encrypt(ada, 'late'))).to.be.instanceOf(PersonErasedError);
    const [row] = await db.query('SELECT sealed_key FROM person_keys WHERE person_id = $1', [ada]);
    expect(row).to.deep.equal({ sealed_key: null });
  });

  it('is not made for somebody who was erased before anything was known of them', async () => {
    const eve = randomUUID();
    await destroy(eve);
    expect(await failureOf(encrypt(eve, 'late'))).to.be.instanceOf(PersonErasedError);
  });
});
