import { ordersApiKeyUsed } from '@oms/contracts';
import { record } from '@oms/events';
import { apiKeyHash } from '@oms/security';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type AuthUnderTest, startAuth } from './auth-harness.ts';

type Admin = Awaited<ReturnType<AuthUnderTest['newAdmin']>>;

describe('API keys', () => {
  let auth: AuthUnderTest;
  let admin: Admin;
  before(async () => {
    auth = await startAuth();
    admin = await auth.newAdmin();
  });
  after(() => auth.stop());

  const make = (body: Record<string, unknown> = {}, token = admin.accessToken) =>
    auth.post('/api-keys', { name: 'Warehouse', permissions: ['users:read'], ...body }, { token });
  const remove = (id: string, token = admin.accessToken) =>
    auth.call('DELETE', `/api/v1/auth/api-keys/${id}`, { token });
  const accounts = (key: string) => auth.get('/accounts', key);
  const setRoles = (id: string, roles: string[]) =>
    auth.call('PUT', `/api/v1/auth/accounts/${id}/roles`, { body: { roles }, token: admin.accessToken });
  const eventsOf = (type: string, id: string) =>
    eventually(() => {
      const found = auth.events.filter((event) => event.type === `oms.auth.api-key.${type}.v1` && event.subject === id);
      if (found.length === 0) throw new Error(`no event ${type}`);
      return found;
    });

  async function newStaff() {
    const person = await auth.newPerson();
    await setRoles(person.id, ['customer', 'staff']);
    return { ...person, ...(await auth.logIn(person.email)) };
  }

  it('are shown once, work, and stand nowhere in clear', async () => {
    const made = await make();
    expect(made.status).to.equal(201);
    expect(made.headers.get('cache-control')).to.equal('no-store');
    const { id, key, prefix } = made.body;
    expect(key.startsWith(`${prefix}_`)).to.equal(true);
    expect((await accounts(key)).status).to.equal(200);
    const list = await auth.get('/api-keys', admin.accessToken);
    expect(list.body.data[0]).to.include({ id, name: 'Warehouse', expiresAt: null });
    expect(JSON.stringify(list.body)).not.to.include(key);
    const [event] = await eventsOf('created', id);
    expect(event?.data).to.deep.include({ hash: apiKeyHash(key), permissions: ['users:read'], active: true });
    const secret = key.slice(prefix.length + 1);
    const rows = await auth.db.query(
      `SELECT 1 FROM api_keys k WHERE k::text LIKE $1 UNION ALL SELECT 1 FROM audit_log a WHERE a::text LIKE $1
       UNION ALL SELECT 1 FROM outbox o WHERE o::text LIKE $1`,
      [`%${secret}%`],
    );
    expect(rows).to.deep.equal([]);
    await eventually(async () => {
      const { body } = await auth.get('/api-keys', admin.accessToken);
      return body.data[0].lastUsedAt !== null;
    });
  });

  it('are told of by mail to their maker', async () => {
    const staff = await newStaff();
    await make({ name: 'Label printer' }, staff.accessToken);
    const [told] = await auth.eventsFor('oms.auth.factor.changed.v1', staff.email);
    expect(told?.data).to.include({ change: 'api_key_added', label: 'Label printer', accountId: staff.id });
  });

  it('know when they were used last, also with another service', async () => {
    const { id } = (await make()).body;
    const usedAt = new Date().toISOString();
    await auth.db.transaction((tx) =>
      record(tx, { event: ordersApiKeyUsed, aggregateId: id, aggregateVersion: 1, data: { id, usedAt } }),
    );
    await eventually(async () => {
      const { body } = await auth.get('/api-keys', admin.accessToken);
      return body.data[0].lastUsedAt === usedAt;
    });
  });

  it('may do what they were given, and nothing that only a person may', async () => {
    const { key } = (await make()).body;
    const target = `/accounts/${admin.id}`;
    expect((await auth.get(target, key)).status).to.equal(200);
    const suspended = await auth.post(`${target}/suspend`, { reason: 'x' }, { token: key });
    expect([suspended.status, suspended.body.code]).to.deep.equal([403, 'forbidden']);
    const writer = (await make({ permissions: ['accounts:write'] })).body.key;
    expect((await auth.get(target, writer)).status).to.equal(403);
    expect((await auth.post(`${target}/suspend`, { reason: 'x' }, { token: writer })).status, 'recent login').to.equal(
      403,
    );
    expect((await make({}, writer)).status, 'a key makes no keys').to.equal(403);
    for (const path of ['/sessions', '/api-keys']) expect((await auth.get(path, writer)).status, path).to.equal(403);
    expect((await auth.call('DELETE', '/api/v1/auth/sessions', { token: writer })).status).to.equal(403);
    const change = { currentPassword: 'x', newPassword: 'y' };
    expect((await auth.post('/password/change', change, { token: writer })).status).to.equal(403);
    expect((await auth.get('/me', admin.accessToken)).status, 'the sessions of its maker go on').to.equal(200);
  });

  it('cannot be given what their maker lacks', async () => {
    const staff = await newStaff();
    const answer = await make({ permissions: ['orders:read', 'accounts:write'] }, staff.accessToken);
    expect([answer.status, answer.body.code]).to.deep.equal([403, 'forbidden']);
    expect((await make({ permissions: ['orders:read'] }, staff.accessToken)).status).to.equal(201);
    const customer = await auth.newPerson();
    expect((await make({}, customer.accessToken)).status).to.equal(403);
  });

  it('are refused when they are asked for wrongly', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const wrong = [
      { permissions: [] },
      { permissions: ['users:read', 'users:read'] },
      { permissions: ['root'] },
      { expiresAt: yesterday },
      { name: '' },
      { more: 1 },
    ];
    for (const body of wrong) expect((await make(body)).status, JSON.stringify(body)).to.equal(422);
  });

  it('stop working when they are revoked, and only their maker can', async () => {
    const { id, key } = (await make()).body;
    const staff = await newStaff();
    expect((await remove(id, staff.accessToken)).status).to.equal(404);
    expect((await accounts(key)).status).to.equal(200);
    expect((await remove(id)).status).to.equal(204);
    const answer = await accounts(key);
    expect([answer.status, answer.body.code]).to.deep.equal([401, 'token_invalid']);
    expect((await remove(id)).status).to.equal(404);
    await eventsOf('revoked', id);
    const revocations = await auth.db.query(
      'SELECT minimum_version AS version, published_at IS NOT NULL AS published FROM revocations WHERE api_key_id = $1',
      [id],
    );
    expect(revocations).to.deep.equal([{ version: 2, published: true }]);
  });

  it('stop working when they expire', async () => {
    const { id, key } = (await make({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() })).body;
    expect((await accounts(key)).status).to.equal(200);
    await auth.db.query(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect((await accounts(key)).status).to.equal(401);
  });

  it('lose what their maker loses, and get it back with them', async () => {
    const staff = await newStaff();
    const { id, key } = (await make({}, staff.accessToken)).body;
    expect((await accounts(key)).status).to.equal(200);
    await setRoles(staff.id, ['customer']);
    expect((await accounts(key)).status).to.equal(403);
    const [event] = await eventsOf('changed', id);
    expect(event?.data).to.deep.include({ permissions: [], active: true });
    await setRoles(staff.id, ['customer', 'staff']);
    expect((await accounts(key)).status).to.equal(200);
    const token = admin.accessToken;
    await auth.post(`/accounts/${staff.id}/suspend`, { reason: 'left' }, { token });
    expect((await accounts(key)).status).to.equal(401);
    await auth.post(`/accounts/${staff.id}/reactivate`, undefined, { token });
    expect((await accounts(key)).status).to.equal(200);
    const types = await auth.db.query<{ type: string }>(
      `SELECT type FROM audit_log WHERE account_id = $1 AND type LIKE 'api-key.%' ORDER BY id`,
      [staff.id],
    );
    expect(types.map(({ type }) => type)).to.deep.equal(['api-key.created', ...Array(4).fill('api-key.changed')]);
  });

  it('never keep a permission that is taken away while they are made', async () => {
    for (let round = 0; round < 5; round += 1) {
      const staff = await newStaff();
      const [made] = await Promise.all([make({}, staff.accessToken), setRoles(staff.id, ['customer'])]);
      if (made.status !== 201) continue;
      expect((await accounts(made.body.key)).status).to.equal(403);
    }
  });

  it('show up page by page', async () => {
    const staff = await newStaff();
    const ids: string[] = [];
    for (let each = 0; each < 3; each += 1) ids.unshift((await make({}, staff.accessToken)).body.id);
    const first = await auth.get('/api-keys?limit=2', staff.accessToken);
    const second = await auth.get(`/api-keys?limit=2&cursor=${first.body.nextCursor}`, staff.accessToken);
    expect([...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id)).to.deep.equal(ids);
    expect(second.body.nextCursor).to.equal(null);
  });
});
