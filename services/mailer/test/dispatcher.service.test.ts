import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  accountRegistered,
  orderExpired,
  preferencesChanged,
  profileUpdated,
  registrationRepeated,
} from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type AddressObject, simpleParser } from 'mailparser';
import { type Ledger, openLedger } from './ledger.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { emailVerificationRequested, eventOf, orderOf, placedOf, token, verificationOf } from './samples.ts';

describe('the dispatcher', () => {
  let ledger: Ledger;
  let sink: MailSink;

  beforeEach(async () => {
    [ledger, sink] = await Promise.all([openLedger(), startMailSink()]);
  });

  afterEach(async () => {
    await ledger.close();
    await sink.close();
  });

  const placed = async (email = 'ada@example.com'): Promise<string> => {
    const [id = ''] = await ledger.handle(placedOf(orderOf({ email })));
    return id;
  };
  const requested = async (email = 'ada@example.com', changes = {}): Promise<string> => {
    const [id = ''] = await ledger.handle(eventOf(emailVerificationRequested, await verificationOf(email, changes)));
    return id;
  };
  const reaches = (id: string, status: string) =>
    eventually(async () => {
      const message = await ledger.message(id);
      expect(message.status).to.equal(status);
      return message;
    });

  it('sends an order’s confirmation once, with the ledger row’s Message-ID', async () => {
    ledger.dispatch(sink.url);
    const id = await placed();
    const message = await reaches(id, 'sent');
    expect(sink.mails).to.have.length(1);
    expect(sink.mails[0]?.messageId).to.equal(`<${message.messageId}>`);
    expect(message.messageId).to.equal(`${id}@oms.example`);
    expect(sink.mails[0]?.text).to.contain('A-100042');
    expect(message.sentAt).to.be.a('string');
    expect(await ledger.attempts(id)).to.have.nested.property('[0].outcome', 'sent');
  });

  it('writes one mail for an event that comes twice', async () => {
    const event = placedOf(orderOf());
    const once = await ledger.handle(event);
    expect(await ledger.handle(event)).to.deep.equal(once);
    expect(once).to.have.length(1);
  });

  it('opens the sealed token for the mail alone and forgets it once it is sent', async () => {
    const id = await requested();
    const sealed = async () => (await ledger.db.query('SELECT sealed_token FROM messages WHERE id = $1', [id]))[0];
    expect(JSON.stringify(await ledger.db.query('SELECT * FROM messages'))).to.not.contain(token);
    expect(await sealed())
      .to.have.property('sealed_token')
      .that.is.a('string');
    ledger.dispatch(sink.url);
    await reaches(id, 'sent');
    expect(sink.mails[0]?.text).to.contain(`http://localhost:8080/account/verify-email#token=${token}`);
    expect(await sealed()).to.deep.equal({ sealed_token: null });
  });

  it('writes to people in the locale and time zone of their profile', async () => {
    const order = orderOf();
    const accountId = order.customerId ?? '';
    const registered = { accountId, email: 'ada@example.com', name: 'Ada', locale: 'en', emailVerified: false };
    const profile = { accountId, name: 'Ada Lovelace', phone: null, locale: 'de-AT', timeZone: 'Europe/Vienna' };
    await ledger.handle(eventOf(profileUpdated, profile, 3));
    await ledger.handle(eventOf(profileUpdated, { ...profile, locale: 'en' }, 2));
    await ledger.handle(eventOf(accountRegistered, registered));
    const [id = ''] = await ledger.handle(placedOf(order));
    ledger.dispatch(sink.url);
    await reaches(id, 'sent');
    expect(sink.mails[0]?.subject).to.equal('Ihre Bestellung A-100042');
    expect(sink.mails[0]?.text).to.contain('Guten Tag Ada Lovelace').and.contain('15:05');
    expect((sink.mails[0]?.to as AddressObject | undefined)?.value[0]?.name).to.equal('Ada Lovelace');
  });

  it('tells the owner of an account about a repeated registration', async () => {
    ledger.dispatch(sink.url);
    const data = { accountId: orderOf().id, email: 'ada@example.com', name: null, locale: 'de' };
    const [id = ''] = await ledger.handle(eventOf(registrationRepeated, data));
    await reaches(id, 'sent');
    expect(sink.mails[0]?.subject).to.equal('Sie haben bereits ein Konto');
  });

  it('tries again, later, what the server puts off, under the same Message-ID', async () => {
    let seen = 0;
    sink.verdict = () => (++seen === 1 ? { code: 451, text: 'greylisted' } : 'accept');
    ledger.dispatch(sink.url);
    const id = await placed();
    const waiting = await reaches(id, 'queued').then(() =>
      eventually(async () => {
        const message = await ledger.message(id);
        expect(message.attempts).to.equal(1);
        expect(message.status).to.equal('queued');
        return message;
      }),
    );
    expect(new Date(waiting.nextAttemptAt ?? 0).getTime()).to.be.greaterThan(Date.now() + 1_000);
    expect(waiting.lastError).to.contain('451');
    await ledger.hurry();
    await reaches(id, 'sent');
    expect((await ledger.attempts(id)).map(({ outcome }) => outcome)).to.deep.equal(['deferred', 'sent']);
    expect(sink.mails.map(({ messageId }) => messageId)).to.deep.equal([`<${waiting.messageId}>`]);
  });

  it('gives up an address that the server refuses for good, and keeps its words', async () => {
    sink.recipientVerdict = () => ({ code: 550, text: 'no such mailbox' });
    ledger.dispatch(sink.url);
    const id = await placed();
    const message = await reaches(id, 'failed');
    expect(message.lastError).to.contain('550 no such mailbox');
    expect(await ledger.attempts(id)).to.have.nested.property('[0].outcome', 'rejected');
  });

  it('sends order mail again when the connection was lost after the content, under the same Message-ID', async () => {
    sink.verdict = () => (sink.mails.length === 0 ? 'take-and-hang-up' : 'accept');
    ledger.dispatch(sink.url);
    const id = await placed();
    await eventually(async () => expect((await ledger.attempts(id))[0]?.outcome).to.equal('unknown'));
    expect((await ledger.message(id)).status).to.equal('queued');
    await eventually(async () => {
      await ledger.hurry();
      expect((await ledger.message(id)).status).to.equal('sent');
    });
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).to.equal(1);
    expect(sink.mails).to.have.length(2);
  });

  it('never sends a one-time link again by itself when the connection was lost after the content', async () => {
    sink.verdict = () => 'take-and-hang-up';
    ledger.dispatch(sink.url);
    const id = await requested();
    await reaches(id, 'unknown');
    sink.verdict = () => 'accept';
    await ledger.hurry();
    await eventually(async () => {
      await placed('other@example.com');
      expect(sink.mails.some((mail) => (mail.to as AddressObject).text === 'other@example.com')).to.equal(true);
    });
    expect((await ledger.attempts(id)).map(({ outcome }) => outcome)).to.deep.equal(['unknown']);
    expect(sink.mails.filter(({ text }) => text?.includes(token))).to.have.length(1);
  });

  it('sends a one-time link again when the server was gone before it got any content', async () => {
    await sink.close();
    ledger.dispatch(sink.url);
    const id = await requested();
    await eventually(async () => expect((await ledger.attempts(id))[0]?.outcome).to.equal('deferred'));
    sink = await startMailSink(sink.port);
    await eventually(async () => {
      await ledger.hurry();
      expect((await ledger.message(id)).status).to.equal('sent');
    });
    expect(sink.mails).to.have.length(1);
  });

  it('does not send a link that has expired', async () => {
    const id = await requested('ada@example.com', { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    ledger.dispatch(sink.url);
    await reaches(id, 'expired');
    expect(sink.mails).to.have.length(0);
    expect(await ledger.attempts(id)).to.deep.equal([]);
  });

  it('sends each mail once when several dispatchers share the ledger', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => placed(`buyer-${index}@example.com`)));
    for (let count = 0; count < 3; count += 1) ledger.dispatch(sink.url, 4);
    await eventually(() => expect(sink.mails.length).to.be.at.least(40));
    await Promise.all(ids.map((id) => reaches(id, 'sent')));
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).to.equal(40);
    const tried = await ledger.db.query<{ attempts: number }>('SELECT DISTINCT attempts FROM messages');
    expect(tried, 'each was claimed once').to.deep.equal([{ attempts: 1 }]);
    expect(sink.mails).to.have.length(40);
  });

  it('has no more mails under way than it may', async () => {
    const opened: (() => void)[] = [];
    sink.verdict = () => new Promise((resolve) => opened.push(() => resolve('accept')));
    for (let count = 0; count < 6; count += 1) await placed();
    ledger.dispatch(sink.url, 2);
    await eventually(async () => {
      for (const open of opened.splice(0)) open();
      expect(sink.mails).to.have.length(6);
    });
    expect(sink.mostAtOnce).to.be.at.most(2);
  });

  it('takes what waits as others are done, not at its next look', async () => {
    for (let count = 0; count < 7; count += 1) await placed();
    ledger.dispatch(sink.url, 2, { pollMs: 60_000 });
    await eventually(() => expect(sink.mails).to.have.length(7));
  });

  it('stops trying every mail while the server is away, and sends all once it is back', async () => {
    await sink.close();
    ledger.dispatch(sink.url);
    const ids = await Promise.all(Array.from({ length: 20 }, () => placed()));
    await eventually(async () => {
      const rows = await ledger.db.query<{ tried: number }>(
        'SELECT count(*) AS tried FROM attempts WHERE finished_at IS NOT NULL',
      );
      expect(rows[0]?.tried).to.be.at.least(4);
    });
    const rows = await ledger.db.query<{ tried: number }>('SELECT count(*) AS tried FROM attempts');
    expect(rows[0]?.tried).to.be.below(20);
    sink = await startMailSink(sink.port);
    await eventually(async () => {
      await ledger.hurry();
      expect(sink.mails).to.have.length(20);
    });
    await Promise.all(ids.map((id) => reaches(id, 'sent')));
  });

  it('records what became of a mail under way before it stops, even where the server does not answer', async () => {
    let reached = (): void => undefined;
    const content = new Promise<void>((resolve) => {
      reached = resolve;
    });
    sink.verdict = () => {
      reached();
      return new Promise(() => undefined);
    };
    const dispatcher = ledger.dispatch(sink.url);
    const id = await placed();
    await content;
    await dispatcher.stop();
    expect((await ledger.attempts(id)).map(({ outcome }) => outcome)).to.deep.equal(['unknown']);
    expect((await ledger.message(id)).status).to.equal('queued');
  });

  describe('after a process has died', () => {
    const died = (id: string, offered: boolean) =>
      ledger.db.query(
        `WITH claimed AS (
           UPDATE messages SET status = 'sending', attempts = 1, next_attempt_at = NULL,
                  leased_by = gen_random_uuid(), leased_until = now() - interval '1 second' WHERE id = $1 RETURNING id)
         INSERT INTO attempts (message_id, number, offered_at) SELECT id, 1, CASE WHEN $2 THEN now() END FROM claimed`,
        [id, offered],
      );

    it('sends at once, of every kind, what had not begun to leave', async () => {
      const ids = [await placed(), await requested()];
      for (const id of ids) await died(id, false);
      ledger.dispatch(sink.url);
      for (const id of ids) await reaches(id, 'sent');
      const [first = ''] = ids;
      expect((await ledger.attempts(first)).map(({ outcome }) => outcome)).to.deep.equal(['abandoned', 'sent']);
    });

    it('sends order mail again that had begun to leave, and holds a one-time link', async () => {
      const [order, link] = [await placed(), await requested()];
      await died(order, true);
      await died(link, true);
      ledger.dispatch(sink.url);
      await reaches(link, 'unknown');
      await eventually(async () => {
        await ledger.hurry();
        expect((await ledger.message(order)).status).to.equal('sent');
      });
      expect(sink.mails).to.have.length(1);
      expect((await ledger.attempts(order)).map(({ outcome }) => outcome)).to.deep.equal(['unknown', 'sent']);
    });

    it('lets nothing leave whose claim was lost meanwhile', async () => {
      const id = await placed();
      const arrived = new Promise<void>((resolve) => {
        sink.recipientVerdict = () => {
          resolve();
          return 'accept';
        };
      });
      await ledger.db.query(`CREATE FUNCTION steal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN UPDATE messages SET leased_by = gen_random_uuid() WHERE id = NEW.message_id; RETURN NULL; END $$`);
      await ledger.db.query('CREATE TRIGGER steal AFTER INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION steal()');
      ledger.dispatch(sink.url);
      await arrived;
      await eventually(async () => expect((await ledger.attempts(id))[0]?.outcome).to.equal('deferred'));
      expect(sink.mails).to.have.length(0);
      await ledger.db.query('DROP TRIGGER steal ON attempts');
    });
  });

  it('sends nothing to an address that bounced, but what people asked for to one that complained', async () => {
    await ledger.db.query(
      `INSERT INTO suppressions (email, reason) VALUES ('gone@example.com', 'bounced'), ('cross@example.com', 'complained')`,
    );
    ledger.dispatch(sink.url);
    const [gone, cross] = [await placed('Gone@example.com'), await placed('cross@example.com')];
    expect((await reaches(gone, 'suppressed')).lastError).to.contain('bounced');
    await reaches(cross, 'sent');
    expect(await ledger.attempts(gone)).to.deep.equal([]);
    expect(sink.mails).to.have.length(1);
  });

  it('sends nothing that its recipient has unsubscribed from since it was written, and what they may not do without', async () => {
    const order = orderOf();
    const accountId = order.customerId ?? '';
    const actor = { kind: 'person' as const, id: accountId };
    const [update = ''] = await ledger.handle(eventOf(orderExpired, { order, actor }));
    const [confirmation = ''] = await ledger.handle(placedOf(order));
    await ledger.handle(eventOf(preferencesChanged, { accountId, mails: { orderUpdates: false, news: false } }));
    ledger.dispatch(sink.url);
    await reaches(confirmation, 'sent');
    expect((await reaches(update, 'suppressed')).lastError).to.contain('wants no such mails');
    expect(sink.mails.map(({ subject }) => subject)).to.deep.equal(['Your order A-100042']);
  });

  it('keeps a mail as failed whose recipient would inject a header', async () => {
    ledger.dispatch(sink.url);
    const data = await verificationOf('ada@example.com', { name: 'Ada\r\nBcc: all@example.com' });
    const [id = ''] = await ledger.handle(eventOf(emailVerificationRequested, data));
    expect(await ledger.message(id)).to.include({ status: 'failed', attempts: 0 });
    expect((await ledger.message(id)).lastError).to.contain('control character');
    const [other = ''] = await ledger.handle(placedOf(orderOf({ email: 'a@x.example, b@x.example' })));
    expect((await ledger.message(other)).lastError).to.contain('not one plain address');
    expect(sink.mails).to.have.length(0);
  });

  it('fails a mail whose token was sealed with another key, and says what to do', async () => {
    ledger.dispatch(sink.url);
    const id = await requested('ada@example.com', { sealedToken: 'not.a.jwe.at.all' });
    expect((await reaches(id, 'failed')).lastError).to.contain('MAIL_SEALING_KEY');
  });

  it('writes mails into a folder where the URL names one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oms-mail-'));
    try {
      ledger.dispatch(pathToFileURL(folder).href);
      const id = await placed();
      await reaches(id, 'sent');
      const [name = ''] = await readdir(folder);
      expect(name).to.equal(`${id}@oms.example.eml`);
      expect((await simpleParser(await readFile(join(folder, name)))).subject).to.equal('Your order A-100042');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
