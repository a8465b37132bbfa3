import { randomBytes, randomUUID } from 'node:crypto';
import { globSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { importAccounts, readAccounts } from '@oms/auth/operator';
import { createDatabase, type Database, migrate, provision } from '@oms/database';
import { ensurePgBackRest } from '@oms/local';
import { fillShop } from '@oms/orders/seed';
import { seedOrders } from '@oms/orders/seed-orders';
import { createLogger } from '@oms/telemetry';
import { eventually, passwordOf, repositoryRoot, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { type Cluster, createCluster, type Outcome } from './cluster.ts';

const services = ['auth', 'users', 'orders', 'mailer'];
const logger = createLogger({ service: 'backups', level: 'silent', format: 'json' });

describe('A database that was backed up', function () {
  this.timeout(180_000);
  let cluster: Cluster;
  /** What each table held, by name, at moments that are gone back to. */
  const held: Record<'noted' | 'last', Record<string, string>> = { noted: {}, last: {} };
  let noted: string;

  before(async function () {
    await ensurePgBackRest(console.log).catch((error: Error) => skipBecause(this, error.message));
    cluster = await createCluster();
    await cluster.start();
    await provision(cluster.url, {
      database: 'oms',
      services: services.map((name) => ({ name, password: passwordOf(name) })),
    });
    await Promise.all(
      services.map((name) => {
        const directory = join(repositoryRoot, 'services', name, 'migrations');
        return migrate({ url: urlOf(name), schema: name, directory });
      }),
    );
    await within('orders', fillShop);
    await trade(40);
  });
  after(() => cluster?.remove());

  const urlOf = (service: string): string => {
    const url = new URL(cluster.url);
    url.pathname = '/oms';
    url.username = `${service}_service`;
    url.password = passwordOf(service);
    return url.href;
  };
  async function within<T>(service: string, work: (db: Database) => Promise<T>): Promise<T> {
    const db = createDatabase({ url: urlOf(service), poolMax: 2, applicationName: 'oms-backups', logger });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }
  /** Orders, and somebody who came to be known, in the schemas of all services. */
  async function trade(orders: number): Promise<void> {
    const id = randomUUID();
    const email = `${id}@example.com`;
    const account = `email,password_hash\n${email},$2b$05$${'a'.repeat(53)}`;
    await Promise.all([
      within('orders', (db) => seedOrders(db, { keyEncryptionKey: cluster.keyEncryptionKey, orders })),
      within('auth', (db) => importAccounts(db, readAccounts(account))),
      cluster.query(
        `INSERT INTO users.profiles (id, email, locale, time_zone, account_version, created_at, updated_at)
           VALUES ('${id}', '${email}', 'en', 'UTC', 1, now(), now());
         INSERT INTO mailer.messages (id, event_id, recipient, template, locale, time_zone, data, resend_in_doubt,
                                      next_attempt_at, give_up_at, message_id)
           VALUES ('${id}', '${randomUUID()}', '${email}', 'welcome', 'en', 'UTC', '{}', true, now(), now(), '<${id}>')`,
        'oms',
      ),
    ]);
  }

  /** Rows of every table of the services and a hash over them. */
  async function contents(): Promise<Record<string, string>> {
    const tables = await cluster.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = ANY ('{${services}}')`,
      'oms',
    );
    const sums = tables.map(
      ({ name }) => `SELECT '${name}' AS name,
        count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS content FROM ${name} t`,
    );
    const rows = await cluster.query<{ name: string; content: string }>(sums.join(' UNION ALL '), 'oms');
    return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
  }
  const now = async (): Promise<string> => {
    const [row] = await cluster.query<{ now: string }>(`SELECT to_char(now(), 'YYYY-MM-DD HH24:MI:SS.US') AS now`);
    return row?.now ?? '';
  };
  const expectDone = ({ done, output }: Outcome, ...parts: string[]): void => {
    expect(done, output).to.equal(true);
    for (const part of parts) expect(output).to.contain(part);
  };
  const expectRefused = ({ done, output }: Outcome, part: string): void => {
    expect(done, output).to.equal(false);
    expect(output).to.contain(part);
  };
  /** Ends the segment and waits until it is in the repository. */
  const archive = async (): Promise<void> => expectDone(await cluster.backup(['--archive']));

  const lastOrderNumber = async (): Promise<number> => {
    const [row] = await cluster.query<{ last: string }>('SELECT last_value AS last FROM orders.order_sequence', 'oms');
    return Number(row?.last);
  };

  it('has none at first, and says so', async () => {
    expectRefused(await cluster.backup(['--check']), 'there is no back-up');
    expectRefused(await cluster.restore(['--latest']), 'there is no back-up of oms in the repository');
  });

  it('is backed up whole the first time, and by what has changed after that; what is due is made once', async () => {
    const full = await cluster.backup(['--scheduled', '2']);
    expect(full.output).to.match(/full backup: \d+-\d+F/);
    expect((await cluster.backup(['--scheduled', '2'])).output).to.equal('');
    await trade(10);
    const { output } = await cluster.backup(['--type', 'diff']);
    expect(output).to.match(/diff backup: \d+-\d+F_\d+-\d+D/);
    expectDone(await cluster.backup(['--check']), 'last back-up');
    expect((await cluster.backup(['--metrics'])).output).to.match(/^oms_backup_last_timestamp_seconds \d{10}$/m);
    expectDone(await cluster.backup(['--verify']), 'status: ok');
  });

  it('counts as neglected once its last back-up is too old, or its log waits for too long', async () => {
    const aged = await cluster.backup(['--check'], { BACKUP_MAX_AGE_HOURS: '-1' });
    expectRefused(aged, 'the last back-up is older than');
    const waited = await cluster.backup(['--check'], { BACKUP_MAX_WAIT_MINUTES: '-1' });
    expectRefused(waited, 'a segment has waited for longer than');
  });

  it('goes back to the moment before a disaster, every table as it was then, beside the server that runs', async () => {
    await trade(20);
    held.noted = await contents();
    noted = await now();
    await trade(10);
    await cluster.query('DROP TABLE orders.order_timeline, orders.payments CASCADE; DELETE FROM users.profiles', 'oms');
    held.last = await contents();
    await archive();
    const folder = cluster.folder('before');
    const restored = await cluster.restore(['--to', noted, '--data', join(folder, 'cluster')]);
    expectDone(restored, `as it was  ${noted} UTC`, '70 orders in', 'everything adds up', 'timeline 2 begins there');
    expect(await contents()).to.deep.equal(held.last);
    await cluster.stop();
    await cluster.start(folder);
    expect(await contents()).to.deep.equal(held.noted);
    await cluster.stop();
    await cluster.start();
  });

  it('is not restored to a moment that is not there', async () => {
    const to = (time: string, ...more: string[]) => cluster.restore(['--dry-run', '--to', time, ...more]);
    const [early, late, future, junk, zone, twice] = await Promise.all([
      to('2020-01-01 12:00'),
      now().then((time) => to(time)),
      to('2999-01-01 12:00'),
      to('yesterday'),
      to('2026-11-20 12:00', '--time-zone', 'Mars/Olympus'),
      to('2026-11-20 12:00+01:00', '--time-zone', 'Europe/Berlin'),
    ]);
    expectRefused(
      early,
      '2020-01-01 12:00:00.000000 UTC is before the oldest back-up was complete: the earliest moment',
    );
    expectRefused(late, 'is after the end of the archive: the last segment of the log arrived at');
    expectRefused(future, 'has not come yet');
    expectRefused(junk, 'yesterday is no time that is understood');
    expectRefused(zone, 'there is no time zone Mars/Olympus');
    expectRefused(twice, 'has an offset already');
  });

  it('takes a time as UTC, with its offset, or in a time zone, and says which moment that is', async () => {
    const at = new Date(`${noted.replace(' ', 'T')}Z`);
    const said = async (time: string, ...more: string[]): Promise<string | undefined> =>
      /as it was {2}(.+)/.exec((await cluster.restore(['--dry-run', '--to', time, ...more])).output)?.[1];
    const clock = (hours: number): string => new Date(at.getTime() + hours * 3_600_000).toISOString().slice(0, 23);
    const moment = `${clock(0).replace('T', ' ')}000 UTC`;
    expect(await said(clock(0))).to.equal(moment);
    expect(await said(`${clock(2)}+02:00`)).to.equal(moment);
    expect(await said(`${clock(-3)}-0300`)).to.equal(moment);
    expect(await said(clock(9), '--time-zone', 'Asia/Tokyo')).to.equal(moment);
  });

  it('takes the place of what is there only when nothing runs in it and somebody has said yes', async () => {
    const running = await cluster.restore(['--to', noted, '--in-place', '--yes']);
    expectRefused(running, 'a server runs in');
    await cluster.stop();
    expectRefused(await cluster.restore(['--to', noted, '--in-place']), 'say --yes to have what is in it overwritten');
    const restored = await cluster.restore(['--to', noted, '--in-place', '--yes']);
    expectDone(restored, 'destroys   what is in it now', 'everything adds up');
    await cluster.start();
    expect(await contents()).to.deep.equal(held.noted);
  });

  it('can be backed up and restored again after that, in its new history or in the one it has left', async () => {
    expectDone(await cluster.backup(['--type', 'diff']));
    await trade(5);
    const since = await contents();
    await archive();
    await eventually(() => expect(globSync(`${cluster.repository}/archive/oms/*/00000002.history`)).to.have.length(1));
    const [again, left] = [cluster.folder('again'), cluster.folder('left')];
    const restored = await cluster.restore(['--latest', '--data', join(again, 'cluster')]);
    expectDone(restored, '75 orders in', 'everything adds up', 'timeline 3 begins there');
    const former = await cluster.restore(['--latest', '--target-timeline', '1', '--data', join(left, 'cluster')]);
    // Orders are not whole there: that is what the disaster was.
    expectRefused(former, 'but orders could not be checked');
    // Numbers that were given out there are not given out again.
    const given = readFileSync(join(left, 'cluster/numbers.sql'), 'utf8');
    const lastGiven = Number(/order_sequence', greatest\((\d+)/.exec(given)?.[1]);
    expect(lastGiven).to.be.above(100_000);
    // Recovery moves sequences on by what the log has of them ahead; here neither history is to be further by chance.
    for (const [now, then] of [
      [lastGiven - 1, lastGiven],
      [lastGiven + 1, lastGiven + 1],
    ]) {
      await cluster.query(`SELECT setval('orders.order_sequence', ${now})`, 'oms');
      await cluster.query(given, 'oms');
      expect(await lastOrderNumber()).to.equal(then);
    }
    await cluster.stop();
    await cluster.start(again);
    expect(await contents()).to.deep.equal(since);
    await cluster.stop();
    await cluster.start(left);
    expect(await contents()).to.deep.equal(held.last);
  });

  it('is known to be damaged when it is read, and not restored then', async () => {
    const { repository, config } = await cluster.withCopy('damaged');
    const files = globSync(`${repository}/backup/oms/*F/bundle/*`);
    for (const file of files)
      writeSync(openSync(file, 'r+'), randomBytes(16), 0, 16, Math.floor(statSync(file).size / 2));
    const damaged = { BACKUP_CONFIG: config };
    expectRefused(await cluster.backup(['--verify'], damaged), 'something in the repository is damaged');
    const data = join(cluster.folder('nothing'), 'cluster');
    expectRefused(await cluster.restore(['--latest', '--data', data], damaged), 'not restored');
  });
});
