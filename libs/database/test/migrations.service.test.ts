import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, latestMigration, migrate, migrationStatus, rollback, schemaIsReady } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';

const creating = (table: string): string => `
  export const up = (knex) => knex.schema.createTable('${table}', (t) => { t.integer('id').primary(); });
  export const down = (knex) => knex.schema.dropTable('${table}');
`;

describe('migrations', () => {
  let directory: string;
  let database: TestDatabase;
  const target = () => ({ url: database.url('portal'), schema: 'portal', directory });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'oms-migrations-'));
    writeFileSync(join(directory, '0001-first.ts'), creating('first'));
    writeFileSync(join(directory, '0002-second.ts'), creating('second'));
    writeFileSync(join(directory, 'README.md'), 'not a migration');
    database = await createTestDatabase(['portal']);
  });

  afterEach(async () => {
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  it('are applied once by twenty that start at the same time', async () => {
    const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(target())));
    expect(applied.flat().sort()).to.deep.equal(['0001-first.ts', '0002-second.ts']);
  });

  it('build an index beside the work of others, also where many start at the same time', async () => {
    writeFileSync(
      join(directory, '0003-index.ts'),
      `export const config = { transaction: false };
       export const up = async (knex) => {
         await knex.raw('CREATE TABLE indexed (id int)');
         await knex.raw('CREATE INDEX CONCURRENTLY indexed_by_id ON indexed (id)');
       };
       export const down = async () => {};`,
    );
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(target())));
    expect(applied.flat().sort()).to.deep.equal(['0001-first.ts', '0002-second.ts', '0003-index.ts']);
  });

  it('are taken back one by one or all, and applied again', async () => {
    await migrate(target());
    expect(await rollback(target())).to.deep.equal(['0002-second.ts']);
    expect(await migrationStatus(target())).to.deep.equal({ applied: ['0001-first.ts'], pending: ['0002-second.ts'] });
    expect(await rollback(target(), 'all')).to.deep.equal(['0001-first.ts']);
    expect(await migrate(target())).to.have.length(2);
  });

  it('leave nothing of a run in which one fails', async () => {
    writeFileSync(
      join(directory, '0003-broken.ts'),
      `export const up = async (knex) => { await knex.raw('CREATE TABLE third (id int)'); await knex.raw('SELECT 1/0'); };
       export const down = async () => {};`,
    );
    const error = await migrate(target()).then(
      () => expect.fail('it did not fail'),
      (failure: Error) => failure,
    );
    expect(error.message).to.match(/division by zero/);
    expect((await migrationStatus(target())).applied).to.deep.equal([]);
  });

  it('tell a service when its schema is ready', async () => {
    const db = createDatabase({
      url: database.url('portal'),
      applicationName: 'test',
      logger: createLogger({ service: 'test', level: 'silent' }),
    });
    try {
      const newest = await latestMigration(directory);
      expect(newest).to.equal('0002-second.ts');
      expect(await schemaIsReady(db, 'portal', newest)).to.equal(false);
      await migrate(target());
      expect(await schemaIsReady(db, 'portal', newest)).to.equal(true);
    } finally {
      await db.close();
    }
  });
});
