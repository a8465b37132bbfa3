import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect } from 'chai';
import { type Answer, type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const site = 'http://localhost:8080';
const minutes = 60_000;

describe('Operators’ pages', () => {
  let auth: AuthUnderTest;
  let clock = 0;
  before(async () => {
    const title = 'Mine & "yours" <b>';
    const provider = { name: 'corp', title, issuer: 'http://127.0.0.1:9', clientId: 'oms' };
    auth = await startAuth(
      { now: () => new Date(Date.now() + clock) },
      { PUBLIC_URL: site, OIDC_PROVIDERS: JSON.stringify([provider]) },
    );
  });
  beforeEach(() => {
    clock = 0;
  });
  after(() => auth.stop());

  const keptBy = (answer: Answer): string =>
    /^__Host-rt=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
  const signIn = async (email: string): Promise<string> =>
    keptBy(await auth.post('/login', { email, password: goodPassword, cookie: true }));

  /** What Traefik asks when a browser with this cookie opens a page. Not by fetch, which sets Sec-Fetch-Mode itself. */
  async function visit(token: string | undefined, headers: Record<string, string> = {}) {
    const sent = request(`${auth.url}/api/v1/auth/forward`, {
      headers: {
        ...(token !== undefined && { cookie: `__Host-rt=${token}` }),
        'x-forwarded-method': 'GET',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'localhost:8080',
        'x-forwarded-uri': '/dashboard/?tab=queues',
        'sec-fetch-mode': 'navigate',
        ...headers,
      },
    }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    const received = new Headers(response.headers as Record<string, string>);
    return { status: response.statusCode, headers: received };
  }
  const wayBack = (response: { headers: Headers }): string | null => {
    const url = new URL(response.headers.get('location') ?? '');
    expect(`${url.origin}${url.pathname}${url.search}`).to.equal(`${site}/account/sign-in`);
    return new URLSearchParams(url.hash.slice(1)).get('to');
  };

  it('open for a browser that an administrator has signed in with, and are told who it is', async () => {
    const admin = await auth.newAdmin();
    const token = await signIn(admin.email);
    const response = await visit(token);
    expect(response.status).to.equal(204);
    expect(response.headers.get('x-auth-account')).to.equal(admin.id);
    expect(response.headers.get('x-auth-email')).to.equal(admin.email);
    // Looking uses nothing up.
    expect((await visit(token)).status).to.equal(204);
    const refreshed = await auth.post('/refresh', {}, { headers: { cookie: `__Host-rt=${token}`, origin: site } });
    expect(refreshed.status).to.equal(200);
    expect((await visit(keptBy(refreshed))).status).to.equal(204);
    // A request that was under way during the refresh.
    expect((await visit(token)).status).to.equal(204);
    clock = 11_000;
    expect((await visit(token)).status).to.equal(302);
  });

  it('get the cookies of their own, and none of ours', async () => {
    const token = await signIn((await auth.newAdmin()).email);
    const cookie = (others: string) => ({ cookie: `${others}__Host-rt=${token}; __Host-oidc=x` });
    const response = await visit(undefined, cookie('adminer_sid=a; lang="en"; '));
    expect(response.status).to.equal(204);
    expect(response.headers.get('cookie')).to.equal('adminer_sid=a; lang="en"');
    expect((await visit(undefined, cookie(''))).headers.get('cookie')).to.equal(null);
  });

  it('send who is not signed in to the sign-in page, and back to the page afterwards', async () => {
    for (const token of [undefined, 'made-up', '']) {
      const response = await visit(token);
      expect(response.status).to.equal(302);
      expect(response.headers.get('cache-control')).to.equal('no-store');
      expect(wayBack(response)).to.equal(`${site}/dashboard/?tab=queues`);
    }
  });

  it('stay closed to everybody but administrators', async () => {
    const person = await auth.newPerson();
    expect((await visit(await signIn(person.email))).status).to.equal(302);
    const admin = await auth.newAdmin();
    await auth.call('PUT', `/api/v1/auth/accounts/${person.id}/roles`, {
      body: { roles: ['staff'] },
      token: admin.accessToken,
    });
    expect((await visit(await signIn(person.email))).status).to.equal(302);
  });

  it('never lead anywhere but to our own host', async () => {
    const forged: Record<string, string>[] = [
      { 'x-forwarded-host': 'evil.example' },
      { 'x-forwarded-host': 'localhost:8080.evil.example' },
      { 'x-forwarded-uri': '//evil.example/' },
      { 'x-forwarded-uri': '/\\evil.example/' },
      { 'x-forwarded-uri': 'https://evil.example/' },
      { 'x-forwarded-uri': '@evil.example/' },
    ];
    for (const headers of forged) {
      expect(wayBack(await visit(undefined, headers)), JSON.stringify(headers)).to.equal(null);
    }
  });

  it('answer 401 where no page is being opened', async () => {
    const others: Record<string, string>[] = [{ 'x-forwarded-method': 'POST' }, { 'sec-fetch-mode': 'cors' }];
    for (const headers of others) {
      const response = await visit(undefined, headers);
      expect([response.status, response.headers.get('location')]).to.deep.equal([401, null]);
    }
  });

  it('close at once with a log-out, a suspension, or the loss of the role', async () => {
    const boss = await auth.newAdmin();
    const change = (method: string, path: string, body: unknown) =>
      auth.call(method, `/api/v1/auth/accounts/${path}`, { body, token: boss.accessToken });

    const one = await auth.newAdmin();
    const first = await signIn(one.email);
    await auth.post('/logout', undefined, { headers: { cookie: `__Host-rt=${first}`, origin: site } });
    expect((await visit(first)).status).to.equal(302);

    const second = await signIn(one.email);
    await change('PUT', `${one.id}/roles`, { roles: ['staff'] });
    expect((await visit(second)).status).to.equal(302);

    const other = await auth.newAdmin();
    const third = await signIn(other.email);
    await change('POST', `${other.id}/suspend`, { reason: 'left the company' });
    expect((await visit(third)).status).to.equal(302);
  });

  it('keep a session from idling out while they are used, and no longer than an administrator’s may last', async () => {
    const token = await signIn((await auth.newAdmin()).email);
    for (const at of [20, 40, 60]) {
      clock = at * minutes;
      expect((await visit(token)).status, `${at} minutes`).to.equal(204);
    }
    clock = 91 * minutes;
    expect((await visit(token)).status).to.equal(302);
    const other = await signIn((await auth.newAdmin()).email);
    const began = clock;
    for (let at = 0; at < 12 * 60; at += 29) {
      clock = began + at * minutes;
      expect((await visit(other)).status, `${at} minutes`).to.equal(204);
    }
    clock = began + 12 * 60 * minutes;
    expect((await visit(other)).status).to.equal(302);
  });

  it('have a sign-in page without a script of its own, whose links and files are there and whose titles are escaped', async () => {
    const page = await auth.call('GET', '/account/sign-in');
    expect(page.status).to.equal(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).to.include(`default-src 'none'`).and.include(`frame-ancestors 'none'`).and.not.include('unsafe');
    const html = String(page.body);
    expect(html).to.include('Sign in with Mine &amp; &quot;yours&quot; &lt;b&gt;').and.not.include('<b>');
    expect(html).not.to.match(/<script(?![^>]*\bsrc=)/);
    expect(html).not.to.match(/\son\w+=|style=/);
    for (const [, id = ''] of html.matchAll(/<input id="(\w+)"/g)) expect(html).to.include(`<label for="${id}">`);
    for (const [, file = ''] of html.matchAll(/(?:src|href)="(\/account[^"]+)"/g)) {
      expect((await auth.call('GET', file)).status, file).to.equal(200);
    }
  });
});
