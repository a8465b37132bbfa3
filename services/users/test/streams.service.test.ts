import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('The list of people as a stream', () => {
  let users: UsersUnderTest;
  const many = 60_000;

  before(async () => {
    users = await startUsers();
    await users.db.query(
      `INSERT INTO profiles (id, email, name, locale, time_zone, account_version, created_at, updated_at)
       SELECT gen_random_uuid(), 'crowd-' || n || '@example.com', '=HYPERLINK("x")', 'en', 'UTC', 1, now(), now()
         FROM generate_series(1, ${many}) n`,
    );
  });
  after(() => users.stop());

  const stream = async (query: string, accept: string) => {
    const answer = await users.stream(`?${query}`, users.newPerson('staff'), accept);
    return { status: answer.status, headers: answer.headers, lines: (await answer.text()).trimEnd().split(/\r?\n/) };
  };

  it('holds all that match, however many, as lines of JSON', async () => {
    const { status, headers, lines } = await stream('search=CROWD-&limit=1', 'application/x-ndjson');
    expect([status, headers.get('content-type')]).to.deep.equal([200, 'application/x-ndjson']);
    const ids = lines.map((line) => JSON.parse(line).id as string);
    expect(ids)
      .to.deep.equal([...new Set(ids)].sort().reverse())
      .and.to.have.length(many);
  });

  it('is a CSV without formulas', async () => {
    const { headers, lines } = await stream('search=crowd-77%40', 'text/csv');
    expect(headers.get('content-type')).to.match(/^text\/csv/);
    expect(headers.get('content-disposition')).to.equal('attachment; filename="users.csv"');
    expect(lines[0]).to.equal('id,email,name,phone,locale,timeZone,createdAt,updatedAt,version');
    expect(lines).to.have.length(2);
    expect(lines[1]).to.match(/^[0-9a-f-]{36},crowd-77@example.com,"'=HYPERLINK\(""x""\)",,en,UTC,20/);
  });

  it('is for those who may read people, and pages stay what others get', async () => {
    const refused = await users.stream('', users.newPerson(), 'text/csv');
    expect(refused.status).to.equal(403);
    const page = await users.stream('?limit=2', users.newPerson('staff'), 'text/html, */*;q=0.1');
    expect((await page.json()).data).to.have.length(2);
  });

  it('lets go of the database when the client hangs up', async () => {
    const open = async (): Promise<number> => {
      const [row] = await users.db.query<{ count: number }>(
        `SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'users' AND state = 'idle in transaction'`,
      );
      return row?.count ?? 0;
    };
    const hangUp = new AbortController();
    const answer = await users.stream('', users.newPerson('staff'), 'text/csv', hangUp.signal);
    await answer.body?.getReader().read();
    await eventually(async () => expect(await open()).to.equal(1));
    hangUp.abort();
    await eventually(async () => expect(await open()).to.equal(0));
  });
});
