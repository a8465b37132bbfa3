import { migrate, rollback } from '@oms/database';
import { createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import pg from 'pg';
import { migrationsDirectory } from './parcels.ts';

describe('the event tables', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  beforeEach(async () => {
    database = await createTestDatabase(['parcels']);
    admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await database.drop();
  });

  it('go up, down and up again, and leave nothing behind', async () => {
    const target = { url: database.url('parcels'), schema: 'parcels', directory: migrationsDirectory };
    const objects = async () => {
      const { rows } = await admin.query(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'parcels'::regnamespace
         UNION SELECT proname FROM pg_proc WHERE pronamespace = 'parcels'::regnamespace ORDER BY 1`,
      );
      return rows.map(({ name }: { name: string }) => name).filter((name) => !name.startsWith('knex_'));
    };
    await migrate(target);
    const first = await objects();
    expect(first).to.include.members(['outbox', 'outbox_relays', 'outbox_leases', 'inbox', 'outbox_batch']);
    const { rows } = await admin.query('SELECT count(*)::int AS leases FROM parcels.outbox_leases');
    expect(rows[0]).to.deep.equal({ leases: 32 });
    await rollback(target);
    expect(await objects()).to.deep.equal([]);
    await migrate(target);
    expect(await objects()).to.deep.equal(first);
  });

  it('have functions for the relay that keep their plans', async () => {
    await migrate({ url: database.url('parcels'), schema: 'parcels', directory: migrationsDirectory });
    const { rows } = await admin.query<{ settings: string[] }>(
      `SELECT proconfig AS settings FROM pg_proc
        WHERE pronamespace = 'parcels'::regnamespace AND proname IN ('outbox_batch', 'outbox_forget')`,
    );
    expect(rows).to.have.length(2);
    for (const { settings } of rows) expect(settings).to.include('plan_cache_mode=force_generic_plan');
  });

  it('are read by their keys even with statistics of an empty table', async () => {
    await migrate({ url: database.url('parcels'), schema: 'parcels', directory: migrationsDirectory });
    await admin.query('SET search_path = parcels');
    await admin.query('VACUUM ANALYZE outbox');
    const fetch = () => admin.query(`SELECT seq FROM outbox_batch('{0,1,2,3}', '{}', 10, 1000000)`);
    for (let run = 0; run < 10; run += 1) await fetch();
    await admin.query(
      `INSERT INTO outbox (id, partition, aggregate, aggregate_id, type, payload)
       SELECT gen_random_uuid(), n % 32, 'parcel', n, 'oms.parcels.parcel.moved.v1', '{}' FROM generate_series(1, 20000) n`,
    );
    const scans = async () => {
      const { rows } = await admin.query<{ read: number }>(
        `SELECT seq_tup_read::int AS read FROM pg_stat_xact_user_tables WHERE relname = 'outbox'`,
      );
      return rows[0]?.read ?? 0;
    };
    await admin.query('BEGIN');
    const before = await scans();
    expect((await fetch()).rows).to.have.length(40);
    expect((await scans()) - before).to.equal(0);
    await admin.query('COMMIT');
  });
});
