import { expect } from 'chai';
import { rfc4648 } from '../src/factors/base32.ts';
import { stepAt, totpCode } from '../src/factors/totp.ts';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

function decode(base32: string): Buffer {
  const bits = [...base32].map((digit) => rfc4648.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

describe('Where staff need a second factor', () => {
  let auth: AuthUnderTest;
  // In the past, so that tokens of a later step are not from the future for who verifies them.
  let clock = -120_000;
  const now = () => new Date(Date.now() + clock);
  before(async () => {
    auth = await startAuth({ now }, { REQUIRE_STAFF_MFA: 'true' });
  });
  beforeEach(() => {
    clock = -120_000;
  });
  after(() => auth.stop());

  /** Sets an authenticator app up, and signs in with it. */
  async function withApp(person: { email: string; accessToken: string }) {
    const token = person.accessToken;
    const { secret } = (await auth.post('/mfa/totp', undefined, { token })).body;
    await auth.post('/mfa/totp/confirm', { code: totpCode(decode(secret), stepAt(now())) }, { token });
    clock += 30_000;
    const { mfaToken } = (await auth.post('/login', { email: person.email, password: goodPassword })).body;
    const code = totpCode(decode(secret), stepAt(now()));
    const answer = await auth.post('/login/mfa', { mfaToken, code });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body as { accessToken: string; refreshToken: string };
  }
  const makeKey = (token: string) =>
    auth.post('/api-keys', { name: 'Warehouse', permissions: ['users:read'] }, { token });

  it('one is a customer with a password alone, is told so, and cannot do what staff may', async () => {
    const admin = await auth.newAdmin();
    const claims = payloadOf(admin.accessToken);
    expect([claims.roles, claims.permissions]).to.deep.equal([['customer'], []]);
    const me = (await auth.get('/me', admin.accessToken)).body;
    expect(me).to.deep.include({ roles: ['admin', 'customer'], permissions: [], secondFactorRequired: true });
    const { body } = await auth.post('/refresh', { refreshToken: admin.refreshToken });
    for (const token of [admin.accessToken, body.accessToken]) {
      expect((await auth.get('/accounts', token)).status).to.equal(403);
      expect((await makeKey(token)).status).to.equal(403);
    }
    const cookie = { headers: { cookie: `__Host-rt=${body.refreshToken}`, 'sec-fetch-mode': 'cors' } };
    expect((await auth.get('/forward', undefined, cookie)).status, 'operators’ pages').to.equal(401);
  });

  it('one sets a factor up, and has the permissions once signed in with it', async () => {
    const admin = await auth.newAdmin();
    const tokens = await withApp(admin);
    const me = (await auth.get('/me', tokens.accessToken)).body;
    expect(me).to.deep.include({ roles: ['admin', 'customer'], secondFactorRequired: false });
    expect(me.permissions).to.include('accounts:write');
    const { body } = await auth.post('/refresh', { refreshToken: tokens.refreshToken });
    expect((await auth.get('/accounts', body.accessToken)).status).to.equal(200);
    const cookie = { headers: { cookie: `__Host-rt=${body.refreshToken}`, 'sec-fetch-mode': 'cors' } };
    expect((await auth.get('/forward', undefined, cookie)).status, 'operators’ pages').to.equal(204);
    expect((await auth.get('/accounts', admin.accessToken)).status, 'the session from before').to.equal(403);
  });

  it('the API keys of somebody who signs in with a password alone go on', async () => {
    const admin = await auth.newAdmin();
    const { accessToken } = await withApp(admin);
    const { key } = (await makeKey(accessToken)).body;
    await auth.call('DELETE', '/api/v1/auth/mfa/totp', { token: accessToken });
    const again = await auth.logIn(admin.email);
    expect((await auth.get('/accounts', again.accessToken)).status).to.equal(403);
    expect((await auth.get('/accounts', key)).status).to.equal(200);
  });

  it('customers need none', async () => {
    const person = await auth.newPerson();
    const me = (await auth.get('/me', person.accessToken)).body;
    expect(me).to.deep.include({ roles: ['customer'], secondFactorRequired: false });
  });
});
