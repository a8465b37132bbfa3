import { randomUUID } from 'node:crypto';
import { emailVerificationRequested, orderPlaced } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { orderOf, token, verificationOf } from './samples.ts';

interface Listed {
  data: { id: string; status: string; recipient: string; template: string; eventId: string }[];
  nextCursor: string | null;
}

describe('the mailer', () => {
  let sink: MailSink;
  let mailer: RunningMailer;

  before(async () => {
    sink = await startMailSink();
    mailer = await startMailer(sink.url);
  });

  after(async () => {
    await mailer.stop();
    await sink.close();
  });

  const address = () => `${randomUUID()}@example.com`;
  const list = async (query: string): Promise<Listed> =>
    (await mailer.request('GET', `/api/v1/mail/messages?${query}`)).body as unknown as Listed;
  const place = (email: string) =>
    mailer.publish(orderPlaced, { order: orderOf({ email }), actor: { kind: 'system', id: null } });
  const messageFor = (email: string, status: string) =>
    eventually(async () => {
      const [message] = (await list(`recipient=${encodeURIComponent(email)}&status=${status}`)).data;
      if (!message) throw new Error(`no ${status} message for ${email}`);
      return message;
    });

  it('turns an event from the broker into a mail, and shows it in the ledger with its attempt', async () => {
    const email = address();
    const eventId = await place(email);
    const { id } = await messageFor(email, 'sent');
    const { status, body } = await mailer.request('GET', `/api/v1/mail/messages/${id}`, { as: 'staff' });
    expect(status).to.equal(200);
    expect(body).to.include({
      id,
      eventId,
      recipient: email,
      template: 'order-confirmation',
      locale: 'en',
      attempts: 1,
    });
    expect(body.deliveries).to.have.nested.property('[0].outcome', 'sent');
    expect(body.deliveries).to.have.nested.property('[0].transport', 'smtp');
    expect(sink.mails.filter(({ messageId }) => messageId === `<${body.messageId}>`)).to.have.length(1);
  });

  it('never shows the token of a link, neither open nor sealed', async () => {
    const email = address();
    const data = await verificationOf(email);
    await mailer.publish(emailVerificationRequested, data);
    const { id } = await messageFor(email, 'sent');
    expect(sink.mails.some(({ text }) => text?.includes(token))).to.equal(true);
    const shown = JSON.stringify((await mailer.request('GET', `/api/v1/mail/messages/${id}`)).body);
    expect(shown).to.not.contain(token).and.not.contain(data.sealedToken);
    expect(shown).to.contain(data.expiresAt);
  });

  it('lists newest first, by recipient in any case, template and status, page by page', async () => {
    const email = address();
    for (let count = 0; count < 3; count += 1) await place(email);
    const mine = `recipient=${encodeURIComponent(email.toUpperCase())}`;
    await eventually(async () => expect((await list(`${mine}&status=sent`)).data).to.have.length(3));
    const all = (await list(mine)).data.map(({ id }) => id);
    expect(all).to.deep.equal(all.toSorted().reverse());
    const first = await list(`${mine}&limit=2`);
    expect(first.data.map(({ id }) => id)).to.deep.equal(all.slice(0, 2));
    const second = await list(`${mine}&limit=2&cursor=${first.nextCursor}`);
    expect(second).to.deep.include({ nextCursor: null });
    expect(second.data.map(({ id }) => id)).to.deep.equal(all.slice(2));
    expect((await list(`${mine}&template=verify-email`)).data).to.deep.equal([]);
    expect((await mailer.request('GET', '/api/v1/mail/messages?cursor=zzz')).status).to.equal(422);
    expect((await mailer.request('GET', '/api/v1/mail/messages?state=sent')).status).to.equal(422);
  });

  it('sends a failed mail again when somebody asks, and refuses to for one that was sent', async () => {
    const email = address();
    sink.recipientVerdict = (to) => (to === email ? { code: 550, text: 'no such mailbox' } : 'accept');
    await place(email);
    const { id } = await messageFor(email, 'failed');
    sink.recipientVerdict = () => 'accept';
    const path = `/api/v1/mail/messages/${id}/retry`;
    expect((await mailer.request('POST', path, { as: 'staff' })).status).to.equal(403);
    const headers = { 'idempotency-key': randomUUID() };
    const asked = await mailer.request('POST', path, { headers });
    expect(asked.status).to.equal(200);
    expect(asked.body.status).to.equal('queued');
    await messageFor(email, 'sent');
    expect(sink.mails.filter(({ messageId }) => messageId?.includes(id))).to.have.length(1);
    const refused = await mailer.request('POST', path);
    expect(refused.status).to.equal(409);
    expect(refused.body).to.include({ code: 'invalid_transition', status: 409, currentStatus: 'sent' });
  });

  it('shows each template and previews it in a locale, with sample data alone', async () => {
    const { body } = await mailer.request('GET', '/api/v1/mail/templates', { as: 'staff' });
    const names = (body.data as { name: string }[]).map(({ name }) => name);
    expect(names).to.include.members(['verify-email', 'registration-repeated', 'order-confirmation']);
    for (const name of names) {
      const preview = await mailer.request('GET', `/api/v1/mail/templates/${name}/preview?locale=de`, { as: 'staff' });
      expect(preview.status, name).to.equal(200);
      expect(preview.body.html).to.contain('<html lang="de"');
      expect(preview.body.text).to.contain('Guten Tag Ada Lovelace');
    }
    expect((await mailer.request('GET', '/api/v1/mail/templates/nothing/preview')).status).to.equal(404);
  });

  it('keeps a list of addresses that get no mail', async () => {
    const email = address();
    const path = `/api/v1/mail/suppressions/${email.toUpperCase()}`;
    const put = await mailer.request('PUT', path, { body: { note: 'asked by telephone' } });
    expect(put.body).to.include({ email, reason: 'manual', note: 'asked by telephone' });
    const listed = await mailer.request('GET', '/api/v1/mail/suppressions?reason=manual');
    expect(listed.body.data).to.deep.include(put.body);
    await place(email);
    const { id } = await messageFor(email, 'suppressed');
    expect((await mailer.request('DELETE', path)).status).to.equal(204);
    expect((await mailer.request('DELETE', path)).status).to.equal(404);
    expect((await mailer.request('POST', `/api/v1/mail/messages/${id}/retry`)).status).to.equal(200);
    await messageFor(email, 'sent');
  });

  it('answers 404 for what is not there and lets nobody in without the permission', async () => {
    expect((await mailer.request('GET', `/api/v1/mail/messages/${randomUUID()}`)).status).to.equal(404);
    expect((await mailer.request('GET', '/api/v1/mail/messages/12')).status).to.equal(404);
    expect((await mailer.request('GET', '/api/v1/mail/messages', { as: 'nobody' })).status).to.equal(401);
    expect((await mailer.request('GET', '/api/v1/mail/messages', { as: 'customer' })).status).to.equal(403);
    expect((await mailer.request('GET', '/api/v1/mail/suppressions', { as: ['mail:read'] })).status).to.equal(403);
  });

  it('tells how many mails wait, for how long, and what became of others', async () => {
    const email = address();
    await place(email);
    await messageFor(email, 'sent');
    const metrics = await mailer.metrics();
    expect(metrics).to.match(
      /mail_attempts_total\{template="order-confirmation",outcome="sent",service="mailer"\} [1-9]/,
    );
    expect(metrics).to.match(/mail_backlog_messages\{status="queued",service="mailer"\} 0/);
    expect(metrics).to.match(/mail_backlog_oldest_seconds\{service="mailer"\} 0/);
  });
});
