import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type { AddressObject } from 'mailparser';
import { claimMessages } from '../src/messages/queue-store.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { emailVerificationRequested, eventOf, orderOf, placedOf, verificationOf } from './samples.ts';

const owner = '00000000-0000-4000-8000-000000000000';

describe('the pace of sending', () => {
  let ledger: Ledger;
  const pace = { transport: 'smtp', rate: 20 };

  beforeEach(async () => {
    ledger = await openLedger();
  });
  afterEach(async () => {
    await ledger.close();
  });

  const placed = (count: number) =>
    Promise.all(Array.from({ length: count }, () => ledger.handle(placedOf(orderOf()))));
  /** As if so much time had gone by since mails were last claimed. */
  const later = (seconds: number) =>
    ledger.db.query('UPDATE send_pace SET free_from = free_from - make_interval(secs => $1)', [seconds]);

  it('lets go what a tenth of a second holds, then says when the next may', async () => {
    await placed(6);
    const first = await claimMessages(ledger.db, owner, 5, pace);
    expect(first.messages).to.have.length(2);
    expect(first.waitMs).to.be.within(1, 50);
    expect((await claimMessages(ledger.db, owner, 5, { ...pace, rate: 1 })).messages, 'a slower pace').to.have.length(
      0,
    );
    await later(0.05);
    expect((await claimMessages(ledger.db, owner, 5, pace)).messages).to.have.length.within(1, 2);
  });

  it('saves no more than that up, however long there was nothing to send', async () => {
    await placed(10);
    await claimMessages(ledger.db, owner, 1, pace);
    await later(3_600);
    expect((await claimMessages(ledger.db, owner, 10, pace)).messages).to.have.length(2);
  });

  it('costs nothing where nothing is due', async () => {
    expect(await claimMessages(ledger.db, owner, 5, pace)).to.deep.equal({ messages: [], waitMs: 0 });
    await placed(2);
    expect((await claimMessages(ledger.db, owner, 5, pace)).messages).to.have.length(2);
  });

  it('is kept apart for each provider', async () => {
    await placed(4);
    expect((await claimMessages(ledger.db, owner, 5, pace)).messages).to.have.length(2);
    expect((await claimMessages(ledger.db, owner, 5, { ...pace, transport: 'ses' })).messages).to.have.length(2);
  });

  it('is shared by those who claim at the same time: one waits to see what the other took', async () => {
    const slow = { transport: 'smtp', rate: 0.5 };
    await placed(3);
    await claimMessages(ledger.db, owner, 1, slow);
    await later(2);
    let second: ReturnType<typeof claimMessages> | undefined;
    await ledger.db.transaction(async (tx) => {
      expect((await claimMessages(tx, owner, 1, slow)).messages).to.have.length(1);
      second = claimMessages(ledger.db, owner, 1, slow);
      await eventually(async () => {
        const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect(await ledger.db.query(waiting)).to.have.length(1);
      });
    });
    expect((await second)?.messages).to.deep.equal([]);
  });

  describe('of several dispatchers', () => {
    let sink: MailSink;
    beforeEach(async () => {
      sink = await startMailSink();
    });
    afterEach(async () => {
      await sink.close();
    });

    it('is theirs together, and all mail goes out in the end', async () => {
      await placed(20);
      for (let count = 0; count < 3; count += 1) ledger.dispatch(sink.url, 5, { rate: 20 });
      await eventually(() => expect(sink.mails).to.have.length(20));
      const [{ took } = { took: 0 }] = await ledger.db.query<{ took: number }>(
        'SELECT extract(epoch FROM max(started_at) - min(started_at))::float8 AS took FROM attempts',
      );
      // 2 at once, 18 at 20 a second.
      expect(took).to.be.at.least(0.85);
    });

    it('holds up a link least: it goes before all that waits', async () => {
      await placed(5);
      const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
      const inTenMinutes = new Date(Date.now() + 600_000).toISOString();
      for (const [email, expiresAt] of [
        ['late@example.com', inAnHour],
        ['soon@example.com', inTenMinutes],
      ] as const) {
        await ledger.handle(eventOf(emailVerificationRequested, await verificationOf(email, { expiresAt })));
      }
      ledger.dispatch(sink.url, 1);
      await eventually(() => expect(sink.mails).to.have.length(7));
      const recipients = sink.mails.slice(0, 2).map(({ to }) => (to as AddressObject).value[0]?.address);
      expect(recipients).to.deep.equal(['soon@example.com', 'late@example.com']);
    });
  });
});
