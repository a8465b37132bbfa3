import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';
import { createAuthenticator, type Deviation } from './authenticator.ts';

const site = 'http://localhost:8080';
const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('Passkeys', () => {
  let auth: AuthUnderTest;
  let clock = 0;
  before(async () => {
    auth = await startAuth({ now: () => new Date(Date.now() + clock) }, { PUBLIC_URL: site });
  });
  beforeEach(() => {
    clock = 0;
  });
  after(() => auth.stop());

  const newAuthenticator = (options = {}) => createAuthenticator('localhost', site, options);
  type Authenticator = ReturnType<typeof newAuthenticator>;

  const registrationOptions = async (token: string) =>
    (await auth.post('/passkeys/options', undefined, { token })).body;
  const loginOptions = async () => (await auth.post('/passkeys/login/options')).body;
  async function logIn(authenticator: Authenticator, deviation: Deviation = {}) {
    return auth.post('/passkeys/login', { credential: authenticator.logIn(await loginOptions(), deviation) });
  }
  /** A person with a passkey. */
  async function newHolder(options = {}) {
    const person = await auth.newPerson();
    const authenticator = newAuthenticator(options);
    const credential = authenticator.register(await registrationOptions(person.accessToken));
    const added = await auth.post('/passkeys', { credential, name: 'Phone' }, { token: person.accessToken });
    expect(added.status, JSON.stringify(added.body)).to.equal(201);
    return {
      ...person,
      authenticator,
      passkeyId: added.body.id as string,
      recoveryCodes: added.body.recoveryCodes as string[],
    };
  }

  it('are asked for as keys that the person unlocks and that sign in without a name', async () => {
    const { accessToken, email, id } = await auth.newPerson();
    const options = await registrationOptions(accessToken);
    expect(options.rp).to.include({ id: 'localhost' });
    expect(options.user).to.include({ name: email, displayName: 'Ada Lovelace' });
    expect(Buffer.from(options.user.id, 'base64url').toString('hex')).to.equal(id.replaceAll('-', ''));
    expect(options.authenticatorSelection).to.include({ residentKey: 'required', userVerification: 'required' });
    expect(options.attestation).to.equal('none');
    const login = await loginOptions();
    expect(login).to.include({ rpId: 'localhost', userVerification: 'required' });
    expect(login.allowCredentials ?? []).to.deep.equal([]);
  });

  it('sign in by themselves, as two factors, and the owner is told of a new one', async () => {
    const { authenticator, email, id, accessToken } = await newHolder();
    const answer = await logIn(authenticator);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    expect(payloadOf(answer.body.accessToken)).to.deep.include({ sub: id, amr: ['hwk', 'user', 'mfa'] });
    expect((await logIn(authenticator)).status).to.equal(200);
    const [told] = await auth.eventsFor('oms.auth.factor.changed.v1', email);
    expect(told?.data).to.include({ change: 'passkey_added', label: 'Phone' });
    const { data } = (await auth.get('/passkeys', accessToken)).body;
    expect(data[0]).to.include({ name: 'Phone', synced: false }).and.have.property('lastUsedAt').that.is.a('string');
    expect((await auth.get('/me', accessToken)).body.methods).to.deep.equal(['password', 'passkey']);
  });

  it('are told apart by whether they can be copied', async () => {
    const { authenticator } = await newHolder({ synced: true });
    expect(payloadOf((await logIn(authenticator)).body.accessToken).amr).to.deep.equal(['swk', 'user', 'mfa']);
  });

  it('need no second factor where a password does', async () => {
    const { authenticator, id, email } = await newHolder();
    await auth.db.query(
      `INSERT INTO totp_factors (account_id, sealed_secret, created_at, confirmed_at) VALUES ($1, 'sealed', now(), now())`,
      [id],
    );
    expect((await auth.post('/login', { email, password: goodPassword })).body.mfaRequired).to.equal(true);
    expect((await logIn(authenticator)).body.accessToken).to.be.a('string');
  });

  describe('as a second factor', () => {
    const begin = async (email: string) => (await auth.post('/login', { email, password: goodPassword })).body;
    const finish = (body: Record<string, unknown>) => auth.post('/login/mfa', body);
    const mfaOptions = (mfaToken: string) => auth.post('/login/mfa/passkey/options', { mfaToken });

    it('are asked for beside a password as soon as there is one, and no password alone is enough', async () => {
      const { authenticator, email } = await newHolder();
      const { mfaRequired, mfaToken, methods, accessToken } = await begin(email);
      expect([mfaRequired, accessToken]).to.deep.equal([true, undefined]);
      expect(methods).to.deep.equal(['passkey', 'recovery_code']);
      const { body: options } = await mfaOptions(mfaToken);
      expect(options).to.include({ rpId: 'localhost', userVerification: 'required' });
      const credential = authenticator.logIn(options);
      expect(options.allowCredentials.map(({ id }: { id: string }) => id)).to.deep.equal([credential.id]);
      const answer = await finish({ mfaToken, credential });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      expect(payloadOf(answer.body.accessToken).amr).to.deep.equal(['pwd', 'hwk', 'user', 'mfa']);
      expect((await finish({ mfaToken, credential })).body.code, 'once').to.equal('mfa_token_invalid');
    });

    it('are not taken from somebody else, twice, or without their person, and the token stays good', async () => {
      const { authenticator, email, id } = await newHolder();
      const other = await newHolder();
      const { mfaToken } = await begin(email);
      const { body: options } = await mfaOptions(mfaToken);
      const used = authenticator.logIn(options, { userVerified: false });
      const answers = [await finish({ mfaToken, credential: used })];
      answers.push(await finish({ mfaToken, credential: authenticator.logIn(options) }));
      answers.push(
        await finish({ mfaToken, credential: other.authenticator.logIn((await mfaOptions(mfaToken)).body) }),
      );
      for (const { status, body } of answers) expect([status, body.code]).to.deep.equal([401, 'passkey_refused']);
      const noted = await auth.db.query(
        `SELECT 1 FROM audit_log WHERE account_id = $1 AND type = 'login.failed' AND details->>'method' = 'passkey'`,
        [id],
      );
      expect(noted).to.have.length(3);
      const credential = authenticator.logIn((await mfaOptions(mfaToken)).body);
      expect((await finish({ mfaToken, credential })).status).to.equal(200);
      expect((await mfaOptions('x'.repeat(43))).body.code).to.equal('mfa_token_invalid');
      expect((await finish({ mfaToken, credential, code: '123456' })).status).to.equal(422);
    });

    it('come with recovery codes where there are none, which are the way out', async () => {
      const { email, recoveryCodes, accessToken } = await newHolder();
      expect(recoveryCodes).to.have.length(10);
      const { mfaToken } = await begin(email);
      const answer = await finish({ mfaToken, recoveryCode: recoveryCodes[0] });
      expect(answer.status).to.equal(200);
      const second = newAuthenticator().register(await registrationOptions(accessToken));
      const added = await auth.post('/passkeys', { credential: second }, { token: accessToken });
      expect([added.status, added.body.recoveryCodes]).to.deep.equal([201, undefined]);
      expect((await auth.get('/mfa', accessToken)).body).to.deep.equal({
        totp: null,
        passkeys: 2,
        recoveryCodesLeft: 9,
      });
      const renewed = await auth.post('/mfa/recovery-codes', undefined, { token: accessToken });
      expect(renewed.body.recoveryCodes).to.have.length(10);
    });

    it('are asked for no more, and their recovery codes are void, once the last is removed', async () => {
      const { email, passkeyId, accessToken: token } = await newHolder();
      const change = (currentPassword: string, newPassword: string) =>
        auth.post('/password/change', { currentPassword, newPassword }, { token });
      const remove = () => auth.call('DELETE', `/api/v1/auth/passkeys/${passkeyId}`, { token });
      expect((await change(goodPassword, 'moss-ibex')).status, 'a short one beside it').to.equal(204);
      expect((await remove()).body.code).to.equal('password_needs_second_factor');
      expect((await change('moss-ibex', goodPassword)).status).to.equal(204);
      expect((await remove()).status).to.equal(204);
      expect(await begin(email)).to.have.property('accessToken');
      expect((await auth.get('/mfa', token)).body).to.deep.equal({ totp: null, passkeys: 0, recoveryCodesLeft: 0 });
    });

    it('are removed by an administrator for somebody who has lost them', async () => {
      const { email, id } = await newHolder();
      const admin = await auth.newAdmin();
      const answer = await auth.call('DELETE', `/api/v1/auth/accounts/${id}/mfa`, { token: admin.accessToken });
      expect(answer.status).to.equal(204);
      expect(await begin(email)).to.have.property('accessToken');
      const told = await auth.eventsFor('oms.auth.factor.changed.v1', email, 2);
      expect(told[1]?.data).to.include({ change: 'passkey_removed', label: 'Phone' });
    });
  });

  it('sign in with a cookie, where that is asked for', async () => {
    const { authenticator } = await newHolder();
    const credential = authenticator.logIn(await loginOptions());
    const answer = await auth.post('/passkeys/login', { credential, cookie: true });
    expect(answer.body).to.have.keys('accessToken', 'tokenType', 'expiresIn');
    expect(answer.headers.getSetCookie()[0]).to.match(/^__Host-rt=/);
  });

  const wrongs: [string, Deviation][] = [
    ['from a page of another site', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['without the person being verified', { userVerified: false }],
    ['by another key', { foreignKey: true }],
    ['in somebody else’s name', { userHandle: Buffer.alloc(16, 7).toString('base64url') }],
    ['for a challenge that we did not give', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
    ['by a counter that stands still, as a copy’s would', { counter: 1 }],
  ];
  for (const [how, deviation] of wrongs) {
    it(`do not sign in ${how}, and the failure is noted`, async () => {
      const { authenticator, id } = await newHolder();
      expect((await logIn(authenticator)).status).to.equal(200);
      const answer = await logIn(authenticator, deviation);
      expect([answer.status, answer.body.code]).to.deep.equal([401, 'passkey_refused']);
      const noted = await auth.db.query(`SELECT 1 FROM audit_log WHERE account_id = $1 AND type = 'login.failed'`, [
        id,
      ]);
      expect(noted).to.have.length(1);
      expect((await logIn(authenticator)).status).to.equal(200);
    });
  }

  it('use a challenge once, whoever comes with it at the same time', async () => {
    const { authenticator } = await newHolder();
    const options = await loginOptions();
    const credentials = Array.from({ length: 8 }, () => authenticator.logIn(options));
    const answers = await Promise.all(credentials.map((credential) => auth.post('/passkeys/login', { credential })));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 401)).to.have.length(7);
  });

  it('use up a challenge that was answered wrongly', async () => {
    const { authenticator } = await newHolder();
    const options = await loginOptions();
    const wrong = authenticator.logIn(options, { foreignKey: true });
    await auth.post('/passkeys/login', { credential: wrong });
    const credential = authenticator.logIn(options);
    expect((await auth.post('/passkeys/login', { credential })).status).to.equal(401);
  });

  it('do not take a challenge after five minutes', async () => {
    const { authenticator } = await newHolder();
    const options = await loginOptions();
    clock = 301_000;
    const credential = authenticator.logIn(options);
    expect((await auth.post('/passkeys/login', { credential })).status).to.equal(401);
  });

  it('do not sign in to a suspended account', async () => {
    const { authenticator, id } = await newHolder();
    const admin = await auth.newAdmin();
    await auth.post(`/accounts/${id}/suspend`, { reason: 'fraud' }, { token: admin.accessToken });
    expect((await logIn(authenticator)).body.code).to.equal('account_suspended');
  });

  it('are not registered for a challenge of somebody else’s, of a sign-in, or of another site', async () => {
    const person = await auth.newPerson();
    const other = await auth.newPerson();
    const own = () => registrationOptions(person.accessToken);
    const attempts = [
      newAuthenticator().register(await registrationOptions(other.accessToken)),
      newAuthenticator().register({ ...(await own()), ...(await loginOptions()) }),
      newAuthenticator().register(await own(), { origin: 'https://evil.example' }),
      newAuthenticator().register(await own(), { rpId: 'evil.example' }),
      newAuthenticator().register(await own(), { userVerified: false }),
    ];
    for (const credential of attempts) {
      const answer = await auth.post('/passkeys', { credential }, { token: person.accessToken });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'passkey_invalid']);
    }
    expect((await auth.get('/passkeys', person.accessToken)).body.data).to.deep.equal([]);
  });

  it('are registered once, and excluded from then on', async () => {
    const { authenticator, accessToken } = await newHolder();
    const options = await registrationOptions(accessToken);
    expect(options.excludeCredentials).to.have.length(1);
    const answer = await auth.post(
      '/passkeys',
      { credential: authenticator.register(options) },
      { token: accessToken },
    );
    expect([answer.status, answer.body.code]).to.deep.equal([422, 'passkey_invalid']);
  });

  it('want a recent sign-in to be added or removed', async () => {
    const { accessToken, refreshToken, passkeyId } = await newHolder();
    await auth.db.query(`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`, [
      payloadOf(accessToken).sid,
    ]);
    const token = (await auth.post('/refresh', { refreshToken })).body.accessToken;
    const answers = [
      await auth.post('/passkeys/options', undefined, { token }),
      await auth.call('DELETE', `/api/v1/auth/passkeys/${passkeyId}`, { token }),
    ];
    expect(answers.map(({ body }) => body.code)).to.deep.equal(['recent_login_required', 'recent_login_required']);
  });

  it('are removed by their owner alone, sign nobody in any more, and are never the last way in that goes', async () => {
    const holder = await newHolder();
    const stranger = await auth.newPerson();
    const remove = (token: string) => auth.call('DELETE', `/api/v1/auth/passkeys/${holder.passkeyId}`, { token });
    expect((await remove(stranger.accessToken)).status).to.equal(404);
    await auth.db.query('DELETE FROM passwords WHERE account_id = $1', [holder.id]);
    const refused = await remove(holder.accessToken);
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'last_way_in']);
    expect((await logIn(holder.authenticator)).status).to.equal(200);

    const other = await newHolder();
    const path = `/api/v1/auth/passkeys/${other.passkeyId}`;
    expect((await auth.call('DELETE', path, { token: other.accessToken })).status).to.equal(204);
    expect((await logIn(other.authenticator)).status).to.equal(401);
    const told = await auth.eventsFor('oms.auth.factor.changed.v1', other.email, 2);
    expect(told[1]?.data).to.include({ change: 'passkey_removed', label: 'Phone' });
  });

  it('answer 422, not 500, to credentials that are none', async () => {
    const { accessToken } = await auth.newPerson();
    const nonsense = {
      id: 'AA',
      rawId: 'AA',
      type: 'public-key',
      response: { clientDataJSON: 'e30', attestationObject: 'AA', authenticatorData: 'AA', signature: 'AA' },
    };
    expect((await auth.post('/passkeys', { credential: nonsense }, { token: accessToken })).status).to.equal(422);
    expect((await auth.post('/passkeys/login', { credential: nonsense })).status).to.equal(401);
    expect((await auth.post('/passkeys/login', { credential: {} })).status).to.equal(422);
    const { challenge } = await registrationOptions(accessToken);
    const clientDataJSON = Buffer.from(JSON.stringify({ challenge, type: 'webauthn.create', origin: site }));
    const broken = {
      ...nonsense,
      response: { ...nonsense.response, clientDataJSON: clientDataJSON.toString('base64url') },
    };
    expect((await auth.post('/passkeys', { credential: broken }, { token: accessToken })).status).to.equal(422);
  });
});
