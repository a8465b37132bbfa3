import { expect } from 'chai';
import { type Answer, type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';
import { bytesOf, codeAt } from './authenticator-app.ts';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('An authenticator app', () => {
  let auth: AuthUnderTest;
  // In the past, so that tokens of a later step are not from the future for who verifies them.
  let clock = -120_000;
  let standingStill: number | undefined;
  const now = () => new Date((standingStill ?? Date.now()) + clock);
  before(async () => {
    auth = await startAuth({ now });
  });
  beforeEach(() => {
    clock = -120_000;
    standingStill = undefined;
  });
  after(() => auth.stop());

  const nextStep = () => {
    clock += 30_000;
  };
  const codeOf = (secret: string, offset = 0) => codeAt(secret, now(), offset);
  const begin = (email: string, password = goodPassword) => auth.post('/login', { email, password });
  const finish = (body: Record<string, unknown>) => auth.post('/login/mfa', body);

  /** A person with an app and its recovery codes, who has signed in with it. */
  async function personWithApp() {
    const person = await auth.newPerson();
    const { body: setUp } = await auth.post('/mfa/totp', undefined, { token: person.accessToken });
    const confirmed = await auth.post(
      '/mfa/totp/confirm',
      { code: codeOf(setUp.secret) },
      { token: person.accessToken },
    );
    expect(confirmed.status).to.equal(200);
    nextStep();
    return { ...person, secret: setUp.secret as string, codes: confirmed.body.recoveryCodes as string[] };
  }

  const mfaTokenOf = async (email: string, password?: string): Promise<string> => {
    const answer = await begin(email, password);
    expect(answer.body).to.include({ mfaRequired: true });
    return answer.body.mfaToken;
  };

  it('is set up by its first code, and then asked for at every sign-in', async () => {
    const person = await auth.newPerson();
    const setUp = await auth.post('/mfa/totp', undefined, { token: person.accessToken });
    expect(setUp.status).to.equal(200);
    expect(setUp.body.secret).to.match(/^[A-Z2-7]{32}$/);
    expect(setUp.body.otpauthUri).to.include(setUp.body.secret).and.include(encodeURIComponent(person.email));
    expect(setUp.body.qrSvg).to.match(/^<svg .*<\/svg>\s*$/s);
    expect(setUp.headers.get('cache-control')).to.equal('no-store');
    expect((await begin(person.email)).body).to.have.property('accessToken');

    const wrong = await auth.post('/mfa/totp/confirm', { code: '000000' }, { token: person.accessToken });
    expect(wrong.body.code).to.equal('mfa_setup_code_invalid');
    const code = codeOf(setUp.body.secret);
    const confirmed = await auth.post('/mfa/totp/confirm', { code }, { token: person.accessToken });
    expect(confirmed.body.recoveryCodes).to.have.length(10);
    const [told] = await auth.eventsFor('oms.auth.factor.changed.v1', person.email);
    expect(told?.data).to.include({ change: 'totp_enabled', accountId: person.id });
    const again = await auth.post('/mfa/totp', undefined, { token: person.accessToken });
    expect([again.status, again.body.code]).to.deep.equal([409, 'mfa_already_enabled']);

    const first = await begin(person.email);
    expect(first.status).to.equal(200);
    expect(first.body).to.have.keys('mfaRequired', 'mfaToken', 'methods');
    expect(first.body.methods).to.deep.equal(['totp', 'recovery_code']);
    nextStep();
    const second = await finish({ mfaToken: first.body.mfaToken, code: codeOf(setUp.body.secret) });
    expect(second.status).to.equal(200);
    expect(payloadOf(second.body.accessToken).amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect((await auth.get('/me', second.body.accessToken)).status).to.equal(200);
    expect((await auth.get('/mfa', second.body.accessToken)).body).to.deep.include({ recoveryCodesLeft: 10 });
  });

  it('can be set up, changed and removed after a recent sign-in only', async () => {
    const person = await personWithApp();
    const [row] = await auth.db.query<{ id: string }>(
      `UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE account_id = $1 RETURNING id`,
      [person.id],
    );
    expect(row).not.to.equal(undefined);
    const { body: stale } = await auth.post('/refresh', { refreshToken: person.refreshToken });
    const token = stale.accessToken as string;
    for (const refused of [
      await auth.post('/mfa/totp', undefined, { token }),
      await auth.post('/mfa/totp/confirm', { code: '000000' }, { token }),
      await auth.post('/mfa/recovery-codes', undefined, { token }),
      await auth.call('DELETE', '/api/v1/auth/mfa/totp', { token }),
    ]) {
      expect([refused.status, refused.body.code]).to.deep.equal([401, 'recent_login_required']);
    }
  });

  it('is not skipped by a code of another account, an old code or a malformed one', async () => {
    const person = await personWithApp();
    const other = await personWithApp();
    const mfaToken = await mfaTokenOf(person.email);
    const refusals = [await finish({ mfaToken, code: codeOf(other.secret) })];
    refusals.push(await finish({ mfaToken, code: codeOf(person.secret, -2) }));
    refusals.push(await finish({ mfaToken, recoveryCode: other.codes[0] }));
    for (const { status, body } of refusals) expect([status, body.code]).to.deep.equal([401, 'mfa_code_invalid']);
    for (const body of [{ mfaToken, code: '12345' }, { mfaToken }, { mfaToken, code: '123456', recoveryCode: 'x' }]) {
      expect((await finish(body)).status).to.equal(422);
    }
    expect((await finish({ mfaToken: 'nonsense', code: '123456' })).body.code).to.equal('mfa_token_invalid');
    expect((await finish({ mfaToken, code: codeOf(person.secret) })).status).to.equal(200);
  });

  it('gives a code that signs in once, of many sign-ins that come with it at the same time', async () => {
    const person = await personWithApp();
    const tokens = await Promise.all(Array.from({ length: 4 }, () => mfaTokenOf(person.email)));
    const code = codeOf(person.secret);
    const answers = await Promise.all(tokens.map((mfaToken) => finish({ mfaToken, code })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 401, 401, 401]);
    const late = await finish({ mfaToken: await mfaTokenOf(person.email), code });
    expect(late.body.code).to.equal('mfa_code_invalid');
    // An earlier step is no better, once a later one was used.
    expect(
      (await finish({ mfaToken: await mfaTokenOf(person.email), code: codeOf(person.secret, -1) })).status,
    ).to.equal(401);
  });

  it('ends a sign-in once, of many that come with its token at the same time', async () => {
    const person = await personWithApp();
    const mfaToken = await mfaTokenOf(person.email);
    const answers = await Promise.all(
      person.codes.slice(0, 4).map((recoveryCode) => finish({ mfaToken, recoveryCode })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 401, 401, 401]);
    const { body } = await auth.get('/mfa', answers.find(({ status }) => status === 200)?.body.accessToken);
    expect(body.recoveryCodesLeft).to.equal(9);
  });

  it('can be done without by a recovery code, once each, of which the owner is told', async () => {
    const person = await personWithApp();
    const [recoveryCode = ''] = person.codes;
    const tokens = await Promise.all(Array.from({ length: 4 }, () => mfaTokenOf(person.email)));
    const answers = await Promise.all(
      tokens.map((mfaToken) => finish({ mfaToken, recoveryCode: recoveryCode.toLowerCase().replaceAll('-', ' ') })),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).to.have.length(1);
    expect(payloadOf(good[0]?.body.accessToken).amr).to.deep.equal(['pwd', 'mfa']);
    const events = await auth.eventsFor('oms.auth.factor.changed.v1', person.email, 2);
    expect(events[1]?.data).to.include({ change: 'recovery_code_used', remaining: 9 });
    const started = (await auth.eventsFor('oms.auth.session.started.v1', person.email, 2)).at(-1);
    expect(started?.aggregateversion).to.equal((events[1]?.aggregateversion ?? 0) + 1);

    const token = good[0]?.body.accessToken as string;
    const fresh = await auth.post('/mfa/recovery-codes', undefined, { token });
    expect(fresh.body.recoveryCodes).to.have.length(10);
    const old = await finish({ mfaToken: await mfaTokenOf(person.email), recoveryCode: person.codes[1] });
    expect(old.status).to.equal(401);
    const renewed = await finish({
      mfaToken: await mfaTokenOf(person.email),
      recoveryCode: fresh.body.recoveryCodes[0],
    });
    expect(renewed.status).to.equal(200);
  });

  it('is guessed at no more than five times, whatever the way, and a right password does not start it anew', async () => {
    const person = await personWithApp();
    const mfaToken = await mfaTokenOf(person.email);
    standingStill = Date.now();
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, each) => finish({ mfaToken, code: String(each).padStart(6, '0') })),
    );
    expect(guesses.filter(({ status }) => status === 401)).to.have.length(5);
    expect(guesses.filter(({ status }) => status === 429)).to.have.length(95);
    expect((await begin(person.email)).status).to.equal(429);
    expect((await finish({ mfaToken, recoveryCode: person.codes[0] })).status).to.equal(429);
    clock += 1_000;
    // The password is right, so that the owner need not wait for the second step.
    const again = await mfaTokenOf(person.email);
    expect((await finish({ mfaToken: again, code: '000000' })).status).to.equal(401);
    const refused = await finish({ mfaToken: again, code: codeOf(person.secret) });
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, '2']);
    clock += 2_000;
    expect((await finish({ mfaToken: again, code: codeOf(person.secret) })).status).to.equal(200);
  });

  it('waits five minutes for its code, and not beyond the end of all sessions', async () => {
    const person = await personWithApp();
    const late = await mfaTokenOf(person.email);
    clock += 5 * 60_000 + 1;
    expect((await finish({ mfaToken: late, code: codeOf(person.secret) })).body.code).to.equal('mfa_token_invalid');
    const halfWay = await mfaTokenOf(person.email);
    const change = { currentPassword: goodPassword, newPassword: 'another three quiet otters' };
    expect((await auth.post('/password/change', change, { token: person.accessToken })).status).to.equal(204);
    expect((await finish({ mfaToken: halfWay, code: codeOf(person.secret) })).body.code).to.equal('mfa_token_invalid');
  });

  it('keeps no secret and no code in clear, in tables, the audit log or events', async () => {
    const person = await personWithApp();
    const mfaToken = await mfaTokenOf(person.email);
    const kept = JSON.stringify([
      await auth.db.query(`SELECT sealed_secret FROM totp_factors`),
      await auth.db.query(`SELECT encode(hash, 'escape') FROM recovery_codes`),
      await auth.db.query(`SELECT encode(hash, 'escape') FROM sign_in_attempts`),
      await auth.db.query(`SELECT details FROM audit_log`),
      auth.events,
    ]);
    for (const secret of [person.secret, bytesOf(person.secret).toString('base64url'), ...person.codes, mfaToken]) {
      expect(kept).not.to.include(secret);
    }
  });

  it('lets a password of eight characters do, and cannot be removed before that is a longer one', async () => {
    const person = await personWithApp();
    const change = (currentPassword: string, newPassword: string): Promise<Answer> =>
      auth.post('/password/change', { currentPassword, newPassword }, { token: person.accessToken });
    const remove = () => auth.call('DELETE', '/api/v1/auth/mfa/totp', { token: person.accessToken });
    expect((await change(goodPassword, 'sevench')).body.code).to.equal('password_too_short');
    expect((await change(goodPassword, 'moss-ibex')).status).to.equal(204);
    const refused = await remove();
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'password_needs_second_factor']);
    expect(await mfaTokenOf(person.email, 'moss-ibex')).to.be.a('string');
    expect((await change('moss-ibex', goodPassword)).status).to.equal(204);
    expect((await remove()).status).to.equal(204);
    expect((await begin(person.email)).body).to.have.property('accessToken');
    expect((await change(goodPassword, 'moss-ibex')).body.code).to.equal('password_too_short');
    const events = await auth.eventsFor('oms.auth.factor.changed.v1', person.email, 2);
    expect(events[1]?.data.change).to.equal('totp_disabled');
    expect((await remove()).status).to.equal(404);
  });

  it('is not skipped by a new password that was set through a mailed link', async () => {
    const person = await personWithApp();
    await auth.post('/password/forgot', { email: person.email });
    const token = await auth.mailedToken('password-reset', person.email);
    expect((await auth.post('/password/reset', { token, password: 'moss-ibex' })).status).to.equal(204);
    expect((await begin(person.email, 'moss-ibex')).body).to.include({ mfaRequired: true });
  });

  it('is removed by an administrator for somebody who has lost it, with every session and a short password', async () => {
    const person = await personWithApp();
    const change = { currentPassword: goodPassword, newPassword: 'moss-ibex' };
    await auth.post('/password/change', change, { token: person.accessToken });
    const admin = await auth.newAdmin();
    const path = `/api/v1/auth/accounts/${person.id}/mfa`;
    const seen = await auth.call('GET', path, { token: admin.accessToken });
    expect(seen.body.totp.confirmedAt).to.be.a('string');
    expect((await auth.call('DELETE', path, { token: person.accessToken })).status).to.equal(403);
    expect((await auth.call('DELETE', path, { token: admin.accessToken })).status).to.equal(204);
    expect((await auth.call('DELETE', path, { token: admin.accessToken })).status).to.equal(404);
    expect((await auth.post('/refresh', { refreshToken: person.refreshToken })).status).to.equal(401);
    expect((await begin(person.email, 'moss-ibex')).status).to.equal(401);
    const events = await auth.eventsFor('oms.auth.factor.changed.v1', person.email, 2);
    expect(events[1]?.data.change).to.equal('totp_reset');
    await auth.post('/password/forgot', { email: person.email });
    const token = await auth.mailedToken('password-reset', person.email);
    expect((await auth.post('/password/reset', { token, password: 'moss-ibex' })).body.code).to.equal(
      'password_too_short',
    );
    expect((await auth.post('/password/reset', { token, password: goodPassword })).status).to.equal(204);
    expect((await begin(person.email)).body).to.have.property('accessToken');
  });
});

describe('A sign-in', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  it('tells whether it came from a device that the account had not used before', async () => {
    const { email } = await auth.newPerson();
    const from = (userAgent: string) =>
      auth.post('/login', { email, password: goodPassword }, { headers: { 'user-agent': userAgent } });
    await from('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0');
    await from('Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0');
    await from('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1');
    const events = await auth.eventsFor('oms.auth.session.started.v1', email, 4);
    expect(events.map(({ data }) => data.newDevice)).to.deep.equal([false, true, false, true]);
  });

  it('is the next version of its account, of those that come at the same time too', async () => {
    const { email } = await auth.newPerson();
    await Promise.all(Array.from({ length: 4 }, () => auth.logIn(email)));
    const events = await auth.eventsFor('oms.auth.session.started.v1', email, 5);
    const [first = 0, ...others] = events.map(({ aggregateversion }) => aggregateversion);
    expect(others).to.deep.equal([1, 2, 3, 4].map((step) => first + step));
  });
});
