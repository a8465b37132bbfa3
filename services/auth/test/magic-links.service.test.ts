import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { rfc4648 } from '../src/factors/base32.ts';
import { stepAt, totpCode } from '../src/factors/totp.ts';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('A magic link', () => {
  let auth: AuthUnderTest;
  // In the past, so that nothing is from the future for who verifies tokens.
  const start = -120_000;
  let clock = start;
  let page: Record<string, string>;
  before(async () => {
    auth = await startAuth({ now: () => new Date(Date.now() + clock) });
    page = { origin: new URL(auth.config.publicUrl).origin, 'sec-fetch-site': 'same-origin' };
  });
  beforeEach(() => {
    clock = start;
  });
  after(() => auth.stop());

  const ask = (email: string, headers = {}) => auth.post('/magic-link', { email }, { headers });
  const follow = (token: string, headers = {}) => auth.post('/magic-link/consume', { token }, { headers });
  const cookieOf = (headers: Headers): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  it('signs in whoever has the mailbox, once, by amr email', async () => {
    const { email, id } = await auth.newPerson();
    expect((await ask(email.toUpperCase())).status).to.equal(202);
    const token = await auth.mailedToken('magic-link', email);
    expect(Buffer.from(token, 'base64url')).to.have.length(32);
    const answer = await follow(token);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    expect(payloadOf(answer.body.accessToken)).to.deep.include({ sub: id, amr: ['email'] });
    const again = await follow(token);
    expect([again.status, again.body.code]).to.deep.equal([422, 'link_invalid']);
  });

  it('signs in once, of many that come with it at the same time', async () => {
    const { email } = await auth.newPerson();
    await ask(email);
    const token = await auth.mailedToken('magic-link', email);
    const answers = await Promise.all(Array.from({ length: 10 }, () => follow(token)));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    const { body } = await auth.get('/sessions', answers.find(({ status }) => status === 200)?.body.accessToken);
    expect(body.data).to.have.length(2);
  });

  it('is answered the same for an address without an account, and for one that was never verified', async () => {
    const known = await auth.newPerson();
    const unverified = auth.newEmail();
    await auth.post('/register', { email: unverified, password: goodPassword });
    const answers = await Promise.all([ask(known.email), ask(auth.newEmail()), ask(unverified)]);
    expect(answers.map(({ status, body }) => [status, body])).to.deep.equal(Array(3).fill([202, '']));
    await auth.eventsFor('oms.auth.magic-link.requested.v1', known.email);
    const [row] = await auth.db.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM link_tokens WHERE purpose = 'magic-link' AND email = $1`,
      [unverified],
    );
    expect(row?.count).to.equal(0);
  });

  it('works for ten minutes', async () => {
    const { email } = await auth.newPerson();
    await ask(email);
    const token = await auth.mailedToken('magic-link', email);
    clock = start + 10 * 60_000 + 1_000;
    expect((await follow(token)).status).to.equal(422);
    clock = start + 9 * 60_000;
    expect((await follow(token)).status).to.equal(200);
  });

  it('works in the browser that asked for it alone', async () => {
    const { email } = await auth.newPerson();
    const asked = await ask(email, page);
    expect(asked.headers.get('set-cookie')).to.match(
      /^__Host-magic-link=[\w-]{43}; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    const token = await auth.mailedToken('magic-link', email);
    const other = cookieOf((await ask(auth.newEmail(), page)).headers);
    for (const headers of [{}, page, { ...page, cookie: other }, { ...page, cookie: '__Host-magic-link=x' }]) {
      expect((await follow(token, headers)).body.code).to.equal('link_invalid');
    }
    // Asking again leaves the cookie, and the link from before, as they are.
    const cookie = cookieOf(asked.headers);
    expect(cookieOf((await ask(email, { ...page, cookie })).headers)).to.equal(cookie);
    expect((await follow(token, { ...page, cookie })).status).to.equal(200);
  });

  it('is not bound to a page of another site, which would not keep the cookie', async () => {
    const { email } = await auth.newPerson();
    const asked = await ask(email, { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' });
    expect(asked.headers.get('set-cookie')).to.equal(null);
    expect((await follow(await auth.mailedToken('magic-link', email))).status).to.equal(200);
  });

  it('gives a browser its refresh token in the cookie', async () => {
    const { email } = await auth.newPerson();
    await ask(email);
    const token = await auth.mailedToken('magic-link', email);
    const answer = await auth.post('/magic-link/consume', { token, cookie: true });
    expect(answer.headers.get('set-cookie')).to.match(/^__Host-rt=/);
    expect(answer.body).not.to.have.property('refreshToken');
  });

  it('never skips the second factor', async () => {
    const person = await auth.newPerson();
    const { body } = await auth.post('/mfa/totp', undefined, { token: person.accessToken });
    const bits = [...body.secret].map((digit: string) => rfc4648.indexOf(digit).toString(2).padStart(5, '0')).join('');
    const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const code = (offset: number) => totpCode(secret, stepAt(new Date(Date.now() + clock)) + offset);
    await auth.post('/mfa/totp/confirm', { code: code(-1) }, { token: person.accessToken });
    await ask(person.email);
    const answer = await follow(await auth.mailedToken('magic-link', person.email));
    expect(answer.status).to.equal(200);
    expect(answer.body).to.have.keys('mfaRequired', 'mfaToken', 'methods');
    const done = await auth.post('/login/mfa', { mfaToken: answer.body.mfaToken, code: code(1) });
    expect(payloadOf(done.body.accessToken).amr).to.deep.equal(['email', 'otp', 'mfa']);
  });

  it('does not outlive the end of all sessions, the use of another, or the account’s address', async () => {
    const person = await auth.newPerson();
    for (let each = 0; each < 3; each += 1) await ask(person.email);
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((nth) => auth.mailedToken('magic-link', person.email, nth)),
    );
    await auth.db.query(`UPDATE accounts SET email = 'moved-' || email WHERE id = $1`, [person.id]);
    expect((await follow(first ?? '')).status).to.equal(422);
    await auth.db.query(`UPDATE accounts SET email = $2 WHERE id = $1`, [person.id, person.email]);
    expect((await follow(second ?? '')).status).to.equal(200);
    expect((await follow(third ?? '')).status).to.equal(422);
    await ask(person.email);
    const last = await auth.mailedToken('magic-link', person.email, 4);
    const change = { currentPassword: goodPassword, newPassword: 'another three quiet otters' };
    expect((await auth.post('/password/change', change, { token: person.accessToken })).status).to.equal(204);
    expect((await follow(last)).status).to.equal(422);
  });

  it('is mailed five times an hour at the most', async () => {
    const { email } = await auth.newPerson();
    for (let each = 0; each < 7; each += 1) expect((await ask(email)).status).to.equal(202);
    await auth.eventsFor('oms.auth.magic-link.requested.v1', email, 5);
    const last = auth.newEmail();
    await auth.post('/register', { email: last, password: goodPassword });
    await auth.eventsFor('oms.auth.email-verification.requested.v1', last);
    expect(await auth.eventsFor('oms.auth.magic-link.requested.v1', email, 5)).to.have.length(5);
  });

  it('stands nowhere in clear', async () => {
    const { email } = await auth.newPerson();
    await ask(email);
    const token = await auth.mailedToken('magic-link', email);
    const kept = await eventually(async () =>
      JSON.stringify([
        await auth.db.query(`SELECT encode(hash, 'escape') FROM link_tokens`),
        await auth.db.query(`SELECT details FROM audit_log`),
        auth.events,
      ]),
    );
    expect(kept).not.to.include(token);
  });

  it('opens a page that does nothing before a click', async () => {
    const answer = await auth.call('GET', '/account/magic-link');
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(answer.body).to.include('data-endpoint="/api/v1/auth/magic-link/consume"').and.include('data-signs-in');
    expect(answer.body).not.to.match(/<script(?![^>]*src=)/);
  });
});
