import { randomUUID } from 'node:crypto';
import {
  accountErased,
  authExportProvided,
  type EventDefinition,
  erasureRefused,
  mailerErasurePerformed,
  mailerExportProvided,
  ordersErasurePerformed,
  ordersExportProvided,
} from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Person, startUsers, type UsersUnderTest } from './users-harness.ts';

describe('An export', () => {
  let users: UsersUnderTest;
  let now = () => new Date();
  before(async () => {
    users = await startUsers({ now: () => now(), tidyEveryMs: 100 });
  });
  beforeEach(() => {
    now = () => new Date();
  });
  after(() => users.stop());

  const ask = async (person: Person): Promise<string> => (await users.call('POST', '/me/export', person)).body.id;
  const look = (person: Person, id: string) => users.call('GET', `/me/export/${id}`, person);
  const statusOf = async (person: Person, id: string) => (await look(person, id)).body.status as string;
  const provide = (
    event: EventDefinition,
    { id }: Person,
    exportId: string,
    [part, last, section, entries]: [part: number, last: boolean, section: string, entries: unknown[]],
  ) => users.publish(event, exportId, part, { exportId, accountId: id, part, last, section, entries });

  it('is one archive of what every service sent, whatever the order and however often', async () => {
    const ada = users.newPerson();
    await users.change('/me', ada, { name: 'Ada' });
    const asked = await users.call('POST', '/me/export', ada);
    expect([asked.status, asked.body.status]).to.deep.equal([202, 'requested']);
    expect(asked.body.missing).to.deep.equal(['auth', 'mailer', 'orders']);
    const { id } = asked.body;
    expect(asked.headers.get('location')).to.equal(`/api/v1/users/me/export/${id}`);
    expect((await users.eventOf({ id }, 1)).data).to.deep.equal({ exportId: id, accountId: ada.id, email: ada.email });
    await provide(ordersExportProvided, ada, id, [3, true, 'orders', [{ n: 4 }]]);
    await provide(ordersExportProvided, ada, id, [1, false, 'customer', [{ n: 1 }]]);
    await provide(ordersExportProvided, ada, id, [1, false, 'customer', [{ n: 1 }]]);
    await provide(mailerExportProvided, ada, id, [1, true, '', []]);
    await provide(authExportProvided, ada, id, [1, true, 'account', [{ quote: '"],}' }]]);
    await eventually(async () => expect((await look(ada, id)).body.missing).to.deep.equal(['orders']));
    expect(await statusOf(ada, id)).to.equal('collecting');
    await provide(ordersExportProvided, ada, id, [2, false, 'orders', [{ n: 2 }, { n: 3 }]]);
    await eventually(async () => expect(await statusOf(ada, id)).to.equal('ready'));
    const { body } = await look(ada, id);
    expect(body.archive).to.have.keys(['auth', 'mailer', 'orders', 'users']);
    expect(body.archive.orders).to.deep.equal({ customer: [{ n: 1 }], orders: [{ n: 2 }, { n: 3 }, { n: 4 }] });
    expect(body.archive.mailer).to.deep.equal({});
    expect(body.archive.auth).to.deep.equal({ account: [{ quote: '"],}' }] });
    expect(body.archive.users.profile[0]).to.include({ name: 'Ada', email: ada.email });
    const completed = await users.eventOf({ id }, 2);
    expect(completed.type).to.equal('oms.users.export.completed.v1');
    expect(completed.data).to.include({ email: ada.email, name: 'Ada', expiresAt: body.expiresAt });
    now = () => new Date(Date.parse(body.expiresAt) + 1);
    expect(await statusOf(ada, id)).to.equal('expired');
    await eventually(async () =>
      expect(await users.db.query('SELECT 1 FROM export_parts WHERE export_id = $1', [id])).to.deep.equal([]),
    );
    expect((await look(ada, id)).body.archive).to.equal(null);
  });

  it('is for the person alone', async () => {
    const ada = users.newPerson();
    const id = await ask(ada);
    for (const other of [users.newPerson(), users.newPerson('admin')]) {
      expect((await look(other, id)).status).to.equal(404);
    }
    expect((await users.call('POST', '/me/export')).status).to.equal(401);
  });

  it('is one at a time, and five a day', async () => {
    const ada = users.newPerson();
    const ids = await Promise.all(Array.from({ length: 4 }, () => ask(ada)));
    expect(new Set(ids).size).to.equal(1);
    await users.db.query(
      `INSERT INTO exports (id, account_id, email, status, requested_at, deadline_at)
       SELECT gen_random_uuid(), $1, '', 'failed', now(), now() FROM generate_series(1, 5)`,
      [ada.id],
    );
    await users.db.query(`UPDATE exports SET status = 'failed' WHERE id = $1`, [ids[0]]);
    const refused = await users.call('POST', '/me/export', ada);
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'too_many_requests']);
  });

  it('fails when a service stays silent, and says which', async () => {
    const ada = users.newPerson();
    const id = await ask(ada);
    await provide(authExportProvided, ada, id, [1, true, 'account', [{}]]);
    await eventually(async () => expect(await statusOf(ada, id)).to.equal('collecting'));
    now = () => new Date(Date.now() + 3_601_000);
    await eventually(async () => expect(await statusOf(ada, id)).to.equal('failed'));
    expect((await look(ada, id)).body).to.deep.include({ missing: ['mailer', 'orders'], archive: null });
    const failed = await users.eventOf({ id }, 2);
    expect(failed.type).to.equal('oms.users.export.failed.v1');
    expect(failed.data.missing).to.deep.equal(['mailer', 'orders']);
  });
});

describe('An erasure', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers({ tidyEveryMs: 100 });
  });
  after(() => users.stop());

  const look = async (id: string) => (await users.call('GET', `/erasures/${id}`)).body;

  it('goes through every service and ends with a mail, the last use of the address', async () => {
    const ada = users.newPerson();
    await users.change('/me', ada, { name: 'Ada' });
    await users.call('POST', '/me/addresses', ada, {
      body: { name: 'Ada', line1: '1 Road', city: 'Rome', postalCode: '1', country: 'IT' },
      headers: { 'idempotency-key': randomUUID() },
    });
    const exportId = (await users.call('POST', '/me/export', ada)).body.id;
    const asked = await users.call('DELETE', '/me', ada);
    expect([asked.status, asked.body.status]).to.deep.equal([202, 'requested']);
    const { id } = asked.body;
    expect((await users.call('DELETE', '/me', ada)).body.id, 'asked again').to.equal(id);
    expect(await users.metric('erasure_oldest_seconds')).to.be.above(0);
    expect((await users.eventOf({ id }, 1)).data).to.deep.equal({
      erasureId: id,
      accountId: ada.id,
      email: ada.email,
    });

    const step = { erasureId: id, accountId: ada.id };
    await users.publish(mailerErasurePerformed, id, 1, step);
    await users.publish(accountErased, ada.id, 9, { ...step, email: ada.email });
    await eventually(async () => expect((await look(id)).missing).to.deep.equal(['orders']));
    await users.publish(ordersErasurePerformed, id, 1, step);
    await eventually(async () => expect((await look(id)).status).to.equal('completed'));
    const completed = await users.eventOf({ id }, 2);
    expect(completed.type).to.equal('oms.users.erasure.completed.v1');
    expect(completed.data).to.include({ email: ada.email, name: 'Ada', erasureId: id });
    await eventually(async () => {
      for (const table of [
        'profiles',
        'addresses',
        'exports',
        'export_parts',
        'idempotency_keys',
        'erasures',
        'outbox',
      ]) {
        const rows = await users.db.run(
          users.db.knex.raw(`SELECT * FROM ?? t WHERE t::text ~ ?`, [table, `Ada|Rome|${ada.email}`]),
        );
        expect(rows, table).to.deep.equal([]);
      }
    });
    expect((await users.call('GET', `/me/export/${exportId}`, ada)).status).to.equal(404);

    // What comes late brings nobody back.
    await users.publishRegistered(ada, { name: 'Ada' });
    await users.publish(ordersErasurePerformed, id, 2, step);
    const marker = users.newPerson();
    await users.publishRegistered(marker, {});
    const staff = users.newPerson('staff');
    // Not by themselves: a look of their own would make the profile before the event does.
    await eventually(async () => expect((await users.call('GET', `/${marker.id}`, staff)).status).to.equal(200));
    expect((await users.call('GET', '/me', ada)).status).to.equal(404);
    expect((await users.call('GET', `/${ada.id}`, staff)).status).to.equal(404);
    const listed = await users.call('GET', '/erasures?status=completed', staff);
    expect(listed.body.data.map((each: { id: string }) => each.id)).to.deep.equal([id]);
  });

  it('ends once when every service is done at the same time', async () => {
    const ada = users.newPerson();
    const { id } = (await users.call('DELETE', '/me', ada)).body;
    const step = { erasureId: id, accountId: ada.id };
    await Promise.all([
      users.publish(mailerErasurePerformed, id, 1, step),
      users.publish(accountErased, ada.id, 2, { ...step, email: ada.email }),
      users.publish(ordersErasurePerformed, id, 1, step),
      users.publish(mailerErasurePerformed, id, 1, step),
    ]);
    await eventually(async () => expect((await look(id)).status).to.equal('completed'));
    await users.eventOf({ id }, 2);
    expect(users.eventsOf({ id }).map(({ type }) => type)).to.deep.equal([
      'oms.users.erasure.requested.v1',
      'oms.users.erasure.completed.v1',
    ]);
  });

  it('forgets a profile that a request made while the account was being erased', async () => {
    const eve = users.newPerson();
    await users.call('GET', '/me', eve);
    await users.db.query('INSERT INTO erased_accounts (id, erased_at) VALUES ($1, now())', [eve.id]);
    await eventually(async () => expect((await users.call('GET', '/me', eve)).status).to.equal(404));
  });

  it('is refused where auth refuses, and can be asked for again', async () => {
    const boss = users.newPerson('admin');
    const { id } = (await users.call('DELETE', '/me', boss)).body;
    await users.publish(erasureRefused, id, 1, { erasureId: id, accountId: boss.id, reason: 'last_admin' });
    await eventually(async () => expect(await look(id)).to.include({ status: 'refused', refusal: 'last_admin' }));
    expect((await users.call('GET', '/me', boss)).status).to.equal(200);
    expect((await users.call('DELETE', '/me', boss)).body.id).not.to.equal(id);
  });

  it('needs a recent log-in', async () => {
    const answer = await users.call('DELETE', '/me', users.newPerson('customer', { authenticated: 601 }));
    expect([answer.status, answer.body.code]).to.deep.equal([401, 'recent_login_required']);
  });
});
