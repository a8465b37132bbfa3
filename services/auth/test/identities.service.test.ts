import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';
import { codeAt } from './authenticator-app.ts';
import { type OidcServer, openBrowser, startOidcServer } from './oidc-server.ts';

const site = 'http://localhost:8080';
const callback = `${site}/api/v1/auth/oauth/corp/callback`;
const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('Signing in at another issuer', () => {
  let auth: AuthUnderTest;
  let idp: OidcServer;
  let clock = 0;
  before(async () => {
    idp = await startOidcServer([callback]);
    const { issuer, clientId, clientSecret } = idp;
    auth = await startAuth(
      { now: () => new Date(Date.now() + clock) },
      {
        PUBLIC_URL: site,
        ALLOWED_ORIGINS: 'https://shop.example',
        OIDC_PROVIDERS: JSON.stringify([
          { name: 'corp', title: 'Corporate login', issuer, clientId, clientSecret },
          { name: 'down', title: 'Switched off', issuer: 'http://127.0.0.1:9', clientId },
        ]),
      },
    );
  });
  beforeEach(() => {
    clock = 0;
    idp.secondsAgo = 0;
  });
  after(async () => {
    await auth.stop();
    await idp.stop();
  });

  const isPage = (url: URL): boolean => url.origin !== idp.issuer && !url.pathname.startsWith('/api/');
  const newBrowser = () =>
    openBrowser((url) => (url.origin === site ? `${auth.url}${url.pathname}${url.search}` : url.href));
  /** The fields that a page is given in its fragment. */
  const fieldsOf = (url: URL) => Object.fromEntries(new URLSearchParams(url.hash.slice(1)));

  /** Has the person `subject` sign in at the provider, in a browser of their own. */
  async function visit(subject: string | undefined, returnTo = '/shop?from=login') {
    idp.subject = subject;
    const browser = newBrowser();
    const query = new URLSearchParams({ returnTo });
    const { url } = await browser.go(`${site}/api/v1/auth/oauth/corp?${query}`, isPage);
    const kept = browser.jarOf('localhost:8080').get('__Host-rt');
    return { url, kept, browser };
  }
  async function tokensOf(kept: string | undefined) {
    const answer = await auth.post('/refresh', undefined, { headers: { cookie: `__Host-rt=${kept}`, origin: site } });
    expect(answer.status).to.equal(200);
    return answer.body;
  }
  function newSubject(person: { email?: string; email_verified?: boolean; name?: string }): string {
    const subject = randomUUID();
    idp.people.set(subject, person);
    return subject;
  }

  it('makes a verified account for a stranger, and brings the browser back signed in by its cookie', async () => {
    const email = auth.newEmail();
    const { url, kept, browser } = await visit(newSubject({ email, email_verified: true, name: 'Grace Hopper' }));
    expect(url.href).to.equal(`${site}/shop?from=login`);
    expect([...browser.jarOf('localhost:8080').keys()]).to.deep.equal(['__Host-rt']);
    const { accessToken } = await tokensOf(kept);
    expect(payloadOf(accessToken).amr).to.deep.equal(['fed']);
    const me = (await auth.get('/me', accessToken)).body;
    expect(me).to.include({ email, name: 'Grace Hopper', emailVerified: true });
    expect(me.methods).to.deep.equal(['identity']);
    const [registered] = await auth.eventsFor('oms.auth.account.registered.v1', email);
    expect(registered?.data).to.deep.include({ emailVerified: true });
  });

  it('sends state, nonce and a challenge of PKCE, new each time', async () => {
    const subject = newSubject({ email: auth.newEmail(), email_verified: true });
    idp.requests.length = 0;
    await visit(subject);
    await visit(subject);
    const [first, second] = idp.requests;
    expect(first?.get('code_challenge_method')).to.equal('S256');
    expect(first?.get('redirect_uri')).to.equal(callback);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first?.get(name), name).to.match(/^[\w-]{43}$/);
      expect(first?.get(name), name).not.to.equal(second?.get(name));
    }
  });

  it('ends the session that the browser was in', async () => {
    const former = await auth.newPerson();
    idp.subject = newSubject({ email: auth.newEmail(), email_verified: true });
    const browser = newBrowser();
    browser.jarOf('localhost:8080').set('__Host-rt', former.refreshToken);
    await browser.go(`${site}/api/v1/auth/oauth/corp`, isPage);
    expect((await auth.post('/refresh', { refreshToken: former.refreshToken })).status).to.equal(401);
    await tokensOf(browser.jarOf('localhost:8080').get('__Host-rt'));
  });

  it('counts as of when the person signed in there, and is recent only once they have done so again', async () => {
    idp.subject = newSubject({ email: auth.newEmail(), email_verified: true });
    const browser = newBrowser();
    const begin = async (query = '') => {
      const before = idp.interactions;
      await browser.go(`${site}/api/v1/auth/oauth/corp${query}`, isPage);
      const { accessToken } = await tokensOf(browser.jarOf('localhost:8080').get('__Host-rt'));
      const ended = await auth.call('DELETE', '/api/v1/auth/sessions', { token: accessToken });
      const age = Math.round(Date.now() / 1000 - payloadOf(accessToken).auth_time);
      return { asked: idp.interactions - before, age, status: ended.status };
    };
    idp.secondsAgo = 660;
    const first = await begin();
    expect(first).to.include({ asked: 1, status: 401 });
    expect(first.age).to.be.within(659, 670);
    idp.secondsAgo = 0;
    const silent = await begin();
    expect(silent).to.include({ asked: 0, status: 401 });
    expect(silent.age).to.be.within(659, 675);
    idp.requests.length = 0;
    const again = await begin('?reauthenticate=true');
    expect(again).to.include({ asked: 1, status: 204 });
    expect(again.age).to.be.within(-1, 10);
    expect(idp.requests[0]?.get('prompt')).to.equal('login');
    expect(idp.requests[0]?.get('max_age')).to.equal('600');
  });

  it('goes by issuer and subject: the same person comes back to the same account, whatever the address is by then', async () => {
    const subject = newSubject({ email: auth.newEmail(), email_verified: true });
    const first = payloadOf((await tokensOf((await visit(subject)).kept)).accessToken);
    idp.people.set(subject, { email: auth.newEmail(), email_verified: false });
    const again = payloadOf((await tokensOf((await visit(subject)).kept)).accessToken);
    expect(again.sub).to.equal(first.sub);
    expect(again.email).to.equal(first.email);
  });

  it('links by itself where both sides have verified the address, and tells the owner', async () => {
    const person = await auth.newPerson();
    const { kept } = await visit(newSubject({ email: person.email.toUpperCase(), email_verified: true }));
    const { accessToken } = await tokensOf(kept);
    expect(payloadOf(accessToken).sub).to.equal(person.id);
    const { data } = (await auth.get('/identities', accessToken)).body;
    expect(data).to.have.length(1);
    expect(data[0]).to.include({ provider: 'corp', issuer: idp.issuer });
    const [told] = await auth.eventsFor('oms.auth.factor.changed.v1', person.email);
    expect(told?.data).to.include({ change: 'identity_linked', label: 'corp' });
  });

  for (const [what, claims] of [
    ['does not call verified', { email_verified: false }],
    ['says nothing about', {}],
    ['calls verified in a string', { email_verified: 'true' as unknown as boolean }],
  ] as const) {
    it(`does not link to an account whose address the issuer ${what}`, async () => {
      const person = await auth.newPerson();
      const { url, kept } = await visit(newSubject({ email: person.email, ...claims }));
      // As without an account: the answer must not tell whether there is one.
      expect(fieldsOf(url)).to.deep.equal({ error: 'email_not_verified_there' });
      expect([url.pathname, kept]).to.deep.equal(['/account/sign-in', undefined]);
      expect((await auth.get('/identities', person.accessToken)).body.data).to.deep.equal([]);
    });
  }

  it('does not link to an account whose address was never verified here, which a stranger may have registered', async () => {
    const email = auth.newEmail();
    await auth.post('/register', { email, password: goodPassword });
    const { url, kept } = await visit(newSubject({ email, email_verified: true }));
    expect([fieldsOf(url), kept]).to.deep.equal([{ error: 'sign_in_to_link' }, undefined]);
  });

  it('makes no account of an address that the issuer has not verified', async () => {
    const { url } = await visit(newSubject({ email: auth.newEmail(), email_verified: false }));
    expect(fieldsOf(url)).to.deep.equal({ error: 'email_not_verified_there' });
    expect(fieldsOf((await visit(newSubject({}))).url)).to.deep.equal({ error: 'email_not_verified_there' });
  });

  it('makes one account when a stranger comes back twice at the same time', async () => {
    const subject = newSubject({ email: auth.newEmail(), email_verified: true });
    idp.subject = subject;
    const visits = await Promise.all([1, 2, 3].map(() => visit(subject)));
    const owners = await Promise.all(visits.map(async ({ kept }) => payloadOf((await tokensOf(kept)).accessToken).sub));
    expect(new Set(owners).size).to.equal(1);
  });

  it('keeps a suspended account out', async () => {
    const subject = newSubject({ email: auth.newEmail(), email_verified: true });
    const { sub } = payloadOf((await tokensOf((await visit(subject)).kept)).accessToken);
    const admin = await auth.newAdmin();
    await auth.post(`/accounts/${sub}/suspend`, { reason: 'fraud' }, { token: admin.accessToken });
    const { url, kept } = await visit(subject);
    expect([fieldsOf(url), kept]).to.deep.equal([{ error: 'account_suspended' }, undefined]);
  });

  it('says so when the person refuses at the provider', async () => {
    const { url, kept } = await visit(undefined);
    expect([fieldsOf(url), kept]).to.deep.equal([{ error: 'provider_refused' }, undefined]);
  });

  it('still asks for the second factor that the account has', async () => {
    const person = await auth.newPerson();
    const token = person.accessToken;
    const { secret } = (await auth.post('/mfa/totp', undefined, { token })).body;
    const codeOf = (offset: number) => codeAt(secret, new Date(), offset);
    expect((await auth.post('/mfa/totp/confirm', { code: codeOf(0) }, { token })).status).to.equal(200);
    const { url, kept } = await visit(newSubject({ email: person.email, email_verified: true }));
    expect(kept).to.equal(undefined);
    expect(url.pathname + url.search).to.equal('/account/sign-in');
    const { mfaToken, methods, to } = fieldsOf(url);
    expect(mfaToken).to.match(/^[\w-]{43}$/);
    expect([methods, to]).to.deep.equal(['totp,recovery_code', `${site}/shop?from=login`]);
    const wrong = await auth.post('/login/mfa', { mfaToken, code: codeOf(-5) });
    expect([wrong.status, wrong.body.code]).to.deep.equal([401, 'mfa_code_invalid']);
    const done = await auth.post('/login/mfa', { mfaToken, code: codeOf(1), cookie: true });
    expect(payloadOf(done.body.accessToken)).to.deep.include({ sub: person.id, amr: ['fed', 'otp', 'mfa'] });
  });

  describe('is bound to the browser that began it', () => {
    /** The callback URL of a sign-in that the provider has approved, not yet followed. */
    async function approved() {
      idp.subject = newSubject({ email: auth.newEmail(), email_verified: true });
      const browser = newBrowser();
      const { url } = await browser.go(
        `${site}/api/v1/auth/oauth/corp`,
        (each) => isPage(each) || each.pathname.endsWith('/callback'),
      );
      return { url, browser };
    }

    it('and cannot be finished in another', async () => {
      const { url } = await approved();
      const victim = newBrowser();
      const end = await victim.go(url.href, isPage);
      expect(fieldsOf(end.url)).to.deep.equal({ error: 'sign_in_expired' });
      expect(victim.jarOf('localhost:8080').size).to.equal(0);
    });

    it('nor with the answer to another sign-in of the same browser', async () => {
      const one = await approved();
      const other = await approved();
      const end = await other.browser.go(one.url.href, isPage);
      expect(fieldsOf(end.url)).to.deep.equal({ error: 'sign_in_expired' });
    });

    it('nor a second time', async () => {
      const { url, browser } = await approved();
      expect(fieldsOf((await browser.go(url.href, isPage)).url)).to.deep.equal({ done: 'signed-in' });
      expect(fieldsOf((await browser.go(url.href, isPage)).url)).to.deep.equal({ error: 'sign_in_expired' });
    });

    it('nor after ten minutes', async () => {
      const { url, browser } = await approved();
      clock = 601_000;
      expect(fieldsOf((await browser.go(url.href, isPage)).url)).to.deep.equal({ error: 'sign_in_expired' });
    });

    it('nor with a code that the provider did not give, or one of another issuer', async () => {
      for (const [name, value] of [
        ['code', 'made-up'],
        ['iss', 'https://evil.example'],
      ] as const) {
        const { url, browser } = await approved();
        url.searchParams.set(name, value);
        expect(fieldsOf((await browser.go(url.href, isPage)).url), name).to.deep.equal({ error: 'provider_refused' });
        expect(browser.jarOf('localhost:8080').size).to.equal(0);
      }
    });
  });

  it('returns to pages of our own origins alone', async () => {
    for (const returnTo of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'https://localhost:8080@evil.example/',
      `${site}.evil.example/`,
      'javascript:alert(1)',
    ]) {
      const query = new URLSearchParams({ returnTo });
      expect((await auth.get(`/oauth/corp?${query}`)).status, returnTo).to.equal(422);
    }
    const { url } = await visit(
      newSubject({ email: auth.newEmail(), email_verified: true }),
      'https://shop.example/in',
    );
    expect(url.href).to.equal('https://shop.example/in');
  });

  it('answers 404 for a provider that is not configured, and 503 for one that cannot be reached', async () => {
    expect((await auth.get('/oauth/nobody')).status).to.equal(404);
    expect((await auth.get('/oauth/nobody/callback')).status).to.equal(404);
    expect((await auth.get('/oauth/down')).body.code).to.equal('service_unavailable');
  });

  describe('Linking while signed in', () => {
    async function link(token: string, subject: string) {
      idp.subject = subject;
      const begun = await auth.post('/identities', { provider: 'corp', returnTo: '/settings' }, { token });
      expect(begun.status).to.equal(200);
      const browser = newBrowser();
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(begun.headers.getSetCookie()[0] ?? '') ?? [];
      browser.jarOf('localhost:8080').set(name, value);
      const { url } = await browser.go(begun.body.authorizationUrl, isPage);
      return { url, browser };
    }

    it('links whatever the address is, and signs in with it from then on', async () => {
      const person = await auth.newPerson();
      const subject = newSubject({ email: auth.newEmail(), email_verified: false });
      const { url, browser } = await link(person.accessToken, subject);
      expect(url.href).to.equal(`${site}/settings`);
      expect(browser.jarOf('localhost:8080').size).to.equal(0);
      expect(payloadOf((await tokensOf((await visit(subject)).kept)).accessToken).sub).to.equal(person.id);
    });

    it('does not take an identity from somebody else', async () => {
      const subject = newSubject({ email: auth.newEmail(), email_verified: true });
      await visit(subject);
      const person = await auth.newPerson();
      const { url } = await link(person.accessToken, subject);
      expect(fieldsOf(url)).to.deep.equal({ error: 'identity_taken' });
    });

    it('comes to nothing when the session has ended meanwhile', async () => {
      const person = await auth.newPerson();
      const begun = await auth.post('/identities', { provider: 'corp' }, { token: person.accessToken });
      await auth.post('/logout', undefined, { token: person.accessToken });
      idp.subject = newSubject({ email: auth.newEmail(), email_verified: true });
      const browser = newBrowser();
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(begun.headers.getSetCookie()[0] ?? '') ?? [];
      browser.jarOf('localhost:8080').set(name, value);
      const { url } = await browser.go(begun.body.authorizationUrl, isPage);
      expect(fieldsOf(url)).to.deep.equal({ error: 'sign_in_expired' });
    });

    it('wants a token, and a recent sign-in', async () => {
      expect((await auth.post('/identities', { provider: 'corp' })).status).to.equal(401);
      const person = await auth.newPerson();
      const { sid } = payloadOf(person.accessToken);
      await auth.db.query(`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`, [sid]);
      const token = (await auth.post('/refresh', { refreshToken: person.refreshToken })).body.accessToken;
      const answer = await auth.post('/identities', { provider: 'corp' }, { token });
      expect([answer.status, answer.body.code]).to.deep.equal([401, 'recent_login_required']);
    });
  });

  it('unlinks one’s own identities alone, and never the last way in', async () => {
    const person = await auth.newPerson();
    const subject = newSubject({ email: person.email, email_verified: true });
    const token = (await tokensOf((await visit(subject)).kept)).accessToken;
    const [linked] = (await auth.get('/identities', token)).body.data;
    const stranger = await auth.newPerson();
    const remove = (by: string) => auth.call('DELETE', `/api/v1/auth/identities/${linked.id}`, { token: by });
    expect((await remove(stranger.accessToken)).status).to.equal(404);
    expect((await remove(token)).status).to.equal(204);
    expect((await auth.get('/identities', token)).body.data).to.deep.equal([]);

    const alone = newSubject({ email: auth.newEmail(), email_verified: true });
    const only = (await tokensOf((await visit(alone)).kept)).accessToken;
    const [{ id }] = (await auth.get('/identities', only)).body.data;
    const refused = await auth.call('DELETE', `/api/v1/auth/identities/${id}`, { token: only });
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'last_way_in']);
    expect((await auth.get('/identities', only)).body.data).to.have.length(1);
  });
});
