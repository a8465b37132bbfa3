import { execFileSync } from 'node:child_process';
import { createHmac, createPrivateKey, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import nock from 'nock';
import { recordOutcome } from '../src/messages/queue-store.ts';
import { canonicalForm, type SnsMessage } from '../src/webhooks/sns-message.ts';
import { type RunningMailer, startMailer } from './mailer.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:mail';
const sns = 'https://sns.eu-west-1.amazonaws.com';
const certificatePath = '/SimpleNotificationService-0a1b2c3d4e5f.pem';
const signingKey = 'webhook-signing-key-of-a-test';

type Fields = Record<string, unknown>;

describe('webhooks of mail providers', () => {
  let mailer: RunningMailer;
  let key: KeyObject;
  let certificate: string;

  before(async () => {
    if (!nock.isActive()) nock.activate();
    const folder = await mkdtemp(join(tmpdir(), 'oms-sns-'));
    const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=sns.amazonaws.com'];
    execFileSync('openssl', ['req', ...options, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
    key = createPrivateKey(readFileSync(keyFile));
    certificate = readFileSync(certificateFile, 'utf8');
    await rm(folder, { recursive: true });
    mailer = await startMailer('smtp://127.0.0.1:9', undefined, {
      sesTopicArns: [topic],
      mailgunSigningKey: signingKey,
    });
  });

  after(async () => {
    nock.restore();
    await mailer.stop();
  });

  afterEach(() => nock.cleanAll());

  /** A mail in the ledger as its last attempt left it. */
  async function mail(status = 'sent', outcome = 'sent', email = `${randomUUID()}@example.com`) {
    const id = randomUUID();
    const providerId = `ses-${id}`;
    await mailer.db.query(
      `INSERT INTO messages (id, event_id, recipient, template, locale, time_zone, data, resend_in_doubt, status, attempts,
                             next_attempt_at, give_up_at, message_id, sent_at)
       VALUES ($1::uuid, gen_random_uuid(), $2, 'order-confirmation', 'en', 'UTC', '{}', true, $3::text, 1,
               CASE WHEN $3 = 'queued' THEN now() + interval '1 hour' END, now() + interval '1 day', $1::uuid || '@oms.example',
               CASE WHEN $3 = 'sent' THEN now() END)`,
      [id, email, status],
    );
    await mailer.db.query(
      `INSERT INTO attempts (message_id, number, offered_at, finished_at, outcome, provider_id)
       VALUES ($1, 1, now(), now(), $2, $3)`,
      [id, outcome, outcome === 'sent' ? providerId : null],
    );
    return { id, email, providerId };
  }
  const read = async (id: string) => (await mailer.request('GET', `/api/v1/mail/messages/${id}`)).body;
  const suppressionOf = async (email: string) => {
    const query = 'SELECT reason, note FROM suppressions WHERE email = lower($1)';
    return (await mailer.db.query<{ reason: string; note: string }>(query, [email]))[0];
  };
  const post = (provider: string, body: unknown, headers = {}) =>
    mailer.request('POST', `/api/v1/mail/webhooks/${provider}`, { as: 'nobody', body, headers });

  describe('of Mailgun', () => {
    const signed = (event: Fields, at = Date.now(), by = signingKey) => {
      const timestamp = String(Math.floor(at / 1000));
      const token = randomBytes(25).toString('hex');
      const signature = createHmac('sha256', by)
        .update(timestamp + token)
        .digest('hex');
      return { signature: { timestamp, token, signature }, 'event-data': event };
    };
    const about = ({ id, email }: { id: string; email: string }, changes: Fields) => ({
      id: randomBytes(12).toString('base64url'),
      timestamp: 1_795_000_000.25,
      recipient: email,
      message: { headers: { 'message-id': `${id}@oms.example`, to: email, from: 'no-reply@oms.example' } },
      ...changes,
    });
    const hard = {
      event: 'failed',
      severity: 'permanent',
      reason: 'bounce',
      'delivery-status': { code: 550, message: '5.1.1 no such mailbox' },
    };

    it('note at the mail that it was delivered', async () => {
      const found = await mail();
      const { status, body } = await post('mailgun', signed(about(found, { event: 'delivered' })));
      expect([status, body]).to.deep.equal([200, { received: true }]);
      expect(await read(found.id)).to.include({
        deliveredAt: new Date(1_795_000_000_250).toISOString(),
        bouncedAt: null,
        complainedAt: null,
        status: 'sent',
      });
      expect(await suppressionOf(found.email)).to.equal(undefined);
    });

    it('are counted by what they tell', async () => {
      const found = await mail();
      const counted = async () => {
        const [, count = '0'] =
          /mail_feedback_total\{provider="mailgun",kind="complained",service="mailer"\} (\d+)/.exec(
            await mailer.metrics(),
          ) ?? [];
        return Number(count);
      };
      const before = await counted();
      const webhook = signed(about(found, { event: 'complained' }));
      await post('mailgun', webhook);
      await post('mailgun', webhook);
      expect(await counted()).to.equal(before + 1);
    });

    it('suppress an address that bounced for good, in the server’s words, and none for other failures', async () => {
      const gone = await mail('sent', 'sent', `Gone-${randomUUID()}@Example.com`);
      await post('mailgun', signed(about(gone, hard)));
      expect(await suppressionOf(gone.email)).to.deep.equal({
        reason: 'bounced',
        note: 'Mailgun: 550 5.1.1 no such mailbox',
      });
      expect((await read(gone.id)).bouncedAt).to.be.a('string');
      const full = await mail();
      await post('mailgun', signed(about(full, { ...hard, severity: 'temporary' })));
      expect((await read(full.id)).bouncedAt).to.equal(null);
      await post('mailgun', signed(about(full, { ...hard, reason: 'old' })));
      expect((await read(full.id)).bouncedAt, 'given up').to.be.a('string');
      expect(await suppressionOf(full.email)).to.equal(undefined);
    });

    it('leave the same behind in whatever order, and however often, they come', async () => {
      const [one, other] = [await mail(), await mail()];
      const delivered = { event: 'delivered', timestamp: 1_795_000_001 };
      const complained = { event: 'complained', timestamp: 1_795_000_003 };
      const bounced = { ...hard, timestamp: 1_795_000_002 };
      for (const event of [delivered, bounced, complained]) await post('mailgun', signed(about(one, event)));
      for (const event of [complained, bounced, complained, delivered, { ...delivered, timestamp: 1_795_000_009 }]) {
        await post('mailgun', signed(about(other, event)));
      }
      const told = async ({ id }: { id: string }) => {
        const { deliveredAt, bouncedAt, complainedAt } = await read(id);
        return [deliveredAt, bouncedAt, complainedAt];
      };
      expect(await told(other)).to.deep.equal(await told(one));
      expect(await told(one)).to.deep.equal(
        [1, 2, 3].map((second) => new Date((1_795_000_000 + second) * 1000).toISOString()),
      );
      expect((await suppressionOf(one.email))?.reason).to.equal('bounced');
      expect(await suppressionOf(other.email)).to.deep.equal(await suppressionOf(one.email));
    });

    it('count once: one that comes again does not suppress an address that was let go meanwhile', async () => {
      const found = await mail();
      const webhook = signed(about(found, hard));
      const answers = await Promise.all([post('mailgun', webhook), post('mailgun', webhook)]);
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      await mailer.request('DELETE', `/api/v1/mail/suppressions/${found.email}`);
      const { status } = await post('mailgun', { ...webhook, 'event-data': about(found, { event: 'complained' }) });
      expect(status).to.equal(200);
      expect(await suppressionOf(found.email)).to.equal(undefined);
      expect((await read(found.id)).complainedAt).to.equal(null);
    });

    it('never weaken what somebody decided by hand', async () => {
      const found = await mail();
      await mailer.request('PUT', `/api/v1/mail/suppressions/${found.email}`, { body: { note: 'asked by telephone' } });
      await post('mailgun', signed(about(found, hard)));
      expect(await suppressionOf(found.email)).to.deep.equal({ reason: 'manual', note: 'asked by telephone' });
    });

    it('suppress nobody that no mail of ours was to', async () => {
      const stranger = { id: randomUUID(), email: `${randomUUID()}@example.com` };
      expect((await post('mailgun', signed(about(stranger, hard)))).status).to.equal(200);
      expect(await suppressionOf(stranger.email)).to.equal(undefined);
    });

    it('settle a mail that was in doubt: it is not sent again', async () => {
      for (const status of ['unknown', 'queued']) {
        const found = await mail(status, 'unknown');
        await post('mailgun', signed(about(found, { event: 'delivered' })));
        expect(await read(found.id), status).to.include({ status: 'sent', nextAttemptAt: null });
      }
      const refused = await mail('queued', 'deferred');
      await post('mailgun', signed(about(refused, { event: 'delivered' })));
      expect((await read(refused.id)).status, 'it is sent for another reason').to.equal('queued');
    });

    it('settle a mail, too, whose doubt comes after them', async () => {
      const { id, email } = await mail();
      await mailer.db.query(
        `UPDATE messages SET status = 'sending', sent_at = NULL, leased_by = gen_random_uuid(),
                leased_until = now() + interval '1 minute' WHERE id = $1`,
        [id],
      );
      await post('mailgun', signed(about({ id, email }, { event: 'delivered' })));
      await recordOutcome(
        mailer.db,
        { id, number: 1, transport: 'mailgun' },
        { kind: 'unknown', detail: 'read ECONNRESET' },
        { status: 'queued', nextAttemptAt: new Date(), lastError: 'read ECONNRESET' },
      );
      expect(await read(id)).to.include({ status: 'sent', lastError: null });
    });

    it('are refused without a signature of our key, or with one of yesterday or tomorrow', async () => {
      const found = await mail();
      const event = about(found, { event: 'complained' });
      const day = 24 * 3_600_000;
      for (const wrong of [
        signed(event, Date.now(), 'another key'),
        signed(event, Date.now() - day),
        signed(event, Date.now() + day),
        { ...signed(event), signature: undefined },
        { ...signed(event), signature: { timestamp: '1', token: 'x', signature: '' } },
        'not an object',
      ]) {
        const { status, body } = await post('mailgun', wrong);
        expect([status, body.code]).to.deep.equal([400, 'bad_signature']);
      }
      expect((await read(found.id)).complainedAt).to.equal(null);
    });

    it('of which we know nothing are passed over', async () => {
      for (const event of [{ event: 'opened' }, { event: 'delivered' }, { event: 'failed', severity: 'permanent' }]) {
        expect((await post('mailgun', signed(event))).status).to.equal(200);
      }
    });
  });

  describe('of Amazon SES, by SNS', () => {
    const certified = (times = 1) =>
      nock(sns)
        .get(certificatePath)
        .times(times)
        .reply(200, () => certificate);
    const signed = (changes: Fields, version: '1' | '2' = '2'): Fields => {
      const message = {
        Type: 'Notification',
        MessageId: randomUUID(),
        TopicArn: topic,
        Timestamp: new Date().toISOString(),
        SignatureVersion: version,
        SigningCertURL: `${sns}${certificatePath}`,
        ...changes,
      };
      const canonical = Buffer.from(canonicalForm(message as unknown as SnsMessage));
      return { ...message, Signature: sign(version === '1' ? 'sha1' : 'sha256', canonical, key).toString('base64') };
    };
    const bounce = ({ providerId, email }: { providerId: string; email: string }, changes: Fields = {}) => ({
      eventType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [
          { emailAddress: email, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
        ],
        timestamp: '2026-11-21T10:00:00.000Z',
        feedbackId: randomUUID(),
        ...changes,
      },
      mail: { timestamp: '2026-11-21T09:59:00.000Z', messageId: providerId, destination: [email] },
    });
    const sent = (event: unknown, version?: '1' | '2') =>
      post('ses', signed({ Message: JSON.stringify(event), Subject: 'Amazon SES Email Event Notification' }, version), {
        'content-type': 'text/plain; charset=UTF-8',
      });

    it('find the string that is signed as SNS documents it', () => {
      const message = { Type: 'Notification', MessageId: 'm', TopicArn: 't', Message: 'a\nb', Timestamp: 'z' };
      expect(canonicalForm(message as SnsMessage)).to.equal(
        'Message\na\nb\nMessageId\nm\nTimestamp\nz\nTopicArn\nt\nType\nNotification\n',
      );
      const confirmation = { ...message, Type: 'SubscriptionConfirmation', Token: 'k', SubscribeURL: 'https://x' };
      expect(canonicalForm(confirmation as SnsMessage)).to.equal(
        'Message\na\nb\nMessageId\nm\nSubscribeURL\nhttps://x\nTimestamp\nz\nToken\nk\nTopicArn\nt\nType\nSubscriptionConfirmation\n',
      );
    });

    it('suppress what bounced for good, under either version of the signature, the certificate fetched once', async () => {
      const asked = certified();
      for (const version of ['1', '2'] as const) {
        const found = await mail();
        expect((await sent(bounce(found), version)).status).to.equal(200);
        expect(await suppressionOf(found.email)).to.deep.equal({
          reason: 'bounced',
          note: 'SES: General smtp; 550 5.1.1 user unknown',
        });
        expect((await read(found.id)).bouncedAt).to.equal('2026-11-21T10:00:00.000Z');
      }
      expect(asked.isDone()).to.equal(true);
    });

    it('suppress nothing for a bounce that may pass', async () => {
      const found = await mail();
      for (const bounceType of ['Transient', 'Undetermined']) {
        expect((await sent(bounce(found, { bounceType }))).status).to.equal(200);
      }
      expect(await suppressionOf(found.email)).to.equal(undefined);
      expect((await read(found.id)).bouncedAt).to.equal(null);
    });

    it('note deliveries and complaints at the mail, by its tag where the answer to sending it was lost', async () => {
      const found = await mail('unknown', 'unknown');
      const about = { messageId: 'never-heard', tags: { 'oms-message': [found.id] } };
      const timestamp = '2026-11-21T10:00:00.000Z';
      await sent({ eventType: 'Delivery', delivery: { timestamp, recipients: [found.email] }, mail: about });
      expect(await read(found.id)).to.include({ deliveredAt: timestamp, status: 'sent' });
      const complaint = {
        timestamp,
        complainedRecipients: [{ emailAddress: found.email }],
        complaintFeedbackType: 'abuse',
      };
      await sent({ notificationType: 'Complaint', complaint, mail: about });
      expect((await read(found.id)).complainedAt).to.equal(timestamp);
      expect(await suppressionOf(found.email)).to.deep.equal({ reason: 'complained', note: 'SES: abuse' });
    });

    it('are refused where anything signed was changed, of another topic, or long ago', async () => {
      const found = await mail();
      const good = signed({ Message: JSON.stringify(bounce(found)) });
      const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString();
      for (const wrong of [
        { ...good, Message: JSON.stringify(bounce(found, { bounceSubType: 'Other' })) },
        { ...good, Subject: 'added' },
        { ...good, Signature: Buffer.from('nothing').toString('base64') },
        { ...good, SignatureVersion: '3' },
        signed({ Message: '{}', TopicArn: `${topic}-of-others` }),
        signed({ Message: '{}', Timestamp: yesterday }),
        {},
      ]) {
        const { status, body } = await post('ses', wrong);
        expect([status, body.code]).to.deep.equal([400, 'bad_signature']);
      }
      expect(await suppressionOf(found.email)).to.equal(undefined);
    });

    it('fetch no certificate from anywhere but SNS of the topic’s region, over https', async () => {
      const elsewhere = [
        `http://sns.eu-west-1.amazonaws.com${certificatePath}`,
        `https://sns.us-east-1.amazonaws.com${certificatePath}`,
        `https://sns.eu-west-1.amazonaws.com.evil.example${certificatePath}`,
        `https://sns.eu-west-1.amazonaws.com@evil.example${certificatePath}`,
        `https://sns.eu-west-1.amazonaws.com:8443${certificatePath}`,
        'https://sns.eu-west-1.amazonaws.com/?Action=Publish',
        `https://bucket.s3.amazonaws.com${certificatePath}`,
        'file:///etc/passwd',
      ];
      const asked: string[] = [];
      const { fetch } = globalThis;
      globalThis.fetch = (resource, options) => {
        asked.push(String(resource));
        return fetch(resource, options);
      };
      try {
        for (const SigningCertURL of elsewhere) {
          const { status, body } = await post('ses', signed({ Message: '{}', SigningCertURL }));
          expect([status, body.code], SigningCertURL).to.deep.equal([400, 'bad_signature']);
        }
      } finally {
        globalThis.fetch = fetch;
      }
      expect(asked.filter((url) => !url.startsWith(mailer.baseUrl))).to.deep.equal([]);
    });

    it('are to come again while the certificate cannot be had', async () => {
      const SigningCertURL = `${sns}/SimpleNotificationService-ffff.pem`;
      const found = await mail();
      const message = signed({ Message: JSON.stringify(bounce(found)), SigningCertURL });
      nock(sns).get('/SimpleNotificationService-ffff.pem').reply(500);
      expect((await post('ses', message)).status).to.equal(503);
      nock(sns)
        .get('/SimpleNotificationService-ffff.pem')
        .reply(200, () => certificate);
      expect((await post('ses', message)).status).to.equal(200);
      expect((await suppressionOf(found.email))?.reason).to.equal('bounced');
    });

    it('have the subscription of a configured topic confirmed, at SNS alone', async () => {
      const Token = 'abc123';
      const query = { Action: 'ConfirmSubscription', TopicArn: topic, Token };
      const SubscribeURL = `${sns}/?${new URLSearchParams(query)}`;
      const confirmation = { Type: 'SubscriptionConfirmation', Message: 'You have chosen ...', Token };
      const confirmed = nock(sns).get('/').query(query).reply(200, '<ConfirmSubscriptionResponse/>');
      expect((await post('ses', signed({ ...confirmation, SubscribeURL }))).status).to.equal(200);
      expect(confirmed.isDone()).to.equal(true);
      const other = nock('https://evil.example').get('/').reply(200);
      const elsewhere = signed({ ...confirmation, SubscribeURL: 'https://evil.example/' });
      expect((await post('ses', elsewhere)).status).to.equal(400);
      const ofOthers = signed({ ...confirmation, SubscribeURL, TopicArn: `${topic}-of-others` });
      expect((await post('ses', ofOthers)).status).to.equal(400);
      expect(other.isDone()).to.equal(false);
    });
  });

  it('are 404 for a provider that is not set up', async () => {
    expect((await post('postmark', {})).status).to.equal(404);
  });
});
