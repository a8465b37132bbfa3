import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('An administrator', () => {
  let auth: AuthUnderTest;
  let admin: Awaited<ReturnType<AuthUnderTest['newAdmin']>>;
  before(async () => {
    auth = await startAuth();
    admin = await auth.newAdmin();
  });
  after(() => auth.stop());

  const roles = (id: string, given: string[], token = admin.accessToken) =>
    auth.call('PUT', `/api/v1/auth/accounts/${id}/roles`, { body: { roles: given }, token });
  const refused = (token: string) =>
    eventually(async () => (await auth.get('/me', token)).status === 401, { timeoutMs: 1_000, intervalMs: 10 });

  it('changes roles: old access tokens are refused within a second, a refresh brings the new permissions', async () => {
    const person = await auth.newPerson();
    const answer = await roles(person.id, ['customer', 'staff']);
    expect([answer.status, answer.body.roles]).to.deep.equal([200, ['customer', 'staff']]);
    await refused(person.accessToken);
    const next = await auth.post('/refresh', { refreshToken: person.refreshToken });
    expect(payloadOf(next.body.accessToken).permissions).to.include('orders:write');
    expect((await auth.get('/me', next.body.accessToken)).status).to.equal(200);
    expect((await auth.get('/accounts', next.body.accessToken)).status).to.equal(200);
    await roles(person.id, ['customer']);
    await refused(next.body.accessToken);
  });

  it('leaves tokens alone when the roles are the same as before', async () => {
    const person = await auth.newPerson();
    await roles(person.id, ['customer']);
    expect(payloadOf((await auth.logIn(person.email)).accessToken).epoch).to.equal(1);
  });

  it('suspends an account: it is out within a second and cannot sign in until it is reactivated', async () => {
    const person = await auth.newPerson();
    const token = admin.accessToken;
    const answer = await auth.post(`/accounts/${person.id}/suspend`, { reason: 'chargebacks' }, { token });
    expect(answer.body).to.include({ status: 'suspended', suspensionReason: 'chargebacks' });
    await refused(person.accessToken);
    expect((await auth.post('/refresh', { refreshToken: person.refreshToken })).status).to.equal(401);
    const credentials = { email: person.email, password: goodPassword };
    expect((await auth.post('/login', credentials)).body.code).to.equal('account_suspended');
    const wrong = await auth.post('/login', { ...credentials, password: 'not the right password' });
    expect(wrong.body.code).to.equal('invalid_credentials');
    const again = await auth.post(`/accounts/${person.id}/suspend`, { reason: 'again' }, { token });
    expect([again.status, again.body.code]).to.deep.equal([409, 'invalid_transition']);
    const back = await auth.post(`/accounts/${person.id}/reactivate`, undefined, { token });
    expect(back.body).to.include({ status: 'active', suspensionReason: null });
    await auth.logIn(person.email);
    expect((await auth.get('/me', person.accessToken)).status, 'an old token stays refused').to.equal(401);
  });

  it('ends all sessions of an account', async () => {
    const person = await auth.newPerson();
    const other = await auth.logIn(person.email);
    const path = `/accounts/${person.id}/sessions/revoke`;
    expect((await auth.post(path, undefined, { token: admin.accessToken })).status).to.equal(200);
    await refused(person.accessToken);
    await refused(other.accessToken);
    const fresh = await auth.logIn(person.email);
    expect((await auth.get('/me', fresh.accessToken)).status).to.equal(200);
  });

  it('finds accounts, page by page', async () => {
    const person = await auth.newPerson();
    const token = admin.accessToken;
    const found = await auth.get(`/accounts?search=${encodeURIComponent(person.email.slice(0, 20))}`, token);
    expect(found.body.data.map(({ id }: { id: string }) => id)).to.deep.equal([person.id]);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await auth.get(`/accounts?limit=2${cursor ? `&cursor=${cursor}` : ''}`, token);
      seen.push(...page.body.data.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).to.equal(seen.length);
    expect(seen).to.include.members([admin.id, person.id]);
    const admins = await auth.get('/accounts?role=admin&status=active', token);
    expect(admins.body.data.every((each: { roles: string[] }) => each.roles.includes('admin'))).to.equal(true);
    expect((await auth.get(`/accounts/${person.id}`, token)).body.email).to.equal(person.email);
    expect((await auth.get('/accounts?cursor=nonsense', token)).status).to.equal(422);
    expect((await auth.get('/accounts?search=%25_%5C', token)).body.data).to.deep.equal([]);
  });

  it('is the only one who may: customers get 403, and a log-in of long ago gets 401', async () => {
    const person = await auth.newPerson();
    const { accessToken: token } = person;
    expect((await auth.get('/accounts', token)).status).to.equal(403);
    expect((await roles(admin.id, ['customer'], token)).status).to.equal(403);
    await auth.db.query(`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`, [
      payloadOf(admin.accessToken).sid,
    ]);
    const { body } = await auth.post('/refresh', { refreshToken: admin.refreshToken });
    const old = await roles(person.id, ['admin'], body.accessToken);
    expect([old.status, old.body.code]).to.deep.equal([401, 'recent_login_required']);
    expect((await auth.get('/accounts', body.accessToken)).status).to.equal(200);
  });

  it('gets 404 for an account that is not there, and 422 for roles that do not exist', async () => {
    expect((await roles('00000000-0000-7000-8000-000000000000', ['customer'])).status).to.equal(404);
    expect((await roles('not-an-id', ['customer'])).status).to.equal(404);
    for (const wrong of [[], ['root'], ['staff', 'staff']]) {
      expect((await roles(admin.id, wrong)).status, wrong.join()).to.equal(422);
    }
  });

  it('cannot be the last to go, not even when two demote each other at once', async () => {
    await auth.db.query(`DELETE FROM account_roles WHERE role = 'admin'`);
    const first = await auth.newAdmin();
    expect((await roles(first.id, ['customer'], first.accessToken)).body.code).to.equal('last_admin');
    const suspended = await auth.post(
      `/accounts/${first.id}/suspend`,
      { reason: 'self' },
      { token: first.accessToken },
    );
    expect(suspended.body.code).to.equal('last_admin');
    for (let round = 0; round < 5; round += 1) {
      await auth.db.query(`DELETE FROM account_roles WHERE role = 'admin'`);
      const ada = await auth.newAdmin();
      const bob = await auth.newAdmin();
      await Promise.all([roles(ada.id, ['customer'], bob.accessToken), roles(bob.id, ['customer'], ada.accessToken)]);
      const left = await auth.db.query(`SELECT 1 FROM account_roles WHERE role = 'admin'`);
      expect(left).to.have.length(1);
    }
  });
});

describe('The audit log', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  it('tells what happened, and cannot be rewritten', async () => {
    const person = await auth.newPerson();
    await auth.post('/login', { email: person.email, password: 'not the right password' });
    const rows = await auth.db.query<{ type: string }>('SELECT type FROM audit_log WHERE account_id = $1 ORDER BY id', [
      person.id,
    ]);
    expect(rows.map(({ type }) => type)).to.deep.equal([
      'account.registered',
      'account.verified',
      'login.succeeded',
      'login.failed',
    ]);
    for (const attempt of ['DELETE FROM audit_log', `UPDATE audit_log SET type = 'x'`, 'TRUNCATE audit_log']) {
      const error = await auth.db.query(attempt).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error?.message).to.equal('the audit log is append-only');
    }
  });
});
