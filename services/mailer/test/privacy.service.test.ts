import { randomUUID } from 'node:crypto';
import {
  accountErased,
  accountRegistered,
  type EventDefinition,
  erasureCompleted,
  exportRequested,
  passwordChanged,
  profileUpdated,
} from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { forgetLate } from '../src/privacy/privacy-store.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';

describe('What the mailer knows of a person', () => {
  let sink: MailSink;
  let mailer: RunningMailer;
  before(async () => {
    sink = await startMailSink();
    mailer = await startMailer(sink.url);
  });
  after(async () => {
    await mailer?.stop();
    await sink?.close();
  });

  const newPerson = () => ({
    accountId: randomUUID(),
    email: `Ada-${randomUUID()}@example.com`,
    name: 'Ada Lovelace',
    locale: 'en',
  });
  type Person = ReturnType<typeof newPerson>;

  const handled = (id: string): Promise<void> =>
    eventually(async () => {
      expect(await mailer.db.query('SELECT 1 FROM inbox WHERE event_id = $1', [id])).to.have.length(1);
    });
  const tell = async (definition: EventDefinition, data: object): Promise<void> =>
    handled(await mailer.publish(definition, data));
  const sent = ({ email }: Person, count: number): Promise<void> =>
    eventually(async () => {
      const rows = await mailer.db.query(`SELECT 1 FROM messages WHERE recipient = $1 AND status = 'sent'`, [email]);
      expect(rows).to.have.length(count);
    });
  const traces = async ({ accountId, email }: Person): Promise<string[]> => {
    const found: string[] = [];
    for (const table of ['messages', 'recipients', 'suppressions']) {
      const rows = await mailer.db.run(
        mailer.db.knex.raw('SELECT 1 FROM ?? t WHERE t::text ILIKE ? OR t::text LIKE ?', [
          table,
          `%${email}%`,
          `%${accountId}%`,
        ]),
      );
      if (rows.length > 0) found.push(table);
    }
    return found;
  };

  it('is all in their export, without tokens', async () => {
    const ada = newPerson();
    await tell(accountRegistered, { ...ada, emailVerified: false });
    await tell(passwordChanged, ada);
    await sent(ada, 1);
    const exportId = randomUUID();
    const sections = await mailer.db.transaction(async (tx) => {
      const { privacyConsumer } = await import('../src/privacy/handlers.ts');
      const [handler] = privacyConsumer(mailer).handlers.filter(
        ({ definition: { type } }) => type === exportRequested.type,
      );
      const data = { exportId, accountId: ada.accountId, email: ada.email };
      await handler?.handle({ data } as Parameters<typeof handler.handle>[0], tx);
      const rows = await tx.query<{ payload: string }>(
        `SELECT payload FROM outbox WHERE aggregate_id = $1 ORDER BY seq`,
        [exportId],
      );
      return rows.map(({ payload }) => JSON.parse(payload).data);
    });
    expect(sections.map(({ section, last }) => [section, last])).to.deep.equal([
      ['recipient', false],
      ['messages', true],
    ]);
    expect(sections[1].entries[0])
      .to.include({ recipient: ada.email, status: 'sent' })
      .and.not.to.have.any.keys('sealed_token', 'sealedToken');
  });

  it('is gone when their account is erased, but for the mail that says so, which goes after it is sent', async () => {
    const ada = newPerson();
    await tell(accountRegistered, { ...ada, emailVerified: false });
    await tell(passwordChanged, ada);
    await sent(ada, 1);
    // A mail of before accounts were noted.
    await mailer.db.query('UPDATE messages SET account_id = NULL WHERE recipient = $1', [ada.email]);
    await mailer.request('PUT', `/api/v1/mail/suppressions/${encodeURIComponent(ada.email)}`, {
      body: { reason: 'unsubscribed' },
    });
    const erased = { erasureId: randomUUID(), accountId: ada.accountId, email: ada.email };
    await tell(accountErased, erased);
    expect(await traces(ada)).to.deep.equal([]);

    // Late and again.
    await tell(accountRegistered, { ...ada, emailVerified: false });
    await tell(profileUpdated, {
      accountId: ada.accountId,
      name: ada.name,
      phone: null,
      locale: 'en',
      timeZone: 'UTC',
    });
    await tell(passwordChanged, ada);
    await tell(accountErased, erased);
    expect(await traces(ada)).to.deep.equal([]);

    const at = new Date().toISOString();
    await tell(erasureCompleted, { ...ada, erasureId: erased.erasureId, requestedAt: at, completedAt: at });
    await sent(ada, 1);
    await mailer.db.query('INSERT INTO recipients (account_id, profile_version) VALUES ($1, 0)', [ada.accountId]);
    await forgetLate(mailer.db);
    expect(await traces(ada)).to.deep.equal([]);
  });
});
