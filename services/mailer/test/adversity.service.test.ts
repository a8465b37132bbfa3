import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { webhookSubscriptionDisabled } from '@oms/contracts';
import { createDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { createTcpProxy, eventually, through } from '@oms/testing';
import { expect } from 'chai';
import type { AddressObject } from 'mailparser';
import { forgetExpiredTokens } from '../src/messages/queue-store.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { emailVerificationRequested, eventOf, orderOf, placedOf, sealingKey, verificationOf } from './samples.ts';

const script = fileURLToPath(new URL('./dispatcher-process.ts', import.meta.url));

/** Sends what is due from a process that is killed right after a server has accepted a mail, and lets its claim run out. */
async function dieOnceAccepted({ url, db }: Ledger, smtpUrl: string): Promise<void> {
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      SMTP_URL: smtpUrl,
      SEALING_KEY: sealingKey.toString('base64url'),
      OMS_FAILPOINTS: 'mail.accepted',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).to.equal('SIGKILL');
  await db.query(`UPDATE messages SET leased_until = now() - interval '1 second' WHERE status = 'sending'`);
}

describe('in adversity, mail', () => {
  let ledger: Ledger;
  let sink: MailSink;

  beforeEach(async () => {
    [ledger, sink] = await Promise.all([openLedger(), startMailSink()]);
  });
  afterEach(async () => {
    await ledger.close();
    await sink.close();
  });

  const placed = async (changes: Parameters<typeof orderOf>[0] = {}): Promise<string> => {
    const [id = ''] = await ledger.handle(placedOf(orderOf(changes)));
    return id;
  };
  const requested = async (changes = {}): Promise<string> => {
    const data = await verificationOf('ada@example.com', changes);
    const [id = ''] = await ledger.handle(eventOf(emailVerificationRequested, data));
    return id;
  };
  const reaches = (id: string, status: string) =>
    eventually(async () => {
      const message = await ledger.message(id);
      expect(message.status, message.lastError ?? '').to.equal(status);
      return message;
    });
  const outcomes = async (id: string) => (await ledger.attempts(id)).map(({ outcome }) => outcome);

  it('that was accepted when its process was killed is in doubt: an order’s goes out again, a one-time link never', async () => {
    // Each in a ledger of its own: the process dies at its first mail.
    const other = await openLedger();
    try {
      const data = await verificationOf('ada@example.com');
      const [link = ''] = await other.handle(eventOf(emailVerificationRequested, data));
      const order = await placed();
      await Promise.all([ledger, other].map((each) => dieOnceAccepted(each, sink.url)));
      expect(sink.mails).to.have.length(2);

      ledger.dispatch(sink.url);
      await eventually(async () => expect(await outcomes(order)).to.deep.equal(['unknown']));
      await ledger.hurry();
      await reaches(order, 'sent');
      other.dispatch(sink.url);
      await eventually(async () => expect((await other.message(link)).status).to.equal('unknown'));
      const [later = ''] = await other.handle(placedOf(orderOf()));
      await eventually(async () => expect((await other.message(later)).status).to.equal('sent'));
      const timesSent = (id: string) =>
        sink.mails.filter(({ messageId }) => messageId === `<${id}@oms.example>`).length;
      expect([order, link, later].map(timesSent)).to.deep.equal([2, 1, 1]);

      const sealed = () => other.db.query('SELECT 1 FROM messages WHERE sealed_token IS NOT NULL');
      await forgetExpiredTokens(other.db);
      expect(await sealed(), 'a person may still send the link').to.have.length(1);
      await other.db.query('UPDATE messages SET expires_at = now() WHERE id = $1', [link]);
      await forgetExpiredTokens(other.db);
      expect(await sealed(), 'it is forgotten once it has expired').to.have.length(0);
    } finally {
      await other.close();
    }
  });

  it('that was accepted while the database was away is noted as sent once it is back, and sent once', async () => {
    const proxy = await createTcpProxy(ledger.url);
    const db = createDatabase({
      url: through(proxy, ledger.url),
      applicationName: 'cut-off',
      logger: createLogger({ service: 'mailer', level: 'silent' }),
    });
    try {
      // Not before both are there: of one whose offer was being noted when the database went away nobody could say that it was sent.
      const both = Promise.withResolvers<void>();
      let arrived = 0;
      sink.verdict = async () => {
        arrived += 1;
        if (arrived === 2) {
          proxy.cut();
          both.resolve();
        }
        await both.promise;
        return 'accept' as const;
      };
      const cutOff = ledger.dispatch(sink.url, 5, { db, stopPatienceMs: 100 });
      const ids = [await placed(), await requested()];
      await eventually(() => expect(sink.mails).to.have.length(2));
      sink.verdict = () => 'accept';
      // Meanwhile another replica finds claims that have run out.
      await ledger.db.query(`UPDATE messages SET leased_until = now() - interval '1 second' WHERE status = 'sending'`);
      ledger.dispatch(sink.url);
      await eventually(async () => {
        for (const id of ids) expect((await outcomes(id))[0]).to.not.equal(null);
      });
      proxy.restore();
      for (const id of ids) await reaches(id, 'sent');
      expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).to.equal(sink.mails.length);
      await cutOff.stop();
    } finally {
      await db.close();
      await proxy.close();
    }
  });

  it('that cannot be made fails with the reason, and holds nothing else up', async () => {
    const broken = await placed();
    await ledger.db.query(`UPDATE messages SET data = data - 'totals' WHERE id = $1`, [broken]);
    const whole = await placed();
    ledger.dispatch(sink.url, 1);
    expect((await reaches(broken, 'failed')).lastError).to.match(/does not fit its template[\s\S]*totals/);
    await reaches(whole, 'sent');
    expect(sink.mails).to.have.length(1);
  });

  it('of a kind that only a newer replica knows is left for that one', async () => {
    const id = await placed();
    await ledger.db.query(`UPDATE messages SET template = 'of-tomorrow' WHERE id = $1`, [id]);
    ledger.dispatch(sink.url);
    await eventually(async () => expect(await outcomes(id)).to.deep.equal(['deferred']));
    expect(await ledger.message(id)).to.include({ status: 'queued' });
    await ledger.db.query(`UPDATE messages SET template = 'order-confirmation' WHERE id = $1`, [id]);
    await ledger.hurry();
    await reaches(id, 'sent');
  });

  it('is refused where what it says would begin another header', async () => {
    const disabled = {
      accountId: '00000000-0000-4000-8000-000000000000',
      email: 'ada@example.com',
      subscriptionId: '00000000-0000-4000-8000-000000000001',
      host: 'shop.example\r\nBcc: all@example.com',
      description: null,
      reason: 'failing' as const,
      failingSince: null,
    };
    const [id = ''] = await ledger.handle(eventOf(webhookSubscriptionDisabled, disabled));
    ledger.dispatch(sink.url);
    expect((await reaches(id, 'failed')).lastError).to.contain('the subject holds a line break');
    expect(sink.mails).to.have.length(0);
  });

  it('greets by a name, and neither by an advertisement nor by a novel', async () => {
    ledger.dispatch(sink.url);
    const lead = async (name: string) => {
      const id = await requested({ name });
      await reaches(id, 'sent');
      const { text, to } = sink.mails.find(({ messageId }) => messageId === `<${id}@oms.example>`) ?? {};
      return [text?.split('\n')[0], (to as AddressObject).value[0]?.name];
    };
    expect(await lead('J.R.R. O’Brien-Müller')).to.deep.equal([
      'Hello J.R.R. O’Brien-Müller,',
      'J.R.R. O’Brien-Müller',
    ]);
    for (const name of ['You won: https://evil.example', 'Claim at evil.example', 'x'.repeat(5_000)]) {
      expect(await lead(name)).to.deep.equal(['Hello,', '']);
    }
  });

  it('has lines that every server takes, however long what they are made of', async () => {
    const long = 'Äpfel und Birnen '.repeat(60);
    const order = orderOf();
    const id = await placed({ lines: order.lines.map((line) => ({ ...line, name: long, sku: 'S'.repeat(1_500) })) });
    let longest = 0;
    sink.raw = (content) => {
      longest = Math.max(...content.split('\r\n').map((line) => Buffer.byteLength(line)));
    };
    ledger.dispatch(sink.url);
    await reaches(id, 'sent');
    expect(sink.mails[0]?.text).to.contain('S'.repeat(1_500)).and.contain(long.trim());
    // RFC 5321, section 4.5.3.1.6.
    expect(longest).to.be.within(70, 998);
  });
});
