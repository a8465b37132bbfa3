import { createRevocationList } from '@oms/security';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

describe('Signing in', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  it('gives an access token with the claims that services rely on, signed by a key of the key set', async () => {
    const person = await auth.newPerson();
    const claims = payloadOf(person.accessToken);
    expect(claims).to.include({ iss: 'https://oms.test', aud: 'oms', sub: person.id, email: person.email, epoch: 1 });
    expect(claims).to.deep.include({ roles: ['customer'], permissions: [], amr: ['pwd'] });
    expect(claims.exp - claims.iat).to.equal(300);
    expect(claims.auth_time).to.be.closeTo(Date.now() / 1000, 5);
    const header = headerOf(person.accessToken);
    expect(header).to.include({ alg: 'ES256', typ: 'at+jwt' });
    const keys = await auth.call('GET', '/.well-known/jwks.json');
    expect(keys.body.keys.map(({ kid }: { kid: string }) => kid)).to.deep.equal([header.kid]);
    expect(JSON.stringify(keys.body)).not.to.match(/"d":/);
  });

  it('answers the same to a wrong password and to an unknown address, after the same work', async () => {
    const { email } = await auth.newPerson();
    const wrong = await auth.post('/login', { email, password: 'not the right password' });
    const unknown = await auth.post('/login', { email: auth.newEmail(), password: 'not the right password' });
    const { requestId: _one, ...first } = wrong.body;
    const { requestId: _other, ...second } = unknown.body;
    expect([wrong.status, first]).to.deep.equal([unknown.status, second]);
    expect(first.code).to.equal('invalid_credentials');
    const time = async (address: string): Promise<number> => {
      const start = performance.now();
      await auth.post('/login', { email: address, password: 'not the right password' });
      return performance.now() - start;
    };
    // The shortest of several, taken in turns, is what a busy machine disturbs least.
    let known = Number.POSITIVE_INFINITY;
    let stranger = Number.POSITIVE_INFINITY;
    const isAlike = () => stranger > known * 0.5 && stranger < known * 2;
    for (let round = 0; round < 8 || (round < 30 && !isAlike()); round += 1) {
      // A sign-in makes its failures forgotten.
      await auth.logIn(email);
      known = Math.min(known, await time(email));
      stranger = Math.min(stranger, await time(auth.newEmail()));
    }
    expect(isAlike(), `${stranger} ms for strangers, ${known} ms for those with an account`).to.equal(true);
  });

  it('hashes a password anew when it was stored with weaker parameters', async () => {
    const { email, id } = await auth.newPerson();
    const { hash } = await import('argon2');
    const weak = await hash(goodPassword, { memoryCost: 8_192, timeCost: 2, parallelism: 1 });
    await auth.db.query('UPDATE passwords SET hash = $2 WHERE account_id = $1', [id, weak]);
    await auth.logIn(email);
    const [row] = await auth.db.query<{ hash: string }>('SELECT hash FROM passwords WHERE account_id = $1', [id]);
    expect(row?.hash).to.match(/m=19456,p=1,t=2/);
    await auth.logIn(email);
  });

  it('refuses to say who somebody is without a token, or with one that was tampered with', async () => {
    const { accessToken } = await auth.newPerson();
    expect((await auth.get('/me')).body.code).to.equal('unauthenticated');
    const [head, body, signature = ''] = accessToken.split('.');
    const admin = Buffer.from(JSON.stringify({ ...payloadOf(accessToken), roles: ['admin'] })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
    for (const token of [
      `${head}.${admin}.${signature}`,
      `${none}.${body}.`,
      `${head}.${body}.${flipped}`,
      'nonsense',
    ]) {
      const answer = await auth.get('/me', token);
      expect(answer.status, token).to.equal(401);
      expect(answer.headers.get('www-authenticate')).to.match(/^Bearer/);
    }
  });
});

describe('Refreshing', () => {
  let auth: AuthUnderTest;
  let clock = 0;
  before(async () => {
    auth = await startAuth({ now: () => new Date(Date.now() + clock) });
  });
  beforeEach(() => {
    clock = 0;
  });
  after(() => auth.stop());

  const refresh = (refreshToken: string) => auth.post('/refresh', { refreshToken });

  it('gives a new pair of the same session each time', async () => {
    const person = await auth.newPerson();
    const first = await refresh(person.refreshToken);
    expect(first.status).to.equal(200);
    expect(first.body.refreshToken).not.to.equal(person.refreshToken);
    const { sid, auth_time } = payloadOf(person.accessToken);
    expect(payloadOf(first.body.accessToken)).to.include({ sid, auth_time });
    expect((await refresh(first.body.refreshToken)).status).to.equal(200);
    expect((await auth.get('/me', first.body.accessToken)).status).to.equal(200);
  });

  it('ends the session when a token comes again after its grace, and tells the owner', async () => {
    const person = await auth.newPerson();
    const next = (await refresh(person.refreshToken)).body;
    clock = 11_000;
    const reused = await refresh(person.refreshToken);
    expect([reused.status, reused.body.code]).to.deep.equal([401, 'refresh_token_invalid']);
    expect((await refresh(next.refreshToken)).status).to.equal(401);
    await auth.eventsFor('oms.auth.refresh-token.reused.v1', person.email);
    await eventually(async () => (await auth.get('/me', next.accessToken)).status === 401, { timeoutMs: 1_000 });
  });

  it('bears the immediate predecessor for ten seconds, as after a lost answer', async () => {
    const person = await auth.newPerson();
    await refresh(person.refreshToken);
    clock = 9_000;
    const again = await refresh(person.refreshToken);
    expect(again.status).to.equal(200);
    expect((await refresh(again.body.refreshToken)).status).to.equal(200);
  });

  it('ends the session when a token from before the predecessor comes, however soon', async () => {
    const person = await auth.newPerson();
    const second = (await refresh(person.refreshToken)).body;
    const third = (await refresh(second.refreshToken)).body;
    expect((await refresh(person.refreshToken)).status).to.equal(401);
    expect((await refresh(third.refreshToken)).status).to.equal(401);
  });

  it('does not let a copy that was taken in the grace live on beside the owner’s', async () => {
    const person = await auth.newPerson();
    const owners = (await refresh(person.refreshToken)).body;
    const copy = (await refresh(person.refreshToken)).body;
    expect((await refresh(owners.refreshToken)).status).to.equal(200);
    clock = 11_000;
    expect((await refresh(copy.refreshToken)).status).to.equal(401);
    clock = 0;
    expect((await auth.get('/sessions', (await auth.logIn(person.email)).accessToken)).body.data).to.have.length(1);
  });

  it('answers many refreshes of one token at the same time from one session, and every answer works', async () => {
    const person = await auth.newPerson();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(person.refreshToken)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(10).fill(200));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).to.equal(10);
    const [rows] = await auth.db.query<{ generation: number }>(
      'SELECT generation FROM sessions WHERE account_id = $1',
      [person.id],
    );
    expect(rows?.generation).to.equal(2);
    const next = await Promise.all(answers.map(({ body }) => refresh(body.refreshToken)));
    expect(next.map(({ status }) => status)).to.deep.equal(Array(10).fill(200));
  });

  it('ends with idle time, and with its absolute time even when it is used', async () => {
    const day = 86_400_000;
    const idle = await auth.newPerson();
    clock = 7 * day + 1_000;
    expect((await refresh(idle.refreshToken)).status).to.equal(401);
    clock = 0;
    const busy = await auth.newPerson();
    let { refreshToken } = busy;
    for (const days of [6, 12, 18, 24, 29.9]) {
      clock = days * day;
      const answer = await refresh(refreshToken);
      expect(answer.status, `${days} days`).to.equal(200);
      refreshToken = answer.body.refreshToken;
    }
    clock = 30 * day + 1_000;
    expect((await refresh(refreshToken)).status).to.equal(401);
  });

  it('ends sooner for staff and administrators', async () => {
    const minute = 60_000;
    const admin = await auth.newAdmin();
    clock = 31 * minute;
    expect((await refresh(admin.refreshToken)).status).to.equal(401);
  });

  it('refuses what was never given', async () => {
    for (const token of ['x', 'A'.repeat(43)]) {
      const answer = await refresh(token);
      expect([answer.status, answer.body.code]).to.deep.equal([401, 'refresh_token_invalid']);
    }
    expect((await auth.post('/refresh', { refreshToken: 'x'.repeat(300) })).status).to.equal(422);
    expect((await auth.post('/refresh', {})).status).to.equal(422);
  });
});

describe('Signing out', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  /** A replica of another service that reads the revocations. */
  async function otherService() {
    const redis = new Redis(auth.redisUrl, { lazyConnect: true });
    const list = createRevocationList({ redis, logger: pino({ level: 'silent' }) });
    list.start();
    await list.whenLoaded();
    return {
      refuses: (token: string) => {
        const { sub, sid, epoch } = payloadOf(token);
        return list.isRevoked({ subject: sub, sessionId: sid, epoch });
      },
      stop: async () => {
        await list.stop();
        redis.disconnect();
      },
    };
  }

  it('makes both tokens void, the access token within a second on every replica and service', async () => {
    const second = await auth.startReplica();
    const other = await otherService();
    try {
      const person = await auth.newPerson();
      expect((await auth.get('/me', person.accessToken, { via: second })).status).to.equal(200);
      expect((await auth.post('/logout', undefined, { token: person.accessToken })).status).to.equal(204);
      await eventually(
        async () =>
          other.refuses(person.accessToken) &&
          (await auth.get('/me', person.accessToken)).status === 401 &&
          (await auth.get('/me', person.accessToken, { via: second })).status === 401,
        { timeoutMs: 1_000, intervalMs: 10 },
      );
      expect((await auth.post('/refresh', { refreshToken: person.refreshToken })).status).to.equal(401);
      const late = await otherService();
      expect(late.refuses(person.accessToken), 'a replica that starts afterwards').to.equal(true);
      await late.stop();
    } finally {
      await other.stop();
      await second.stop();
    }
  });

  it('shows where one is signed in, and ends one session or all others', async () => {
    const person = await auth.newPerson();
    const phone = await auth.post(
      '/login',
      { email: person.email, password: goodPassword },
      {
        headers: { 'user-agent': 'Phone/1.0', 'x-forwarded-for': '203.0.113.9' },
      },
    );
    const laptop = await auth.logIn(person.email);
    const list = await auth.get('/sessions', person.accessToken);
    expect(list.body.data).to.have.length(3);
    expect(list.body.data.filter(({ current }: { current: boolean }) => current)).to.have.length(1);
    const [entry] = list.body.data.filter(({ userAgent }: { userAgent: string }) => userAgent === 'Phone/1.0');
    expect(entry).to.include({ ip: '203.0.113.9', current: false });

    const gone = await auth.call('DELETE', `/api/v1/auth/sessions/${entry.id}`, { token: person.accessToken });
    expect(gone.status).to.equal(204);
    await eventually(async () => (await auth.get('/me', phone.body.accessToken)).status === 401, { timeoutMs: 1_000 });
    const again = await auth.call('DELETE', `/api/v1/auth/sessions/${entry.id}`, { token: person.accessToken });
    expect(again.status).to.equal(404);

    expect((await auth.call('DELETE', '/api/v1/auth/sessions', { token: person.accessToken })).status).to.equal(204);
    await eventually(async () => (await auth.get('/me', laptop.accessToken)).status === 401, { timeoutMs: 1_000 });
    expect((await auth.get('/me', person.accessToken)).status).to.equal(200);
  });

  it('wants a recent sign-in before it ends other sessions, and none before it ends its own', async () => {
    const person = await auth.newPerson();
    const other = await auth.logIn(person.email);
    await auth.db.query(`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`, [
      payloadOf(person.accessToken).sid,
    ]);
    const { body } = await auth.post('/refresh', { refreshToken: person.refreshToken });
    const token = body.accessToken as string;
    for (const path of ['', `/${payloadOf(other.accessToken).sid}`]) {
      const refused = await auth.call('DELETE', `/api/v1/auth/sessions${path}`, { token });
      expect([refused.status, refused.body.code], path).to.deep.equal([401, 'recent_login_required']);
    }
    expect((await auth.get('/sessions', token)).body.data).to.have.length(2);
    expect((await auth.post('/refresh', { refreshToken: other.refreshToken })).status).to.equal(200);
    expect((await auth.post('/logout', undefined, { token })).status).to.equal(204);
  });

  it('does not reach into other people’s sessions', async () => {
    const ada = await auth.newPerson();
    const bob = await auth.newPerson();
    const { sid } = payloadOf(bob.accessToken);
    const answer = await auth.call('DELETE', `/api/v1/auth/sessions/${sid}`, { token: ada.accessToken });
    expect(answer.status).to.equal(404);
    expect((await auth.call('DELETE', '/api/v1/auth/sessions/no-uuid', { token: ada.accessToken })).status).to.equal(
      404,
    );
    expect((await auth.get('/me', bob.accessToken)).status).to.equal(200);
  });

  it('stays in force when Redis loses its data', async () => {
    const person = await auth.newPerson();
    await auth.post('/logout', undefined, { token: person.accessToken });
    const redis = new Redis(auth.redisUrl);
    await redis.flushdb();
    redis.disconnect();
    const other = await otherService();
    expect(other.refuses(person.accessToken)).to.equal(true);
    await other.stop();
  });

  it('is caught up on by whichever replica is up when the one that signed out died before the broadcast', async () => {
    const person = await auth.newPerson();
    const { sid } = payloadOf(person.accessToken);
    await auth.db.query(
      `INSERT INTO revocations (session_id, created_at, expires_at) VALUES ($1, now(), now() + interval '6 minutes')`,
      [sid],
    );
    await eventually(async () => (await auth.get('/me', person.accessToken)).status === 401, { timeoutMs: 1_500 });
  });
});
