import { randomUUID } from 'node:crypto';
import { orderExpired, orderPlaced, passwordChanged, preferencesChanged } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { createTestDatabase, eventually, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import { enqueue } from '../src/messages/enqueue.ts';
import { unwant, updatePreferences } from '../src/preferences/preference-store.ts';
import { addressee } from '../src/recipients/addressee.ts';
import { findRecipient } from '../src/recipients/recipient-store.ts';
import { passwordChanged as notice } from '../src/templates/account-notices.ts';
import type { Category, Template } from '../src/templates/template.ts';
import { compose } from '../src/transports/compose.ts';
import {
  readUnsubscribeToken,
  unsubscribeLink,
  unsubscribePath,
  unsubscribeToken,
} from '../src/unsubscribing/unsubscribe-link.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { eventOf, orderOf, sealingKey } from './samples.ts';
import { mailOf } from './sent-mail.ts';

describe('Mails that one may do without', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase(['mailer']);
    const logger = createLogger({ service: 'mailer-test', level: 'silent' });
    db = createDatabase({ url: database.url('mailer'), applicationName: 'test', logger });
  });
  after(async () => {
    await db?.close();
    await database?.drop();
  });

  /** How many mails of a category are written to somebody. */
  async function written(category: Category, accountId: string | null): Promise<number> {
    const template: Template = { ...notice, category };
    const event = eventOf(passwordChanged, {
      accountId: randomUUID(),
      email: 'a@example.com',
      name: null,
      locale: null,
    });
    const context = { domain: 'oms.example', timeZone: 'UTC', wake: () => undefined };
    await db.transaction(async (tx) => {
      const to = await addressee(tx, accountId, { email: 'a@example.com' });
      enqueue(tx, { template, event, to, data: { at: event.time } }, context);
    });
    return (await db.query('SELECT 1 FROM messages WHERE event_id = $1', [event.id])).length;
  }

  it('are written as the person wants them, and news only when asked for', async () => {
    const id = randomUUID();
    expect([await written('orderUpdates', id), await written('news', id)]).to.deep.equal([1, 0]);
    await updatePreferences(db, id, { orderUpdates: false, news: true }, 1);
    expect([await written('orderUpdates', id), await written('news', id)]).to.deep.equal([0, 1]);
  });

  it('are told from those about the account and one’s own doing, which are always written', async () => {
    const id = randomUUID();
    await updatePreferences(db, id, { orderUpdates: false, news: false }, 1);
    expect([await written('security', id), await written('transactional', id)]).to.deep.equal([1, 1]);
  });

  it('follow the newest preferences, in whatever order they come', async () => {
    const id = randomUUID();
    await updatePreferences(db, id, { orderUpdates: true, news: false }, 3);
    await updatePreferences(db, id, { orderUpdates: false, news: true }, 2);
    expect((await findRecipient(db, id)).wants).to.deep.equal({ orderUpdates: true, news: false });
  });

  it('end with one category and leave the other', async () => {
    const id = randomUUID();
    await updatePreferences(db, id, { orderUpdates: true, news: true }, 1);
    expect(await unwant(db, id, 'news')).to.equal(1);
    expect((await findRecipient(db, id)).wants).to.deep.equal({ orderUpdates: true, news: false });
    await updatePreferences(db, id, { orderUpdates: true, news: true }, 2);
    expect((await findRecipient(db, id)).wants.news).to.equal(true);
  });

  it('carry the link for one click, and others carry none', async () => {
    const who = { accountId: randomUUID(), category: 'news' as const };
    const link = await unsubscribeLink('https://shop.example/', sealingKey, who);
    const mail = {
      from: { name: 'OMS', address: 'no-reply@oms.example' },
      to: { name: 'Ada', address: 'ada@example.com' },
      subject: 'News',
      html: '<p>News</p>',
      text: 'News',
      messageId: 'a@oms.example',
      date: new Date(),
      language: 'en',
    };
    const unfolded = async (content: Promise<Buffer>) => (await content).toString().replaceAll(/\r\n[ \t]+/g, '');
    const withLink = await unfolded(compose({ ...mail, unsubscribeLink: link }));
    expect(withLink.replaceAll(' ', '')).to.contain(`List-Unsubscribe:<${link}>`);
    expect(withLink).to.contain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(await unfolded(compose(mail))).to.not.contain('List-Unsubscribe');
    expect(await readUnsubscribeToken(sealingKey, new URL(link).searchParams.get('token') ?? '')).to.deep.equal(who);
  });
});

describe('The unsubscribe link', () => {
  let sink: MailSink;
  let mailer: RunningMailer;
  let token: string;
  const accountId = randomUUID();

  before(async () => {
    sink = await startMailSink();
    mailer = await startMailer(sink.url);
    token = await unsubscribeToken(sealingKey, { accountId, category: 'news' });
  });
  after(async () => {
    await mailer?.stop();
    await sink?.close();
  });

  const wantsNews = async () => (await findRecipient(mailer.db, accountId)).wants.news;

  const send = (method: string, query: string, init: RequestInit = {}) =>
    fetch(`${mailer.baseUrl}${unsubscribePath}${query}`, { method, ...init });

  it('opens a page that asks first, in the reader’s language, and lets nothing else in', async () => {
    const response = await send('GET', `?token=${token}&utm_source=mail`, {
      headers: { 'accept-language': 'de-AT,en' },
    });
    const page = await response.text();
    expect(response.status).to.equal(200);
    expect(page).to.contain('<html lang="de"').and.to.contain('method="post"').and.to.contain(`token=${token}`);
    expect(page).to.not.contain('<script');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).to.contain("default-src 'none'").and.to.contain("frame-ancestors 'none'").and.not.contain('unsafe');
    expect(await wantsNews()).to.equal(false);
    await mailer.publish(preferencesChanged, { accountId, mails: { orderUpdates: true, news: true } });
    await eventually(wantsNews);
    await send('GET', `?token=${token}`);
    expect(await wantsNews(), 'a GET changes nothing').to.equal(true);
  });

  it('unsubscribes with one click, as mail programs send it', async () => {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const response = await send('POST', `?token=${token}`, { body });
    expect([response.status, await response.text()].join()).to.match(/^200,[\s\S]*You are unsubscribed/);
    expect(await wantsNews()).to.equal(false);
    expect((await send('POST', `?token=${token}`, { body: new FormData() })).status, 'again').to.equal(200);
  });

  it('of a mail as it arrived ends such mails, and no others', async () => {
    const order = orderOf({ email: `${randomUUID()}@example.com` });
    const actor = { kind: 'person' as const, id: order.customerId };
    let raw = '';
    sink.raw = (content) => {
      raw = content;
    };
    const mail = await mailOf({ mailer, sink }, order.email, orderExpired, { order, actor });
    const headers = raw.replaceAll(/\r\n[ \t]+/g, '');
    expect(headers).to.match(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const [, link = ''] = /^List-Unsubscribe:\s*<([^>]+)>\r$/m.exec(headers) ?? [];
    expect(mail.text).to.contain(`Unsubscribe from such mails: ${link}`);
    const { pathname, search } = new URL(link);
    expect(pathname).to.equal(unsubscribePath);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await send('POST', search, { body })).status).to.equal(200);
    const unwanted = await mailer.publish(orderExpired, { order, actor });
    await eventually(async () =>
      expect(await mailer.db.query('SELECT 1 FROM inbox WHERE event_id = $1', [unwanted])).to.have.length(1),
    );
    expect((await mailOf({ mailer, sink }, order.email, orderPlaced, { order, actor })).template).to.equal(
      'order-confirmation',
    );
    const written = await mailer.db.query('SELECT template FROM messages WHERE recipient = $1 ORDER BY id', [
      order.email,
    ]);
    expect(written).to.deep.equal([{ template: 'order-expired' }, { template: 'order-confirmation' }]);
  });

  it('is refused when it is not whole or not ours', async () => {
    for (const bad of [
      `${token.slice(0, -2)}xx`,
      'x',
      await unsubscribeToken(Buffer.alloc(32), { accountId, category: 'news' }),
    ]) {
      expect((await send('POST', `?token=${bad}`)).status).to.equal(404);
      const page = await send('GET', `?token=${encodeURIComponent(bad)}`);
      expect([page.status, page.headers.get('content-type')?.split(';')[0]]).to.deep.equal([404, 'text/html']);
    }
    expect((await send('POST', '')).status).to.equal(422);
  });
});
