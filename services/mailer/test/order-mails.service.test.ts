import { randomUUID } from 'node:crypto';
import { type EventDefinition, orderCanceled, orderExpired, orderPlaced, profileUpdated } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type * as z from 'zod';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { orderOf } from './samples.ts';
import { mailOf } from './sent-mail.ts';

describe('mails about the end of an order', () => {
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

  const system = { kind: 'system', id: null } as const;
  const person = () => ({ kind: 'person', id: randomUUID() }) as const;
  const someone = () => orderOf({ email: `${randomUUID()}@example.com` });

  const mailAbout = <Event extends EventDefinition>(email: string | null, event: Event, data: z.input<Event['data']>) =>
    mailOf({ mailer, sink }, email, event, data);

  it('say that it was canceled, what was in it, and the reason as it was given', async () => {
    const order = someone();
    const reason = 'Sold out <b>for good</b>';
    const mail = await mailAbout(order.email, orderCanceled, {
      order: { ...order, status: 'canceled', version: 2 },
      actor: person(),
      reason,
    });
    expect(mail.template).to.equal('order-canceled');
    expect(mail.subject).to.equal(`Your order ${order.number} has been canceled`);
    expect(mail.text).to.include(`The reason given: ${reason}`).and.include('You need not pay anything');
    expect(mail.html).to.include('Sold out &lt;b&gt;for good&lt;/b&gt;').and.not.include('<b>for good');
    for (const { name, quantity } of order.lines) expect(mail.text).to.include(`${quantity} × ${name}`);
  });

  it('say that it expired, in the language of whoever placed it', async () => {
    const order = someone();
    await mailer.publish(profileUpdated, {
      accountId: order.customerId ?? '',
      name: 'Ada',
      locale: 'de',
      timeZone: 'Europe/Berlin',
      phone: null,
    });
    await eventually(async () => {
      const known = await mailer.db.query('SELECT 1 FROM recipients WHERE account_id = $1', [order.customerId]);
      expect(known).to.have.length(1);
    });
    const mail = await mailAbout(order.email, orderExpired, {
      order: { ...order, status: 'expired', version: 2 },
      actor: system,
    });
    expect(mail.template).to.equal('order-expired');
    expect(mail.subject).to.equal(`Ihre Bestellung ${order.number} ist verfallen`);
    expect(mail.text).to.include('nicht rechtzeitig bezahlt').and.include('21. November 2026 um 15:05 MEZ');
    expect(mail.text).not.to.include('Grund');
  });

  it('do not say that nothing is to be paid where money was kept', async () => {
    const order = someone();
    const totals = { ...order.totals, paid: order.totals.total };
    const canceled = { ...order, totals, status: 'canceled', version: 2 } as const;
    const mail = await mailAbout(order.email, orderCanceled, { order: canceled, actor: person(), reason: 'as asked' });
    expect(mail.text).to.include('We will pay the €151.33 that you have paid').and.not.include('need not pay');
    expect(mail.html).to.include('We will pay the €151.33 that you have paid');
  });

  it('go to nobody where the order has no address any more', async () => {
    const gone = { ...orderOf({ email: null, customerId: null }), version: 2 };
    const unaddressed = [
      await mailer.publish(orderExpired, { order: { ...gone, status: 'expired' }, actor: system }),
      await mailer.publish(orderCanceled, { order: { ...gone, status: 'canceled' }, actor: system, reason: 'gone' }),
    ];
    // Queued behind them.
    const order = someone();
    await mailAbout(order.email, orderPlaced, { order, actor: person() });
    await eventually(async () => {
      const handled = await mailer.db.query('SELECT 1 FROM inbox WHERE event_id = ANY ($1::uuid[])', [unaddressed]);
      expect(handled).to.have.length(2);
    });
    const written = await mailer.db.query('SELECT 1 FROM messages WHERE event_id = ANY ($1::uuid[])', [unaddressed]);
    expect(written).to.deep.equal([]);
  });
});
