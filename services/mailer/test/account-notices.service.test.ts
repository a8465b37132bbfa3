import { randomUUID } from 'node:crypto';
import {
  type EventDefinition,
  emailChanged,
  emailChangeRequested,
  erasureCompleted,
  exportCompleted,
  exportFailed,
  factorChanged,
  magicLinkRequested,
  passwordChanged,
  passwordResetRequested,
  refreshTokenReused,
  sessionStarted,
  webhookSubscriptionDisabled,
} from '@oms/contracts';
import { seal } from '@oms/security';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type * as z from 'zod';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { sealingKey, token } from './samples.ts';

interface Kept {
  id: string;
  status: string;
  template: string;
}

describe('mails about an account', () => {
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

  const person = (locale: string | null = null) => ({
    accountId: randomUUID(),
    email: `${randomUUID()}@example.com`,
    name: 'Ada',
    locale,
  });
  const device = { sessionId: randomUUID(), ip: '203.0.113.7', userAgent: 'Firefox on Linux' };
  const soon = () => new Date(Date.now() + 600_000).toISOString();

  const kept = (email: string): Promise<Kept[]> =>
    mailer
      .request('GET', `/api/v1/mail/messages?recipient=${encodeURIComponent(email)}`)
      .then(({ body }) => body.data as Kept[]);
  const settled = (email: string, status: string): Promise<Kept> =>
    eventually(async () => {
      const message = (await kept(email)).find((candidate) => candidate.status === status);
      if (!message) throw new Error(`no ${status} message for ${email}: ${JSON.stringify(await kept(email))}`);
      return message;
    });
  async function mailOf<Event extends EventDefinition>(event: Event, data: z.input<Event['data']> & { email: string }) {
    await mailer.publish(event, data);
    const message = await settled(data.email, 'sent');
    const mail = sink.mails.find(({ messageId }) => messageId?.includes(message.id));
    return { message, subject: mail?.subject, text: mail?.text ?? '', html: String(mail?.html) };
  }

  for (const { event, context, page } of [
    { event: passwordResetRequested, context: 'password-reset', page: 'reset' },
    { event: magicLinkRequested, context: 'magic-link', page: 'magic-link' },
  ]) {
    const link = async (changes: { expiresAt?: string } = {}) => ({
      ...person(),
      sealedToken: seal(sealingKey, token, context),
      expiresAt: soon(),
      ...changes,
    });

    it(`carry the link of ${context} to its page, with its token in the fragment, and forget it`, async () => {
      const data = await link();
      const { message, text, html } = await mailOf(event, data);
      const expected = `http://localhost:8080/account/${page}#token=${token}`;
      expect(text).to.contain(expected);
      expect(html).to.contain(`href="${expected}"`);
      const shown = JSON.stringify((await mailer.request('GET', `/api/v1/mail/messages/${message.id}`)).body);
      expect(shown).to.not.contain(token).and.not.contain(data.sealedToken);
    });

    it(`send the link of ${context} no second time by themselves when it is in doubt`, async () => {
      const data = await link();
      sink.verdict = () => 'take-and-hang-up';
      try {
        await mailer.publish(event, data);
        await settled(data.email, 'unknown');
      } finally {
        sink.verdict = () => 'accept';
      }
      const [message] = await kept(data.email);
      expect(message?.status).to.equal('unknown');
    });

    it(`send no link of ${context} that has run out`, async () => {
      const data = await link({ expiresAt: new Date(Date.now() - 1_000).toISOString() });
      await mailer.publish(event, data);
      await settled(data.email, 'expired');
    });
  }

  it('tell of a new password', async () => {
    const { message, subject, text } = await mailOf(passwordChanged, person());
    expect(message.template).to.equal('password-changed');
    expect(subject).to.equal('Your password has changed');
    expect(text).to.contain('signed out everywhere else').and.to.contain('Time: ');
  });

  it('tell of a refresh token that came twice, and from where', async () => {
    const { text, html } = await mailOf(refreshTokenReused, { ...person('de'), ...device });
    for (const part of [text, html]) expect(part).to.contain('203.0.113.7').and.to.contain('Firefox on Linux');
    expect(text).to.contain('Guten Tag Ada').and.to.contain('beendet');
  });

  it('tell of a sign-in from a new device, and of no other', async () => {
    const known = person();
    await mailer.publish(sessionStarted, { ...known, ...device, newDevice: false, amr: ['pwd'] });
    const fresh = person();
    const { subject } = await mailOf(sessionStarted, { ...fresh, ...device, newDevice: true, amr: ['pwd'] });
    expect(subject).to.equal('New sign-in to your account');
    expect(await kept(known.email)).to.deep.equal([]);
  });

  it('tell of each change to the ways to sign in, in words', async () => {
    const { ip, userAgent } = device;
    const changes = factorChanged.data.shape.change.options;
    for (const change of changes) {
      const data = { ...person(), change, label: null, remaining: null, ip, userAgent };
      const { text } = await mailOf(factorChanged, data);
      expect(text, change).to.match(/Something has changed about how you sign in[\s\S]+\n\n[^\n]+\.\n\nTime: /);
    }
    const used = { ...person(), change: 'recovery_code_used' as const, label: null, remaining: 3, ip, userAgent };
    expect((await mailOf(factorChanged, used)).text).to.contain('Recovery codes that are left: 3');
  });

  it('send the link to a new address and tell the present one', async () => {
    const currentEmail = `${randomUUID()}@example.com`;
    const sealedToken = seal(sealingKey, token, 'email-verification');
    const data = { ...person(), currentEmail, sealedToken, expiresAt: soon() };
    const { text } = await mailOf(emailChangeRequested, data);
    expect(text).to.contain(`http://localhost:8080/account/verify-email#token=${token}`);
    const told = await settled(currentEmail, 'sent');
    expect(told.template).to.equal('address-change-asked');
    const mail = sink.mails.find(({ messageId }) => messageId?.includes(told.id));
    expect(mail?.text).to.contain(data.email).and.not.contain(token);
  });

  it('send nothing to a new address that is somebody’s already', async () => {
    const currentEmail = `${randomUUID()}@example.com`;
    const data = { ...person(), currentEmail, sealedToken: null, expiresAt: null };
    await mailer.publish(emailChangeRequested, data);
    await settled(currentEmail, 'sent');
    expect(await kept(data.email)).to.deep.equal([]);
  });

  it('tell the former address of the new one', async () => {
    const previousEmail = `${randomUUID()}@example.com`;
    const data = { ...person(), previousEmail };
    await mailer.publish(emailChanged, data);
    expect((await settled(previousEmail, 'sent')).template).to.equal('address-changed');
    expect(await kept(data.email)).to.deep.equal([]);
  });

  it('say what became of an export and an erasure', async () => {
    const exportId = randomUUID();
    expect((await mailOf(exportCompleted, { ...person(), exportId, expiresAt: soon() })).subject).to.equal(
      'Your data is ready',
    );
    expect((await mailOf(exportFailed, { ...person('de'), exportId, missing: ['orders'] })).subject).to.equal(
      'Ihre Daten konnten nicht zusammengestellt werden',
    );
    const erased = { ...person(), erasureId: randomUUID(), requestedAt: soon(), completedAt: soon() };
    expect((await mailOf(erasureCompleted, erased)).subject).to.equal('Your data has been erased');
  });

  it('tell whoever made a subscription to webhooks that it has stopped, and why', async () => {
    const stopped = { subscriptionId: randomUUID(), host: 'shop.example:8443', failingSince: soon() };
    const failing = { ...person(), ...stopped, description: 'Warehouse', reason: 'failing' as const };
    const { subject, text } = await mailOf(webhookSubscriptionDisabled, failing);
    expect(subject).to.equal('No more webhooks to shop.example:8443');
    expect(text)
      .to.contain('shop.example:8443 (Warehouse)')
      .and.to.match(/Since .+ no delivery has succeeded/);
    const gone = { ...person(), ...stopped, description: null, reason: 'gone' as const };
    expect((await mailOf(webhookSubscriptionDisabled, gone)).text)
      .to.contain('410')
      .and.not.contain('(null)');
  });

  it('reach whoever has unsubscribed from other mail or complained about it', async () => {
    for (const reason of ['unsubscribed', 'complained']) {
      const data = person();
      await mailer.request('PUT', `/api/v1/mail/suppressions/${data.email}`, { body: { reason } });
      expect((await mailOf(passwordChanged, data)).message.status, reason).to.equal('sent');
    }
  });
});
