import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DevelopmentKey, developmentKey } from '@oms/local';
import { createTcpProxy, eventually, skipBecause, type TcpProxy, through } from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type Customer, registerCustomer, signIn } from './people.ts';
import { type PrivateRedis, redisProgram, startPrivateRedis } from './private-redis.ts';
import { type Answer, createRawClient, type RawClient } from './raw-client.ts';
import { type BootedSystem, bootSystem, type ServiceName } from './running-system.ts';

/** A route of each service, and what it answers a customer whose token is good. */
const routes: Readonly<Record<ServiceName, { path: string; customer: number }>> = {
  auth: { path: '/api/v1/auth/me', customer: 200 },
  users: { path: '/api/v1/users/me', customer: 200 },
  orders: { path: '/api/v1/orders', customer: 200 },
  mailer: { path: '/api/v1/mail/messages', customer: 403 },
};

/** A replica of a service, as its own client. */
interface Replica {
  name: ServiceName;
  number: number;
  client: RawClient;
}

const shown = ({ name, number }: Replica): string => `${name} ${number}`;
const ask = ({ name, client }: Replica, token: string): Promise<Answer> =>
  client.call('GET', routes[name].path, { token });

/** Within which a revocation has to be known everywhere, in milliseconds. */
const revocationLimit = 1_000;

describe('identity across all services', () => {
  let redis: PrivateRedis;
  let proxy: TcpProxy;
  let system: BootedSystem;
  /** To the first replica of auth, which is never cut off. */
  let authUrl: string;
  let auth: RawClient;
  let mailbox: Mailbox;
  let folder: string;
  let key: DevelopmentKey;
  let replicas: Replica[];
  const figures: string[] = [];

  before(async function () {
    if (process.env.BASE_URL) skipBecause(this, 'it cuts replicas of its own off, not a running system');
    const program = redisProgram();
    if (program === undefined) skipBecause(this, 'no redis-server on this machine to restart');
    folder = await mkdtemp(join(tmpdir(), 'oms-keys-'));
    key = developmentKey(folder);
    redis = await startPrivateRedis(program);
    proxy = await createTcpProxy(redis.url);
    system = await bootSystem({
      replicas: 2,
      redisUrl: redis.url,
      redisUrlOf: (url, replica) => (replica === 1 ? through(proxy, url) : url),
      jwksUrls: [key.jwksUrl],
      settings: { DATABASE_POOL_MAX: '6' },
    });
    replicas = (Object.keys(routes) as ServiceName[]).flatMap((name) =>
      system.replicas[name].map((url, number) => ({ name, number, client: createRawClient(url) })),
    );
    authUrl = system.replicas.auth[0] ?? expect.fail('auth has no replica');
    auth = createRawClient(authUrl);
    mailbox = openMailbox(system.mailUrl);
    // Once every replica has the keys of auth, it is sure of what is no key of ours.
    const token = await admin();
    for (const replica of replicas) {
      await eventually(async () => expect((await ask(replica, token)).status, shown(replica)).to.equal(200));
    }
  });

  after(async () => {
    await system?.stop();
    await proxy?.close();
    await redis?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
    for (const figure of figures) console.log(`      ${figure}`);
  });

  const register = (): Promise<Customer> => registerCustomer(authUrl, mailbox);
  const admin = async (): Promise<string> => (await signIn(authUrl, system.admin)).token;
  const expectGood = async (token: string, which = replicas): Promise<void> => {
    for (const replica of which) {
      await eventually(async () =>
        expect((await ask(replica, token)).status, shown(replica)).to.equal(routes[replica.name].customer),
      );
    }
  };
  /** Asks each replica until it refuses `token`. @returns milliseconds until the last one did */
  async function refusedEverywhere(token: string, which: readonly Replica[], limit = revocationLimit): Promise<number> {
    const began = performance.now();
    const times = await Promise.all(
      which.map(async (replica) => {
        await eventually(async () => expect((await ask(replica, token)).status, shown(replica)).to.equal(401), {
          timeoutMs: limit,
          intervalMs: 10,
        });
        return performance.now() - began;
      }),
    );
    return Math.max(...times);
  }
  const note = (what: string, milliseconds: number): void => {
    figures.push(`${what}: refused on ${replicas.length} replicas after ${Math.round(milliseconds)} ms`);
  };

  describe('a token that is not whole, not ours, not for us or not for now', () => {
    const now = () => Math.floor(Date.now() / 1000);
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = (changes: object = {}) => ({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...changes });
    const claims = (changes: object = {}) => ({
      iss: 'https://oms.example',
      aud: 'oms',
      jti: randomUUID(),
      sub: randomUUID(),
      sid: randomUUID(),
      email: 'eve@example.com',
      epoch: 1,
      roles: ['admin'],
      permissions: ['mail:read', 'users:read', 'orders:read'],
      amr: ['pwd'],
      auth_time: now(),
      iat: now(),
      exp: now() + 300,
      ...changes,
    });
    const signed = (head: object, body: object, privateKey = key.privateKey): string => {
      const text = `${part(head)}.${part(body)}`;
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${signature.toString('base64url')}`;
    };
    const without = (claim: string): object =>
      Object.fromEntries(Object.entries(claims()).filter(([name]) => name !== claim));

    async function expectRefused(token: string, why: string): Promise<void> {
      for (const replica of replicas) {
        const { status, body, headers } = await ask(replica, token);
        expect(status, `${why} on ${shown(replica)}`).to.equal(401);
        expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
        expect(headers.get('www-authenticate')).to.match(/^Bearer /);
        expect(body.code).to.be.oneOf(['token_invalid', 'token_expired', 'unauthenticated']);
      }
    }

    it('differs from one that is good by that alone', async () => {
      const token = signed(header(), claims());
      for (const replica of replicas) {
        // Auth and users know nobody of this id; the token itself is what is believed.
        expect((await ask(replica, token)).status, shown(replica)).to.not.equal(401);
      }
    });

    it('is refused everywhere when any part was altered', async () => {
      const token = signed(header(), claims());
      const starts = [0, token.indexOf('.') + 1, token.lastIndexOf('.') + 1, token.length];
      for (let index = 0; index < 3; index += 1) {
        const [start, end] = [starts[index] ?? 0, (starts[index + 1] ?? 0) - (index < 2 ? 1 : 0)];
        for (const at of [start, Math.floor((start + end) / 2), end - 1]) {
          const other = token[at] === 'A' ? 'B' : 'A';
          await expectRefused(token.slice(0, at) + other + token.slice(at + 1), `character ${at} of part ${index}`);
        }
      }
      const [head, body, signature] = token.split('.');
      await expectRefused(`${head}.${part(claims({ sub: randomUUID() }))}.${signature}`, 'other claims');
      await expectRefused(`${part(header({ kid: 'x' }))}.${body}.${signature}`, 'another header');
      await expectRefused(`${head}.${body}.`, 'no signature');
      await expectRefused(`${head}.${body}`, 'two parts');
      await expectRefused(`${token}.${signature}`, 'four parts');
    });

    it('is refused everywhere with any algorithm but ES256', async () => {
      const unsigned = (alg: string) => `${part(header({ alg }))}.${part(claims())}.`;
      for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
        await expectRefused(unsigned(alg), alg);
        await expectRefused(`${unsigned(alg)}AAAA`, alg);
      }
      const { body } = await auth.call('GET', '/.well-known/jwks.json');
      const jwk = body.keys[0];
      const secrets = [JSON.stringify(jwk), Buffer.from(jwk.x, 'base64url'), `${jwk.x}${jwk.y}`];
      for (const secret of secrets) {
        const text = `${part(header({ alg: 'HS256', kid: jwk.kid }))}.${part(claims())}`;
        const mac = createHmac('sha256', secret).update(text).digest('base64url');
        await expectRefused(`${text}.${mac}`, 'HS256 with the public key');
      }
      const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const text = `${part(header({ alg: 'RS256' }))}.${part(claims())}`;
      await expectRefused(
        `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`,
        'RS256',
      );
    });

    it('is refused everywhere when its key is not ours, whatever the token says about where to find it', async () => {
      const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const jwk = foreign.publicKey.export({ format: 'jwk' });
      await expectRefused(signed(header(), claims(), foreign.privateKey), 'our kid, a foreign key');
      await expectRefused(signed(header({ kid: 'foreign' }), claims(), foreign.privateKey), 'a foreign kid');
      await expectRefused(signed(header({ kid: undefined }), claims()), 'no kid');
      for (const hint of [
        { jwk },
        { jku: 'http://127.0.0.1:9/jwks.json' },
        { x5u: 'http://127.0.0.1:9/' },
        { x5c: ['AA'] },
      ]) {
        const head = header({ kid: 'foreign', ...hint });
        await expectRefused(signed(head, claims(), foreign.privateKey), Object.keys(hint).join());
      }
      await expectRefused(signed(header({ crit: ['exp'] }), claims()), 'critical extensions');
    });

    it('is refused everywhere when it has expired or is not valid yet', async () => {
      await expectRefused(signed(header(), claims({ iat: now() - 400, exp: now() - 6 })), 'expired');
      await expectRefused(signed(header(), claims({ iat: now() + 60, exp: now() + 300 })), 'issued in the future');
      await expectRefused(signed(header(), claims({ nbf: now() + 60 })), 'not before');
      await expectRefused(signed(header(), without('exp')), 'without an end');
    });

    it('is refused everywhere with another audience, issuer or type, or without what an access token has', async () => {
      for (const aud of ['other', ['other'], '', null])
        await expectRefused(signed(header(), claims({ aud })), 'audience');
      for (const iss of ['https://evil.example', 'https://oms.example/', null]) {
        await expectRefused(signed(header(), claims({ iss })), 'issuer');
      }
      for (const typ of ['JWT', 'id+jwt', 'AT+JWT+x', undefined]) {
        await expectRefused(signed(header({ typ }), claims()), 'type');
      }
      for (const claim of ['aud', 'iss', 'sub', 'epoch', 'roles', 'permissions', 'auth_time', 'iat']) {
        await expectRefused(signed(header(), without(claim)), `without ${claim}`);
      }
    });
  });

  describe('what ends a sign-in is known to every replica within a second', () => {
    it('a log-out', async () => {
      const { token } = await register();
      await expectGood(token);
      expect((await auth.call('POST', '/api/v1/auth/logout', { token })).status).to.equal(204);
      note('log-out', await refusedEverywhere(token, replicas));
    });

    it('a session that its owner ends from elsewhere', async () => {
      const { token: lost, email, password } = await register();
      await expectGood(lost);
      const { token } = await signIn(authUrl, { email, password });
      const { body } = await auth.call('GET', '/api/v1/auth/sessions', { token });
      const other = body.data.find(({ current }: { current: boolean }) => !current);
      expect((await auth.call('DELETE', `/api/v1/auth/sessions/${other.id}`, { token })).status).to.equal(204);
      note('session ended by its owner', await refusedEverywhere(lost, replicas));
      await expectGood(token);
    });

    it('a new password', async () => {
      const { token: other, email, password } = await register();
      await expectGood(other);
      const { token } = await signIn(authUrl, { email, password });
      const body = { currentPassword: password, newPassword: `battery staple ${randomUUID()}` };
      const changed = await auth.call('POST', '/api/v1/auth/password/change', { token, body });
      expect(changed.status, JSON.stringify(changed.body)).to.equal(204);
      note('password change', await refusedEverywhere(other, replicas));
    });

    const byAdmin = [
      { what: 'a suspension', method: 'POST', path: 'suspend', body: { reason: 'a test' } },
      { what: 'a change of roles', method: 'PUT', path: 'roles', body: { roles: ['customer', 'staff'] } },
      { what: 'sessions that an administrator ends', method: 'POST', path: 'sessions/revoke', body: undefined },
    ];
    for (const { what, method, path, body } of byAdmin) {
      it(what, async () => {
        const { token } = await register();
        await expectGood(token);
        const { id } = (await auth.call('GET', '/api/v1/auth/me', { token })).body;
        const options = { token: await admin(), ...(body && { body }) };
        const done = await auth.call(method, `/api/v1/auth/accounts/${id}/${path}`, options);
        expect(done.status, JSON.stringify(done.body)).to.equal(200);
        note(what, await refusedEverywhere(token, replicas));
      });
    }

    it('also to one that was cut off from Redis and came back, and to one that started after', async () => {
      const { token } = await register();
      await expectGood(token);
      proxy.cut();
      try {
        expect((await auth.call('POST', '/api/v1/auth/logout', { token })).status).to.equal(204);
        await refusedEverywhere(
          token,
          replicas.filter(({ number }) => number === 0),
        );
      } finally {
        proxy.restore();
      }
      note('log-out while cut off, after the way was back', await refusedEverywhere(token, replicas));
      for (const name of Object.keys(routes) as ServiceName[]) {
        const late = { name, number: 2, client: createRawClient(await system.addReplica(name)) };
        expect((await ask(late, token)).status, shown(late)).to.equal(401);
      }
    });
  });

  it('a log-out reaches the others even when the replica of auth that took it cannot tell Redis', async () => {
    const { token } = await register();
    await expectGood(token);
    const reached = replicas.filter(({ number }) => number === 0);
    const cutOff = createRawClient(system.replicas.auth[1] ?? expect.fail('auth has no second replica'));
    proxy.cut();
    try {
      const loggedOut = cutOff.call('POST', '/api/v1/auth/logout', { token });
      const milliseconds = await refusedEverywhere(token, reached, 1_500);
      expect((await loggedOut).status).to.equal(204);
      figures.push(
        `log-out at a replica of auth without Redis: refused on the others after ${Math.round(milliseconds)} ms`,
      );
    } finally {
      proxy.restore();
    }
    await refusedEverywhere(token, replicas);
  });

  describe('without word from Redis', () => {
    let customer: Customer;
    let revoked: string;
    let staff: string;

    before(async () => {
      customer = await register();
      const other = await register();
      revoked = other.token;
      staff = await admin();
      await expectGood(customer.token);
      expect((await auth.call('POST', '/api/v1/auth/logout', { token: revoked })).status).to.equal(204);
      await refusedEverywhere(revoked, replicas);
    });

    /** What holds while `which` may have missed a revocation. */
    async function expectCaution(which: readonly Replica[]): Promise<void> {
      for (const replica of which) {
        await eventually(async () => {
          const answer = await ask(replica, staff);
          expect([answer.status, answer.body.code], shown(replica)).to.deep.equal([503, 'revocation_unavailable']);
          expect(answer.headers.get('retry-after')).to.match(/^\d+$/);
        });
        if (replica.name !== 'mailer')
          expect((await ask(replica, customer.token)).status, shown(replica)).to.equal(200);
        expect((await ask(replica, revoked)).status, `revoked before, on ${shown(replica)}`).to.equal(401);
        if (replica.name !== 'auth') continue;
        const step = await replica.client.call('POST', '/api/v1/auth/api-keys', { token: customer.token, body: {} });
        expect([step.status, step.body.code]).to.deep.equal([503, 'revocation_unavailable']);
      }
    }
    const expectTrust = async (): Promise<void> => {
      for (const replica of replicas) {
        await eventually(async () => expect((await ask(replica, staff)).status, shown(replica)).to.equal(200));
      }
      for (const replica of replicas) expect((await ask(replica, revoked)).status, shown(replica)).to.equal(401);
      await expectGood(customer.token);
    };

    for (const way of ['cut', 'silence'] as const) {
      it(`staff and recent sign-ins get 503 and customers go on (${way})`, async () => {
        proxy[way]();
        try {
          await expectCaution(replicas.filter(({ number }) => number === 1));
          for (const replica of replicas.filter(({ number }) => number === 0)) {
            expect((await ask(replica, staff)).status, `${shown(replica)} is not cut off`).to.equal(200);
          }
        } finally {
          proxy.restore();
        }
        await expectTrust();
      });
    }

    it('no revoked token comes back to life when Redis loses its data', async () => {
      const connection = new Redis(redis.url);
      await connection.flushall();
      connection.disconnect();
      await expectTrust();
      const late = { name: 'orders' as const, number: 2, client: createRawClient(await system.addReplica('orders')) };
      expect((await ask(late, revoked)).status).to.equal(401);
    });

    it('no revoked token comes back to life when Redis is restarted empty', async () => {
      await redis.stop();
      try {
        await expectCaution(replicas);
        const body = { refreshToken: customer.refreshToken };
        expect((await auth.call('POST', '/api/v1/auth/refresh', { body })).status, 'a refresh').to.be.oneOf([200, 503]);
      } finally {
        await redis.start();
      }
      await expectTrust();
      const late = { name: 'users' as const, number: 2, client: createRawClient(await system.addReplica('users')) };
      expect((await ask(late, revoked)).status).to.equal(401);
    });
  });
});
