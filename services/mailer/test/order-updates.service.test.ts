import { randomUUID } from 'node:crypto';
import {
  accountErased,
  commentAdded,
  type EventDefinition,
  type Order,
  orderCanceled,
  orderEdited,
  paymentCaptured,
  paymentDisputed,
  paymentFailed,
  preferencesChanged,
  profileUpdated,
  refundFailed,
  refundSucceeded,
  returnApproved,
  returnReceived,
  returnRejected,
  shipmentCanceled,
  shipmentShipped,
} from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type * as z from 'zod';
import { type Ledger, openLedger } from './ledger.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { commentOf, differenceOf, eur, paymentOf, refundOf, returnOf, shipmentOf } from './order-parts.ts';
import { eventOf, orderOf } from './samples.ts';
import { mailOf, type SentMail } from './sent-mail.ts';

const mailbox = { name: 'Orders team', address: 'orders@oms.example' };
const staff = { kind: 'person', id: randomUUID() } as const;
const someone = (changes: Partial<Order> = {}) => orderOf({ email: `${randomUUID()}@example.com`, ...changes });
const paid = (order: Order): Order => ({
  ...order,
  paymentStatus: 'paid',
  totals: { ...order.totals, paid: order.totals.total, due: eur(0) },
});

describe('mails about what becomes of an order', () => {
  let sink: MailSink;
  let mailer: RunningMailer;

  before(async () => {
    sink = await startMailSink();
    mailer = await startMailer(sink.url, mailbox);
  });
  after(async () => {
    await mailer?.stop();
    await sink?.close();
  });

  const mailAbout = <Event extends EventDefinition>(to: string | null, event: Event, data: z.input<Event['data']>) =>
    mailOf({ mailer, sink }, to, event, data);

  function expectShown({ text, html }: SentMail, parts: readonly string[]): void {
    for (const part of parts) {
      expect(text).to.contain(part);
      expect(html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).to.contain(part);
    }
  }

  it('tell of money that came, that did not, and that was paid back', async () => {
    const order = someone();
    const { email } = order;
    const [received, failed, refunded] = await Promise.all([
      mailAbout(email, paymentCaptured, { order: paid(order), actor: staff, payment: paymentOf(order) }),
      mailAbout(email, paymentFailed, {
        order,
        actor: staff,
        payment: paymentOf(order, { status: 'failed', captured: eur(0), failure: 'insufficient_funds' }),
      }),
      mailAbout(email, refundSucceeded, {
        order: { ...paid(order), totals: { ...order.totals, refunded: eur(9_990) } },
        actor: staff,
        refund: refundOf(order),
      }),
    ]);
    expect(received.template).to.equal('payment-received');
    expect(received.subject).to.equal(`We have received your payment for order ${order.number}`);
    expectShown(received, ['Paid', '€151.33', 'as soon as your order is on its way']);
    expect(failed.template).to.equal('payment-failed');
    expectShown(failed, ['€151.33', 'Please pay by November 21, 2026 at 3:05 PM UTC', 'try again']);
    expect(failed.text).not.to.contain('insufficient_funds');
    expect(refunded.template).to.equal('refund-paid');
    expectShown(refunded, ['€74.90', 'Refunded in all', '€99.90', 'The shade had a <dent>.', '1 × Desk lamp']);
    expect(refunded.html).not.to.contain('<dent>');
  });

  it('tell of parcels and how to follow them, and of those that do not leave after all', async () => {
    const order = someone();
    const shipped = { ...order, lines: order.lines.map((line, index) => ({ ...line, shipped: index === 0 ? 1 : 0 })) };
    const whole = { ...order, lines: order.lines.map((line) => ({ ...line, shipped: line.quantity })) };
    const [first, last, canceled] = await Promise.all([
      mailAbout(order.email, shipmentShipped, { order: shipped, actor: staff, shipment: shipmentOf(order) }),
      mailAbout(order.email, shipmentShipped, {
        order: whole,
        actor: staff,
        shipment: shipmentOf(order, { carrier: null, trackingNumber: null, trackingUrl: null }),
      }),
      mailAbout(order.email, shipmentCanceled, {
        order,
        actor: staff,
        shipment: shipmentOf(order, { status: 'canceled' }),
      }),
    ]);
    expect(first.template).to.equal('shipment-shipped');
    expectShown(first, ['1 × Desk lamp', 'LAMP-OAK-01', 'DHL', '00340434161094042557', 'another parcel']);
    expect(first.text).to.contain('https://carrier.example/track?n=00340434161094042557&l=en');
    expect(first.html).to.contain('href="https://carrier.example/track?n=00340434161094042557&amp;l=en"');
    expect(last.text).not.to.match(/another parcel|Carrier|Tracking|Follow/);
    expect(last.html.match(/href="[^"?]+/g), 'nothing but its foot').to.deep.equal([
      'href="http://localhost:8080/api/v1/mail/unsubscribe',
    ]);
    expect(canceled.template).to.equal('shipment-canceled');
    expectShown(canceled, ['announced on November 22, 2026 at 9:30 AM UTC', '1 × Desk lamp', 'stay reserved']);
  });

  it('tell what becomes of a return, with the answer as it was given', async () => {
    const order = someone();
    const [approved, rejected, received] = await Promise.all([
      mailAbout(order.email, returnApproved, { order, actor: staff, return: returnOf(order) }),
      mailAbout(order.email, returnRejected, {
        order,
        actor: staff,
        return: returnOf(order, { status: 'rejected', answer: 'It is <too late>.' }),
      }),
      mailAbout(order.email, returnReceived, {
        order,
        actor: staff,
        return: returnOf(order, { status: 'received', answer: null, restocked: true }),
      }),
    ]);
    expect(approved.template).to.equal('return-approved');
    expectShown(approved, ['Please use the label in the parcel.', '1 × Desk lamp', 'Please pack the items well']);
    expect(rejected.template).to.equal('return-rejected');
    expectShown(rejected, ['It is <too late>.', 'If you do not agree']);
    expect(received.template).to.equal('return-received');
    expectShown(received, ['1 × Desk lamp', 'as soon as your money is paid back']);
    expect(received.text).not.to.contain('Our answer');
  });

  it('tell of changed lines what they were, and who owes whom what', async () => {
    const order = someone();
    const edited = (due: number, status: Order['status'] = 'pending') =>
      mailAbout(order.email, orderEdited, {
        order: { ...order, status },
        actor: staff,
        editId: randomUUID(),
        difference: differenceOf(order, due),
      });
    const [owed, confirmed, overpaid, even] = await Promise.all([
      edited(7_643),
      edited(7_643, 'confirmed'),
      edited(-7_490),
      edited(0),
    ]);
    expectShown(owed, ['€76.43 left to pay', 'Please pay by', '1 × Desk lamp', 'was 2', 'New total', '€151.33']);
    expect(confirmed.text).to.contain('left to pay').and.not.contain('Please pay by');
    expectShown(overpaid, ['You have paid €74.90 more', '-€74.90']);
    expect(overpaid.text).not.to.contain('Please pay by');
    expect(even.text).not.to.match(/left to pay|You have paid/);
  });

  it('carry comments to the other side: of staff to the customer, of customers to staff', async () => {
    const order = someone();
    const [answer, question] = await Promise.all([
      mailAbout(order.email, commentAdded, { order, actor: staff, comment: commentOf(order) }),
      mailAbout(mailbox.address, commentAdded, {
        order,
        actor: { kind: 'person', id: order.customerId },
        comment: commentOf(order, { author: 'customer', body: 'Walnut, please.' }),
      }),
    ]);
    expect(answer.template).to.equal('order-comment');
    expectShown(answer, ['Oak or walnut?\n<i>Tell us.</i>', 'write a comment on your order']);
    expect(answer.html).not.to.contain('<i>');
    expect(question.template).to.equal('customer-comment');
    expectShown(question, ['Hello Orders team', 'Walnut, please.', `${order.email}`, order.number]);
    const { body } = await mailer.request('GET', `/api/v1/mail/messages?recipient=${order.email}`);
    expect(body.data).to.have.length(1);
  });

  it('tell staff alone of a refund that failed', async () => {
    const order = someone();
    const refund = refundOf(order, { status: 'failed' });
    const mail = await mailAbout(mailbox.address, refundFailed, { order, actor: staff, refund });
    expect(mail.template).to.equal('refund-failed');
    expectShown(mail, ['€74.90', refund.id, order.number]);
    expect(mail.text).not.to.match(/dent|example\.com/);
    expect((await mailer.request('GET', `/api/v1/mail/messages?recipient=${order.email}`)).body.data).to.deep.equal([]);
  });

  it('tell staff alone that a payment is disputed, and how it was decided', async () => {
    const order = someone();
    const dispute = { status: 'won' as const, amount: eur(500), reason: null };
    const disputed = (status: 'open' | 'lost' | 'won', email: string | null = order.email) => {
      const disputes = [dispute, { status, amount: eur(7_490), reason: 'fraudulent' }];
      const data = {
        order: { ...order, email },
        actor: staff,
        payment: paymentOf(order, { disputes, reference: 'pi_1' }),
      };
      return mailAbout(mailbox.address, paymentDisputed, data);
    };
    const [open, lost, won] = await Promise.all([disputed('open'), disputed('lost', null), disputed('won')]);
    expect(open.template).to.equal('payment-disputed');
    expect(open.subject).to.equal(`Disputed payment of order ${order.number}: open`);
    expectShown(open, ['€74.90', 'fraudulent', 'stripe', 'before the time that is given there is over']);
    expect(open.text).not.to.match(/€5\.00|pi_1|example\.com/);
    expectShown(lost, ['has taken the money back', 'Do not refund']);
    expectShown(won, ['the money is yours']);
    expect((await mailer.request('GET', `/api/v1/mail/messages?recipient=${order.email}`)).body.data).to.deep.equal([]);
  });

  it('are in the customer’s language, with amounts and times as they write them', async () => {
    const order = someone();
    const accountId = order.customerId ?? '';
    const profile = { accountId, name: 'Ada', locale: 'de-AT', timeZone: 'Europe/Vienna', phone: null };
    await mailer.publish(profileUpdated, profile);
    await eventually(async () => {
      const known = await mailer.db.query('SELECT 1 FROM recipients WHERE account_id = $1', [order.customerId]);
      expect(known).to.have.length(1);
    });
    const [shipped, refunded] = await Promise.all([
      mailAbout(order.email, shipmentShipped, { order, actor: staff, shipment: shipmentOf(order) }),
      mailAbout(order.email, refundSucceeded, { order, actor: staff, refund: refundOf(order) }),
    ]);
    expect(shipped.subject).to.equal(`Ihre Bestellung ${order.number} ist unterwegs`);
    expectShown(shipped, ['Guten Tag Ada', '22. November 2026 um 10:30 MEZ', 'Sendung verfolgen']);
    expectShown(refunded, ['€\u00a074,90', 'Grund']);
    expect(refunded.headers.get('list')).to.be.an('object');
  });
});

describe('mails about what becomes of an order are not written', () => {
  let ledger: Ledger;
  before(async () => {
    ledger = await openLedger(mailbox);
  });
  after(() => ledger?.close());

  const templateOf = async (messages: readonly string[]) =>
    (await Promise.all(messages.map((id) => ledger.message(id)))).map(({ template }) => template);

  it('where there is nothing to tell', async () => {
    const order = someone();
    const payment = paymentOf(order);
    const part = { ...order, paymentStatus: 'partially_paid' } as const;
    const over = { ...order, status: 'expired' } as const;
    const late = { ...paid(order), status: 'canceled' } as const;
    for (const event of [
      eventOf(paymentCaptured, { order: part, actor: staff, payment }),
      eventOf(paymentCaptured, { order: late, actor: staff, payment }),
      eventOf(paymentFailed, { order: over, actor: staff, payment }),
      eventOf(paymentFailed, { order: paid(order), actor: staff, payment }),
      eventOf(commentAdded, { order, actor: staff, comment: commentOf(order, { visibility: 'internal' }) }),
      eventOf(commentAdded, { order, actor: staff, comment: commentOf(order, { body: null }) }),
      eventOf(commentAdded, { order, actor: staff, comment: commentOf(order, { author: 'customer', body: null }) }),
    ]) {
      expect(await ledger.handle(event), event.type).to.deep.equal([]);
    }
  });

  it('to a customer who is erased, while staff still learn of a refund that failed', async () => {
    const order = orderOf({ email: null, customerId: null });
    const parts = { order, actor: staff };
    for (const event of [
      eventOf(paymentCaptured, { ...parts, order: paid(order), payment: paymentOf(order) }),
      eventOf(refundSucceeded, { ...parts, refund: refundOf(order, { reason: null }) }),
      eventOf(shipmentShipped, { ...parts, shipment: shipmentOf(order) }),
      eventOf(returnRejected, { ...parts, return: returnOf(order, { answer: null }) }),
      eventOf(orderEdited, { ...parts, editId: randomUUID(), difference: differenceOf(order, 0) }),
      eventOf(orderCanceled, { ...parts, reason: null }),
      eventOf(commentAdded, { ...parts, comment: commentOf(order) }),
      eventOf(commentAdded, { ...parts, comment: commentOf(order, { author: 'customer' }) }),
    ]) {
      expect(await ledger.handle(event), event.type).to.deep.equal([]);
    }
    const failed = eventOf(refundFailed, { ...parts, refund: refundOf(order, { status: 'failed', reason: null }) });
    expect(await templateOf(await ledger.handle(failed))).to.deep.equal(['refund-failed']);
  });

  it('a second time', async () => {
    const order = someone();
    const event = eventOf(shipmentShipped, { order, actor: staff, shipment: shipmentOf(order) });
    const once = await ledger.handle(event);
    expect(once).to.have.length(1);
    expect(await ledger.handle(event)).to.deep.equal(once);
  });

  it('to customers who want no updates, but for answers to what they did themselves', async () => {
    const order = someone();
    const { customerId } = order;
    const mails = { orderUpdates: false, news: false };
    await ledger.handle(eventOf(preferencesChanged, { accountId: customerId ?? '', mails }));
    const parts = { order, actor: staff };
    for (const [expected, event] of [
      [[], eventOf(refundSucceeded, { ...parts, refund: refundOf(order) })],
      [[], eventOf(shipmentShipped, { ...parts, shipment: shipmentOf(order) })],
      [[], eventOf(returnReceived, { ...parts, return: returnOf(order) })],
      [[], eventOf(orderEdited, { ...parts, editId: randomUUID(), difference: differenceOf(order, 0) })],
      [['payment-received'], eventOf(paymentCaptured, { ...parts, order: paid(order), payment: paymentOf(order) })],
      [['payment-failed'], eventOf(paymentFailed, { ...parts, payment: paymentOf(order) })],
      [['return-approved'], eventOf(returnApproved, { ...parts, return: returnOf(order) })],
      [['order-comment'], eventOf(commentAdded, { ...parts, comment: commentOf(order) })],
    ] as const) {
      expect(await templateOf(await ledger.handle(event)), event.type).to.deep.equal(expected);
    }
  });

  it('in any other language to staff than theirs', async () => {
    const german = await openLedger(mailbox, 'de');
    try {
      const order = someone();
      const refund = refundOf(order, { status: 'failed' });
      const [id = ''] = await german.handle(eventOf(refundFailed, { order, actor: staff, refund }));
      expect(await german.message(id)).to.include({ locale: 'de', recipient: mailbox.address });
    } finally {
      await german.close();
    }
  });

  it('to staff who have named no mailbox', async () => {
    const unnamed = await openLedger();
    try {
      const order = someone();
      const comment = commentOf(order, { author: 'customer' });
      expect(await unnamed.handle(eventOf(commentAdded, { order, actor: staff, comment }))).to.deep.equal([]);
      const refund = refundOf(order, { status: 'failed' });
      expect(await unnamed.handle(eventOf(refundFailed, { order, actor: staff, refund }))).to.deep.equal([]);
    } finally {
      await unnamed.close();
    }
  });

  it('for good: what a customer wrote to staff goes from the ledger with them', async () => {
    const order = someone();
    const comment = commentOf(order, { author: 'customer', body: 'I live at the lighthouse.' });
    const event = eventOf(commentAdded, { order, actor: staff, comment });
    expect(await templateOf(await ledger.handle(event))).to.deep.equal(['customer-comment']);
    const accountId = order.customerId ?? '';
    await ledger.handle(eventOf(accountErased, { erasureId: randomUUID(), accountId, email: order.email ?? '' }));
    expect(await ledger.db.query(`SELECT 1 FROM messages WHERE data::text LIKE '%lighthouse%'`)).to.deep.equal([]);
    expect(await ledger.handle({ ...event, id: randomUUID() })).to.deep.equal([]);
  });
});
