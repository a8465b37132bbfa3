import { fileURLToPath } from 'node:url';
import { migrate, rollback } from '@oms/database';
import { createTestDatabase } from '@oms/testing';
import { expect } from 'chai';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { document } from '../src/openapi.ts';
import { createPasswordHasher } from '../src/passwords/password-hasher.ts';
import { seedAdmin } from '../src/seed.ts';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

describe('The account pages', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  for (const path of ['/account/verify-email', '/account/reset']) {
    it(`${path} holds no script of its own, and lets nothing from elsewhere in`, async () => {
      const page = await auth.call('GET', path);
      expect(page.status).to.equal(200);
      expect(page.headers.get('content-type')).to.match(/^text\/html/);
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy)
        .to.include(`default-src 'none'`)
        .and.include(`script-src 'self'`)
        .and.include(`frame-ancestors 'none'`);
      expect(policy).not.to.include('unsafe');
      expect(page.headers.get('referrer-policy')).to.equal('no-referrer');
      const html = String(page.body);
      expect(html)
        .to.match(/<html lang="en">/)
        .and.match(/<h1>/)
        .and.match(/role="status"/);
      expect(html).not.to.match(/<script(?![^>]*\bsrc=)/);
      expect(html).not.to.match(/\son\w+=|style=/);
      for (const [, file = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
        expect((await auth.call('GET', file)).status, file).to.equal(200);
      }
    });
  }

  it('change nothing when a scanner follows the link', async () => {
    const email = auth.newEmail();
    await auth.post('/register', { email, password: goodPassword });
    const token = await auth.mailedToken('email-verification', email);
    await auth.call('GET', `/account/verify-email?token=${token}`);
    await auth.call('HEAD', `/account/verify-email?token=${token}`);
    expect((await auth.post('/verify-email', { token })).status).to.equal(204);
  });
});

describe('The seed', () => {
  it('makes one verified administrator, however often it runs, and leaves their password alone', async () => {
    const auth = await startAuth();
    try {
      const passwords = await createPasswordHasher();
      const admin = { email: auth.newEmail(), password: goodPassword };
      const runs = await Promise.all([1, 2, 3].map(() => seedAdmin(auth.db, passwords, admin)));
      expect(runs.filter(Boolean)).to.have.length(1);
      expect(await seedAdmin(auth.db, passwords, { ...admin, password: 'another password here' })).to.equal(false);
      const { accessToken } = await auth.logIn(admin.email);
      expect((await auth.get('/me', accessToken)).body.roles).to.deep.equal(['admin', 'customer']);
      const [event] = await auth.eventsFor('oms.auth.account.registered.v1', admin.email);
      expect(event?.data).to.include({ emailVerified: true });
    } finally {
      await auth.stop();
    }
  });
});

describe('The migrations', () => {
  it('go down to nothing and up again', async () => {
    const database = await createTestDatabase(['auth']);
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    try {
      const directory = fileURLToPath(new URL('../migrations/', import.meta.url));
      const target = { url: database.url('auth'), schema: 'auth', directory };
      const objects = async () => {
        const { rows } = await client.query(
          `SELECT relname AS name FROM pg_class WHERE relnamespace = 'auth'::regnamespace AND relname NOT LIKE 'knex%'
           UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'auth'::regnamespace ORDER BY name`,
        );
        return rows.map(({ name }) => name);
      };
      const before = await objects();
      expect(before).to.include.members(['accounts', 'sessions', 'outbox', 'audit_log_is_append_only']);
      await rollback(target, 'all');
      expect(await objects()).to.deep.equal([]);
      await migrate(target);
      expect(await objects()).to.deep.equal(before);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});

describe('The configuration', () => {
  it('names everything that is missing at once', () => {
    expect(() => readConfig({})).to.throw(/DATABASE_URL[\s\S]*KEY_ENCRYPTION_KEY[\s\S]*MAIL_SEALING_KEY/);
  });
});

describe('The OpenAPI document', () => {
  it('describes the routes that clients use, and leaves out the pages', () => {
    const paths = Object.keys(document().paths ?? {});
    expect(paths).to.include.members([
      '/api/v1/auth/register',
      '/api/v1/auth/accounts/{id}/roles',
      '/.well-known/jwks.json',
    ]);
    expect(paths.filter((path) => path.startsWith('/account'))).to.deep.equal([]);
  });
});
