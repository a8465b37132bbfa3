import { randomBytes } from 'node:crypto';
import { createMetrics } from '@oms/telemetry';
import { createTestRedis } from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createGuessLimiter } from '../src/guessing/guess-limiter.ts';
import { createMemoryGuessStore, createRedisGuessStore, type GuessStore } from '../src/guessing/guess-store.ts';
import { createIpLimits } from '../src/guessing/ip-limits.ts';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const hour = 3_600_000;
const logger = pino({ level: 'silent' });

describe('The count of guesses', () => {
  let redis: Redis;
  let drop: () => Promise<void>;
  before(async () => {
    const server = await createTestRedis();
    drop = server.drop;
    redis = new Redis(server.url);
    await redis.ping();
  });
  after(async () => {
    redis.disconnect();
    await drop();
  });

  const stores: [string, () => GuessStore][] = [
    ['in Redis', () => createRedisGuessStore(redis, `${randomBytes(6).toString('hex')}:`)],
    ['in the process', () => createMemoryGuessStore()],
  ];
  for (const [where, create] of stores) {
    describe(where, () => {
      let store: GuessStore;
      const now = Date.now();
      beforeEach(() => {
        store = create();
      });
      const times = async (count: number, at = now): Promise<number[]> => {
        const waits: number[] = [];
        for (let each = 0; each < count; each += 1) waits.push(await store.count('who', at));
        return waits;
      };

      it('lets five be judged, then one each second, two, four, up to a quarter of an hour', async () => {
        expect(await times(6)).to.deep.equal([0, 0, 0, 0, 0, 1_000]);
        expect(await times(1, now + 999)).to.deep.equal([1]);
        expect(await times(2, now + 1_000)).to.deep.equal([0, 2_000]);
        let at = now + 3_000;
        let wait = 0;
        for (let failure = 7; failure < 30; failure += 1) {
          expect(await times(1, at)).to.deep.equal([0]);
          [wait = 0] = await times(1, at);
          at += wait;
        }
        expect(wait).to.equal(15 * 60_000);
      });

      it('does not count those that are refused', async () => {
        await times(200);
        expect(await times(2, now + 1_000)).to.deep.equal([0, 2_000]);
      });

      it('lets five of a thousand at the same time be judged', async () => {
        const waits = await Promise.all(Array.from({ length: 1_000 }, () => store.count('who', now)));
        expect(waits.filter((wait) => wait === 0)).to.have.length(5);
      });

      it('forgets after twelve hours, and at once when told to', async () => {
        await times(5);
        expect(await times(5, now + 12 * hour)).to.deep.equal([0, 0, 0, 0, 0]);
        await store.forget('who');
        expect(await times(5)).to.deep.equal([0, 0, 0, 0, 0]);
      });

      it('takes back what turned out right, with the wait that it began', async () => {
        await times(4);
        for (let round = 0; round < 10; round += 1) {
          expect(await times(1)).to.deep.equal([0]);
          await store.takeBack('who');
        }
        expect(await times(2)).to.deep.equal([0, 1_000]);
      });

      it('counts one apart from the other', async () => {
        await times(5);
        expect(await store.count('another', now)).to.equal(0);
      });
    });
  }

  it('keeps no address, and nothing for ever', async () => {
    const prefix = `${randomBytes(6).toString('hex')}:`;
    const limiter = createGuessLimiter({
      redis,
      secret: randomBytes(32),
      logger,
      metrics: createMetrics('test'),
      now: () => new Date(),
      prefix,
    });
    await limiter.begin('Ada@Example.com');
    const keys = await redis.keys(`${prefix}*`);
    expect(keys).to.have.length(1);
    expect(keys.join()).to.match(/:guesses:[\w-]{43}$/);
    expect(await redis.pttl(keys[0] ?? '')).to.be.within(11 * hour, 12 * hour);
  });

  it('goes on in the process while Redis cannot be reached', async () => {
    const unreachable = new Redis('redis://127.0.0.1:1', { lazyConnect: true });
    unreachable.on('error', () => undefined);
    const limiter = createGuessLimiter({
      redis: unreachable,
      secret: randomBytes(32),
      logger,
      metrics: createMetrics('test'),
      now: () => new Date(0),
    });
    const attempts = await Promise.allSettled(Array.from({ length: 50 }, () => limiter.begin('ada@example.com')));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).to.have.length(5);
    unreachable.disconnect();
  });

  it('limits an address by itself, and an IPv6 network as one, with the seconds to wait', async () => {
    const limits = createIpLimits(
      redis,
      { 'sign-in': { requests: 3, seconds: 60 }, mail: { requests: 1, seconds: 60 } },
      `${randomBytes(6).toString('hex')}:`,
    );
    const ask = (ip: string, action: 'sign-in' | 'mail' = 'sign-in') =>
      limits.require(action, { ip, userAgent: null }).then(
        () => 'taken',
        ({ headers }) => Number(headers['Retry-After']),
      );
    const answers = await Promise.all(Array.from({ length: 10 }, (_, host) => ask(`2001:db8::${host + 1}`)));
    expect(answers.filter((answer) => answer === 'taken')).to.have.length(3);
    expect(answers.find((answer) => answer !== 'taken')).to.be.within(1, 60);
    expect(await ask('2001:db8:0:1::1')).to.equal('taken');
    expect(await ask('192.0.2.1')).to.equal('taken');
    expect(await ask('2001:db8::1', 'mail')).to.equal('taken');
  });
});

describe('Guessing', () => {
  let auth: AuthUnderTest;
  let clock = new Date();
  before(async () => {
    auth = await startAuth({ now: () => clock });
  });
  after(() => auth.stop());

  const guess = (email: string, password: string) => auth.post('/login', { email, password });

  it('gets five of a thousand parallel passwords judged, of an account and of an unknown address', async () => {
    const { email } = await auth.newPerson();
    for (const address of [email, auth.newEmail()]) {
      const answers = await Promise.all(
        Array.from({ length: 1_000 }, (_, each) => guess(address, `not the password ${each}`)),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).to.have.length(5);
      expect(statuses.filter((status) => status === 429)).to.have.length(995);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body.code).to.equal('too_many_requests');
      expect(refused?.headers.get('retry-after')).to.equal('1');
      expect((await guess(address, goodPassword)).status).to.equal(429);
    }
    clock = new Date(clock.getTime() + 1_000);
    expect((await guess(email, goodPassword)).status).to.equal(200);
    expect((await guess(email, 'wrong again, but alone')).status).to.equal(401);
  });

  it('is counted over sign-in and the change of a password together', async () => {
    const person = await auth.newPerson();
    const change = (currentPassword: string) =>
      auth.post(
        '/password/change',
        { currentPassword, newPassword: 'another three quiet otters' },
        { token: person.accessToken },
      );
    for (let each = 0; each < 3; each += 1) expect((await guess(person.email, 'wrong')).status).to.equal(401);
    for (let each = 0; each < 2; each += 1) expect((await change('wrong')).status).to.equal(401);
    expect((await change(goodPassword)).status).to.equal(429);
    expect((await guess(person.email.toUpperCase(), goodPassword)).status).to.equal(429);
    clock = new Date(clock.getTime() + 1_000);
    expect((await change(goodPassword)).status).to.equal(204);
  });

  it('stands in the audit log', async () => {
    const person = await auth.newPerson();
    await guess(person.email, 'wrong');
    const [row] = await auth.db.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM audit_log WHERE account_id = $1 AND type = 'login.failed'`,
      [person.id],
    );
    expect(row?.count).to.equal(1);
  });
});

describe('An address that asks too much', () => {
  let auth: AuthUnderTest;
  // Nobody listens there: the count goes on in the process.
  const redis = new Redis('redis://127.0.0.1:1', { lazyConnect: true });
  redis.on('error', () => undefined);
  before(async () => {
    const limit = { requests: 2, seconds: 60 };
    auth = await startAuth({ ipLimits: createIpLimits(redis, { 'sign-in': limit, mail: limit }) });
  });
  after(async () => {
    redis.disconnect();
    await auth.stop();
  });

  const routes: [string, () => unknown][] = [
    ['/login', () => ({ email: auth.newEmail(), password: 'not the password' })],
    ['/login/mfa', () => ({ mfaToken: 'nonsense', code: '123456' })],
    ['/magic-link/consume', () => ({ token: 'nonsense' })],
    ['/register', () => ({ email: auth.newEmail(), password: goodPassword })],
    ['/password/forgot', () => ({ email: auth.newEmail() })],
    ['/magic-link', () => ({ email: auth.newEmail() })],
  ];
  routes.forEach(([path, body], index) => {
    it(`is told to wait at ${path}, whichever account it names, and its neighbours are not`, async () => {
      const ask = (ip: string) => auth.post(path, body(), { headers: { 'x-forwarded-for': ip } });
      const net = `2001:db8:${index}:1`;
      const answers = [await ask(`${net}::1`), await ask(`${net}::2`), await ask(`${net}:ffff::3`)];
      expect(answers.map(({ status }) => status === 429)).to.deep.equal([false, false, true]);
      expect(answers[2]?.body.code).to.equal('too_many_requests');
      expect(Number(answers[2]?.headers.get('retry-after'))).to.be.within(1, 60);
      expect((await ask(`2001:db8:${index}:2::1`)).status).not.to.equal(429);
    });
  });
});
