import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

describe('Registering', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  it('makes an account that can sign in once its address is verified, and tells the other services', async () => {
    const email = auth.newEmail();
    const registered = await auth.post('/register', { email, password: goodPassword, name: 'Ada', locale: 'de-ch' });
    expect(registered.status).to.equal(202);
    const [event] = await auth.eventsFor('oms.auth.account.registered.v1', email);
    expect(event?.data).to.include({ email, name: 'Ada', locale: 'de-CH', emailVerified: false });
    expect(event?.subject).to.equal(event?.data.accountId);

    const early = await auth.post('/login', { email, password: goodPassword });
    expect([early.status, early.body.code]).to.deep.equal([403, 'email_not_verified']);

    const token = await auth.mailedToken('email-verification', email);
    expect(token).to.match(/^[\w-]{43}$/);
    expect((await auth.post('/verify-email', { token })).status).to.equal(204);
    await auth.eventsFor('oms.auth.account.verified.v1', email);

    const signedIn = await auth.post('/login', { email, password: goodPassword });
    expect(signedIn.status).to.equal(200);
    expect(signedIn.body).to.include({ tokenType: 'Bearer', expiresIn: 300 });
    const me = await auth.get('/me', signedIn.body.accessToken);
    expect(me.body).to.deep.include({ email, emailVerified: true, roles: ['customer'], permissions: [] });
    expect(me.body.id).to.equal(event?.data.accountId);
  });

  it('finds the same account however the address is written', async () => {
    const { email } = await auth.newPerson();
    await auth.logIn(email.toUpperCase());
    await auth.logIn(` ${email} `);
  });

  it('answers the same for an address that has an account, and tells only its owner', async () => {
    const { email } = await auth.newPerson();
    const unknown = await auth.post('/register', { email: auth.newEmail(), password: goodPassword });
    const known = await auth.post('/register', { email, password: 'another of my passwords' });
    expect([known.status, known.body]).to.deep.equal([unknown.status, unknown.body]);
    await auth.eventsFor('oms.auth.registration.repeated.v1', email);
    await auth.logIn(email);
    const other = await auth.post('/login', { email, password: 'another of my passwords' });
    expect(other.body.code).to.equal('invalid_credentials');
  });

  it('sends another link to an address that was never verified, at most five in an hour', async () => {
    const email = auth.newEmail();
    for (let round = 0; round < 7; round += 1) await auth.post('/register', { email, password: goodPassword });
    await auth.post('/register', { email: `${email}.org`, password: goodPassword });
    await auth.eventsFor('oms.auth.email-verification.requested.v1', `${email}.org`);
    expect(await auth.eventsFor('oms.auth.email-verification.requested.v1', email)).to.have.length(5);
    expect(await auth.eventsFor('oms.auth.account.registered.v1', email)).to.have.length(1);
  });

  it('gives the account the password of the registration whose link was followed, not of a stranger’s', async () => {
    for (const ownerIsFirst of [true, false]) {
      const email = auth.newEmail();
      const owners = { email, password: goodPassword };
      const strangers = { email, password: 'chosen by a stranger' };
      for (const registration of ownerIsFirst ? [owners, strangers] : [strangers, owners]) {
        await auth.post('/register', registration);
      }
      const token = await auth.mailedToken('email-verification', email, ownerIsFirst ? 1 : 2);
      const other = await auth.mailedToken('email-verification', email, ownerIsFirst ? 2 : 1);
      expect((await auth.post('/verify-email', { token })).status).to.equal(204);
      await auth.logIn(email, goodPassword);
      expect((await auth.post('/login', strangers)).body.code).to.equal('invalid_credentials');
      expect((await auth.post('/verify-email', { token: other })).body.code).to.equal('link_invalid');
      await auth.logIn(email, goodPassword);
    }
  });

  it('takes a link once, of many who come with it at the same time', async () => {
    const email = auth.newEmail();
    await auth.post('/register', { email, password: goodPassword });
    const token = await auth.mailedToken('email-verification', email);
    const answers = await Promise.all(Array.from({ length: 12 }, () => auth.post('/verify-email', { token })));
    expect(answers.filter(({ status }) => status === 204)).to.have.length(1);
    expect(answers.filter(({ body }) => body.code === 'link_invalid')).to.have.length(11);
  });

  it('makes one account of many registrations of an address at the same time', async () => {
    const email = auth.newEmail();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => auth.post('/register', { email, password: goodPassword })),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202, 202]);
    await auth.eventsFor('oms.auth.email-verification.requested.v1', email, 4);
    expect(await auth.eventsFor('oms.auth.account.registered.v1', email)).to.have.length(1);
  });

  it('keeps no token and no password in clear, in tables or events', async () => {
    const email = auth.newEmail();
    await auth.post('/register', { email, password: goodPassword });
    const token = await auth.mailedToken('email-verification', email);
    const [dump] = await auth.db.query<{ text: string }>(
      `SELECT (SELECT string_agg(l::text, ' ') FROM link_tokens l) || (SELECT string_agg(p::text, ' ') FROM passwords p)
           || (SELECT string_agg(a::text, ' ') FROM audit_log a) AS text`,
    );
    for (const secret of [token, goodPassword]) {
      expect(dump?.text).not.to.include(secret);
      expect(JSON.stringify(auth.events)).not.to.include(secret);
    }
    const [{ hash } = { hash: '' }] = await auth.db.query<{ hash: string }>('SELECT hash FROM passwords LIMIT 1');
    expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
  });

  for (const [why, password, code] of [
    ['too short', 'only14charsxx.', 'password_too_short'],
    ['too long', 'ab1'.repeat(43), 'password_too_long'],
    ['one piece repeated', 'abcabcabcabcabcabc', 'password_breached'],
    ['a run of keys', 'qwertyuiopasdfghj', 'password_breached'],
    ['in everybody’s list', 'Password-Password123', 'password_breached'],
  ]) {
    it(`refuses a password that is ${why}`, async () => {
      const answer = await auth.post('/register', { email: auth.newEmail(), password });
      expect([answer.status, answer.body.code]).to.deep.equal([422, code]);
      expect(answer.body.errors[0]).to.include({ pointer: '/password', in: 'body', code });
    });
  }

  it('refuses the address as password, and counts characters rather than bytes', async () => {
    const email = auth.newEmail();
    expect((await auth.post('/register', { email, password: email })).body.code).to.equal('password_breached');
    const eight = 'grüßgott';
    expect((await auth.post('/register', { email, password: eight })).body.code).to.equal('password_too_short');
    const sixteen = '🦔 sixteen ünïts';
    expect((await auth.post('/register', { email, password: sixteen })).status).to.equal(202);
  });

  it('answers bad input with a problem that says what is wrong', async () => {
    const email = auth.newEmail();
    const password = goodPassword;
    const cases: [unknown, number, string][] = [
      [{ email: 'not an address', password }, 422, 'validation_failed'],
      [{ email: 'a@localhost', password }, 422, 'validation_failed'],
      [{ email: `${'a'.repeat(250)}@example.com`, password }, 422, 'validation_failed'],
      [{ email, password: 42 }, 422, 'validation_failed'],
      [{ email }, 422, 'validation_failed'],
      [{ email, password, role: 'admin' }, 422, 'validation_failed'],
      [{ email, password, name: 'line\nbreak' }, 422, 'validation_failed'],
      [{ email, password, locale: 'not a locale' }, 422, 'validation_failed'],
      [{ email, password: 'x'.repeat(2_000) }, 422, 'validation_failed'],
      [[], 422, 'validation_failed'],
      ['{"email":', 400, 'malformed_json'],
      [{ email, password: 'x'.repeat(1_100_000) }, 413, 'payload_too_large'],
    ];
    for (const [body, status, code] of cases) {
      const answer = await auth.post('/register', body);
      expect([answer.status, answer.body.code], JSON.stringify(body).slice(0, 80)).to.deep.equal([status, code]);
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
    }
    const text = await auth.post('/register', 'email=a', { headers: { 'content-type': 'text/plain' } });
    expect([text.status, text.body.code]).to.deep.equal([415, 'unsupported_media_type']);
    const wrong = await auth.call('GET', '/api/v1/auth/register');
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'POST']);
    expect((await auth.post('/verify-email', { token: 'unknown' })).body.code).to.equal('link_invalid');
  });
});

describe('An answer that must not tell whether an address is known', () => {
  let auth: AuthUnderTest;
  const floor = 400;
  before(async () => {
    auth = await startAuth({ answerFloorMs: floor });
  });
  after(() => auth.stop());

  it('takes as long for the one as for the other', async () => {
    const { email } = await auth.newPerson();
    const timed = async (path: string, body: object): Promise<number> => {
      const start = performance.now();
      expect((await auth.post(path, body)).status).to.equal(202);
      return performance.now() - start;
    };
    for (const [path, more] of [
      ['/register', { password: goodPassword }],
      ['/password/forgot', {}],
    ] as const) {
      // The shortest of several is what a busy machine disturbs least.
      let known = Number.POSITIVE_INFINITY;
      let unknown = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3; round += 1) {
        known = Math.min(known, await timed(path, { email, ...more }));
        unknown = Math.min(unknown, await timed(path, { email: auth.newEmail(), ...more }));
      }
      expect(Math.min(known, unknown)).to.be.at.least(floor - 5);
      expect(Math.abs(known - unknown)).to.be.below(60);
    }
  });
});
