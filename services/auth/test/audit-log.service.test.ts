import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

interface Entry {
  id: string;
  type: string;
  accountId: string | null;
  actorId: string | null;
}

describe('An administrator who reads the audit log', () => {
  let auth: AuthUnderTest;
  let admin: Awaited<ReturnType<AuthUnderTest['newAdmin']>>;
  before(async () => {
    auth = await startAuth();
    admin = await auth.newAdmin();
  });
  after(() => auth.stop());

  const read = (query: string, token = admin.accessToken) => auth.get(`/audit-log${query}`, token);

  async function whole(filter: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await read(`?limit=3${filter}${cursor ? `&cursor=${cursor}` : ''}`);
      entries.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor);
    return entries;
  }

  it('finds everything that was done to and by an account, and no secret', async () => {
    const person = await auth.newPerson();
    const token = admin.accessToken;
    await auth.post('/login', { email: person.email, password: 'not the right password' });
    await auth.post('/register', { email: person.email, password: goodPassword });
    await auth.call('PUT', `/api/v1/auth/accounts/${person.id}/roles`, { body: { roles: ['staff'] }, token });
    const staff = await auth.logIn(person.email);
    const key = await auth.post('/api-keys', { name: 'x', permissions: ['orders:read'] }, { token: staff.accessToken });
    await auth.call('DELETE', `/api/v1/auth/api-keys/${key.body.id}`, { token: staff.accessToken });
    await auth.post('/password/forgot', { email: person.email });
    const reset = await auth.mailedToken('password-reset', person.email);
    await auth.post('/password/reset', { token: reset, password: 'another seven quiet otters' });
    const again = await auth.logIn(person.email, 'another seven quiet otters');
    const change = { currentPassword: 'wrong', newPassword: goodPassword };
    await auth.post('/password/change', change, { token: again.accessToken });
    const right = { currentPassword: 'another seven quiet otters', newPassword: goodPassword };
    await auth.post('/password/change', right, { token: again.accessToken });
    await auth.post('/logout', undefined, { token: again.accessToken });
    await auth.post(`/accounts/${person.id}/sessions/revoke`, undefined, { token });
    await auth.post(`/accounts/${person.id}/suspend`, { reason: 'left' }, { token });
    await auth.post('/login', { email: person.email, password: goodPassword });
    await auth.post(`/accounts/${person.id}/reactivate`, undefined, { token });

    const entries = await whole(`&accountId=${person.id}`);
    expect(entries.map(({ type }) => type).reverse()).to.deep.equal([
      'account.registered',
      'account.verified',
      'login.succeeded',
      'login.failed',
      'account.registration-repeated',
      'account.roles-changed',
      'login.succeeded',
      'api-key.created',
      'api-key.revoked',
      'password.reset-requested',
      'password.reset',
      'login.succeeded',
      'reauthentication.failed',
      'password.changed',
      'session.ended',
      'sessions.revoked',
      'account.suspended',
      'login.failed',
      'account.reactivated',
    ]);
    const text = JSON.stringify(entries);
    for (const secret of [goodPassword, reset, key.body.key, staff.accessToken, staff.refreshToken, 'otters']) {
      expect(text).not.to.include(secret);
    }
    const suspension = entries.find(({ type }) => type === 'account.suspended');
    expect(suspension).to.deep.include({ actorId: admin.id, details: { reason: 'left' } });
  });

  it('finds entries of one kind, of nobody’s account too', async () => {
    await auth.post('/login', { email: auth.newEmail(), password: goodPassword });
    const failed = await whole('&type=login.failed');
    expect(new Set(failed.map(({ type }) => type))).to.deep.equal(new Set(['login.failed']));
    expect(failed.some(({ accountId }) => accountId === null)).to.equal(true);
    expect((await whole('&type=signing-key.made')).length).to.equal(1);
    expect(await whole(`&type=login.failed&accountId=${admin.id}`)).to.deep.equal([]);
  });

  it('sees each entry once, though the log grows while it is read', async () => {
    const first = await read('?limit=2');
    await auth.post('/login', { email: auth.newEmail(), password: goodPassword });
    const second = await read(`?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.data, ...second.body.data].map(({ id }: Entry) => id);
    expect(new Set(ids).size).to.equal(4);
    expect(ids).to.deep.equal([...ids].sort().reverse());
  });

  it('is one with accounts:write; and the query must make sense', async () => {
    const person = await auth.newPerson();
    expect((await read('', person.accessToken)).status).to.equal(403);
    expect((await auth.get('/audit-log')).status).to.equal(401);
    for (const wrong of ['?type=nonsense', '?accountId=1', '?cursor=nonsense', '?limit=101', '?order=asc']) {
      expect((await read(wrong)).status, wrong).to.equal(422);
    }
  });
});
