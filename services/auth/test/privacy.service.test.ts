import { randomUUID } from 'node:crypto';
import { type CloudEvent, type EventDefinition, erasureRequested, exportRequested } from '@oms/contracts';
import { record } from '@oms/events';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

describe('An account’s privacy', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
    await auth.newAdmin();
  });
  after(() => auth.stop());

  /** Publishes what users does, again until auth has answered: its queue may not be bound yet. */
  const ask = async (
    definition: EventDefinition,
    subject: string,
    data: object,
    answer: RegExp,
  ): Promise<CloudEvent[]> =>
    eventually(async () => {
      await auth.db.transaction((tx) =>
        record(tx, { event: definition, aggregateId: subject, aggregateVersion: 1, data }),
      );
      return eventually(
        () => {
          const found = auth.events.filter(
            (event) => answer.test(event.type) && JSON.stringify(event.data).includes(subject),
          );
          if (found.length === 0) throw new Error('no answer yet');
          return found;
        },
        { timeoutMs: 1_500 },
      );
    });

  it('lets its person have what is held on them, without secrets', async () => {
    const ada = await auth.newPerson();
    const exportId = randomUUID();
    const wanted = { exportId, accountId: ada.id, email: ada.email };
    await ask(exportRequested, exportId, wanted, /^oms\.auth\.export\.provided/);
    const sections = await eventually(() => {
      const parts = auth.events
        .map(({ data }) => data as { exportId?: string; section: string; last: boolean; entries: object[] })
        .filter((data) => data.exportId === exportId);
      if (!parts.some(({ last }) => last)) throw new Error('more is to come');
      return Object.fromEntries(parts.map(({ section, entries }) => [section, entries]));
    });
    expect(sections.account?.[0]).to.include({ email: ada.email, name: 'Ada Lovelace' });
    expect(sections.sessions?.[0]).to.include.keys('ip', 'userAgent', 'createdAt');
    expect(sections.auditLog).to.have.length.above(1);
    expect(JSON.stringify(sections)).not.to.match(/argon2|hash|sealed|secret/i);
  });

  it('ends with its erasure: sessions, tokens, everything that hangs on it, and who it was in the audit log', async () => {
    const ada = await auth.newPerson();
    const erasureId = randomUUID();
    const wanted = { erasureId, accountId: ada.id, email: ada.email };
    const [erased] = await ask(erasureRequested, erasureId, wanted, /^oms\.auth\.account\.erased/);
    expect(erased).to.deep.include({ subject: ada.id, data: wanted });
    await eventually(async () => expect((await auth.get('/me', ada.accessToken)).status).to.equal(401), {
      timeoutMs: 1_000,
    });
    expect((await auth.post('/refresh', { refreshToken: ada.refreshToken })).status).to.equal(401);
    expect((await auth.post('/login', { email: ada.email, password: goodPassword })).status).to.equal(401);

    const tables = await auth.db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns
        WHERE table_schema = 'auth' AND column_name IN ('account_id', 'email')`,
    );
    for (const name of new Set(tables.map((table) => table.name))) {
      if (name === 'revocations' || name === 'audit_log') continue;
      const rows = await auth.db.run(
        auth.db.knex.raw('SELECT 1 FROM ?? t WHERE t::text LIKE ? OR t::text LIKE ?', [
          name,
          `%${ada.id}%`,
          `%${ada.email}%`,
        ]),
      );
      expect(rows, name).to.deep.equal([]);
    }
    const log = await auth.db.query(
      'SELECT type, ip, user_agent, details FROM audit_log WHERE account_id = $1 ORDER BY id',
      [ada.id],
    );
    expect(log.map(({ type }) => type)).to.include.members(['account.registered', 'login.succeeded', 'account.erased']);
    for (const entry of log) expect(entry).to.deep.include({ ip: null, user_agent: null, details: {} });

    // The address is free: whoever has it may come anew.
    await auth.post('/register', { email: ada.email, password: goodPassword });
    await auth.post('/verify-email', { token: await auth.mailedToken('email-verification', ada.email, 2) });
    const { accessToken } = await auth.logIn(ada.email);
    expect((await auth.get('/me', accessToken)).body.id).not.to.equal(ada.id);
  });

  it('takes where an administrator acted from out of the audit log, not what they did', async () => {
    const [boss, bob] = [await auth.newAdmin(), await auth.newPerson()];
    const suspended = await auth.post(`/accounts/${bob.id}/suspend`, { reason: 'spam' }, { token: boss.accessToken });
    expect(suspended.status, JSON.stringify(suspended.body)).to.equal(200);
    const erasureId = randomUUID();
    await ask(
      erasureRequested,
      erasureId,
      { erasureId, accountId: boss.id, email: boss.email },
      /^oms\.auth\.account\.erased/,
    );
    const log = await auth.db.query(
      `SELECT ip, user_agent, details FROM audit_log WHERE account_id = $1 AND type = 'account.suspended'`,
      [bob.id],
    );
    expect(log).to.deep.equal([{ ip: null, user_agent: null, details: { reason: 'spam' } }]);
  });

  it('keeps the audit log as it is for everybody else', async () => {
    const bob = await auth.newPerson();
    for (const change of [
      `UPDATE audit_log SET ip = NULL, user_agent = NULL, details = '{}' WHERE account_id = '${bob.id}'`,
      `UPDATE audit_log SET type = 'x'`,
      'DELETE FROM audit_log',
    ]) {
      const failure = await auth.db.query(change).then(
        () => undefined,
        (error: Error) => error,
      );
      expect(failure?.message).to.equal('the audit log is append-only');
    }
  });

  it('does not end with an erasure that would leave no administrator', async () => {
    const alone = await startAuth();
    try {
      const admin = await alone.newAdmin();
      const erasureId = randomUUID();
      await alone.db.transaction((tx) =>
        record(tx, {
          event: erasureRequested,
          aggregateId: erasureId,
          aggregateVersion: 1,
          data: { erasureId, accountId: admin.id, email: admin.email },
        }),
      );
      const refused = await eventually(() => {
        const found = alone.events.find(({ type }) => type === 'oms.auth.erasure.refused.v1');
        if (!found) throw new Error('no answer yet');
        return found;
      });
      expect(refused.data).to.deep.equal({ erasureId, accountId: admin.id, reason: 'last_admin' });
      expect((await alone.get('/me', admin.accessToken)).status).to.equal(200);
    } finally {
      await alone.stop();
    }
  });
});
