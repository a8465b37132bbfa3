import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Answer, type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const ourOrigin = 'http://localhost:8080';

/** The refresh token that an answer tells the browser to keep. */
const keptBy = (answer: Answer): string => /^__Host-rt=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1] ?? '';

describe('Signing in with a cookie', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth({}, { ALLOWED_ORIGINS: 'http://shop.localhost:3000' });
  });
  after(() => auth.stop());

  const logIn = (email: string): Promise<Answer> =>
    auth.post('/login', { email, password: goodPassword, cookie: true });
  const fromPage = (token: string, headers: Record<string, string> = {}) => ({
    headers: { cookie: `theme=dark; __Host-rt=${token}`, origin: ourOrigin, ...headers },
  });

  it('keeps the refresh token out of the body and out of reach of scripts and of other sites', async () => {
    const { email } = await auth.newPerson();
    const answer = await logIn(email);
    expect(answer.status).to.equal(200);
    expect(answer.body).to.have.keys('accessToken', 'tokenType', 'expiresIn');
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).to.match(/^__Host-rt=[\w-]{43}; /);
    expect(cookie.split('; ').slice(1)).to.have.members([
      'Max-Age=604800',
      'Path=/',
      'Secure',
      'HttpOnly',
      'SameSite=Strict',
    ]);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('sets no cookie for who did not ask for one', async () => {
    const { email } = await auth.newPerson();
    const answer = await auth.post('/login', { email, password: goodPassword });
    expect(answer.headers.getSetCookie()).to.deep.equal([]);
    expect(answer.body.refreshToken).to.be.a('string');
  });

  it('refreshes by the cookie alone, and replaces it', async () => {
    const { email } = await auth.newPerson();
    const first = keptBy(await logIn(email));
    const answer = await auth.post('/refresh', undefined, fromPage(first, { 'sec-fetch-site': 'same-origin' }));
    expect([answer.status, Object.keys(answer.body)]).to.deep.equal([200, ['accessToken', 'tokenType', 'expiresIn']]);
    expect(keptBy(answer))
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(first);
    expect((await auth.get('/me', answer.body.accessToken)).body.email).to.equal(email);
    expect((await auth.post('/refresh', {}, fromPage(keptBy(answer)))).status).to.equal(200);
  });

  const foreign: [string, Record<string, string>][] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that begins like ours', { origin: `${ourOrigin}.evil.example` }],
    ['no origin', { origin: '' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site, whatever its origin says', { 'sec-fetch-site': 'cross-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ];
  for (const [what, headers] of foreign) {
    it(`is refused to ${what}, at refresh and at log-out, and the session goes on`, async () => {
      const { email } = await auth.newPerson();
      const token = keptBy(await logIn(email));
      for (const path of ['/refresh', '/logout']) {
        const answer = await auth.post(path, undefined, fromPage(token, headers));
        expect([answer.status, answer.body.code], path).to.deep.equal([403, 'origin_not_allowed']);
        expect(answer.headers.getSetCookie()).to.deep.equal([]);
      }
      expect((await auth.post('/refresh', undefined, fromPage(token))).status).to.equal(200);
    });
  }

  it('ends the session at log-out by the cookie, and clears it', async () => {
    const { email } = await auth.newPerson();
    const signedIn = await logIn(email);
    const answer = await auth.post('/logout', undefined, fromPage(keptBy(signedIn)));
    expect(answer.status).to.equal(204);
    expect(answer.headers.getSetCookie()[0]).to.match(/^__Host-rt=; Max-Age=0; /);
    expect((await auth.post('/refresh', undefined, fromPage(keptBy(signedIn)))).status).to.equal(401);
    await eventually(async () => (await auth.get('/me', signedIn.body.accessToken)).status === 401, {
      timeoutMs: 1_000,
    });
  });

  it('ends the session that the browser was in when it signs in anew, and no other', async () => {
    const former = await auth.newPerson();
    const elsewhere = await auth.logIn(former.email);
    const before = await logIn(former.email);
    const person = await auth.newPerson();
    const credentials = { email: person.email, password: goodPassword, cookie: true };
    const after = await auth.post('/login', credentials, fromPage(keptBy(before)));
    expect((await auth.post('/refresh', undefined, fromPage(keptBy(before)))).status).to.equal(401);
    await eventually(async () => (await auth.get('/me', before.body.accessToken)).status === 401, { timeoutMs: 1_000 });
    expect((await auth.post('/refresh', undefined, fromPage(keptBy(after)))).status).to.equal(200);
    expect((await auth.post('/refresh', { refreshToken: elsewhere.refreshToken })).status).to.equal(200);
    const [noted] = await auth.db.query<{ reason: string }>(
      `SELECT details->>'reason' AS reason FROM audit_log WHERE account_id = $1 AND type = 'session.ended'`,
      [former.id],
    );
    expect(noted?.reason).to.equal('signed in anew');
  });

  it('ends no session for a sign-in that fails, keeps no cookie, or that another site began', async () => {
    const { email } = await auth.newPerson();
    const before = keptBy(await logIn(email));
    const credentials = { email, password: goodPassword, cookie: true };
    await auth.post('/login', { ...credentials, password: 'not the right password' }, fromPage(before));
    await auth.post('/login', { ...credentials, cookie: false }, fromPage(before));
    await auth.post('/login', credentials, fromPage(before, { origin: 'https://evil.example' }));
    expect((await auth.post('/refresh', undefined, fromPage(before))).status).to.equal(200);
  });

  it('is for scripts of allowed origins where it is set and read, and for those of no others', async () => {
    const credentialsAt = async (path: string, origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const answer = await auth.call('OPTIONS', `/api/v1/auth${path}`, { headers });
      return answer.headers.get('access-control-allow-credentials');
    };
    const withCookies = ['/login', '/login/mfa', '/refresh', '/logout', '/magic-link', '/magic-link/consume'];
    for (const path of [...withCookies, '/passkeys/login']) {
      expect(await credentialsAt(path, 'http://shop.localhost:3000'), path).to.equal('true');
      expect(await credentialsAt(path, 'https://evil.example'), path).to.equal(null);
    }
    expect(await credentialsAt('/me', 'http://shop.localhost:3000')).to.equal(null);
  });

  it('signs nobody in by itself: the API wants the access token', async () => {
    const { email } = await auth.newPerson();
    const token = keptBy(await logIn(email));
    const answer = await auth.get('/me', undefined, fromPage(token));
    expect([answer.status, answer.body.code]).to.deep.equal([401, 'unauthenticated']);
  });

  it('answers 401 to a refresh and a log-out that bring nothing', async () => {
    expect((await auth.post('/refresh')).body.code).to.equal('refresh_token_invalid');
    expect((await auth.post('/logout')).body.code).to.equal('unauthenticated');
  });
});
