import { createLogger } from '@oms/telemetry';
import { expect } from 'chai';
import nock from 'nock';
import { createTransport } from '../src/transports/create-transport.ts';
import { classifyBrokenRequest } from '../src/transports/http-outcome.ts';
import type { Delivery, Transport } from '../src/transports/transport.ts';

const id = '01936b2e-0000-7000-8000-000000000001';
const content = Buffer.from(
  'From: no-reply@oms.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nGr\u00fc\u00dfe',
);

describe('mail over HTTP', () => {
  let offered: number;
  let opened: Transport[];

  beforeEach(() => {
    offered = 0;
    opened = [];
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  });

  afterEach(async () => {
    await Promise.all(opened.map((transport) => transport.close()));
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });

  const open = (url: string): Transport => {
    const transport = createTransport(url, {
      concurrency: 2,
      logger: createLogger({ service: 'mailer', level: 'silent' }),
    });
    opened.push(transport);
    return transport;
  };
  const delivery = (changes: Partial<Delivery> = {}): Delivery => ({
    from: 'no-reply@oms.example',
    to: 'ada@example.com',
    messageId: `${id}@oms.example`,
    content,
    beforeContent: () => {
      offered += 1;
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    ...changes,
  });

  describe('by Mailgun', () => {
    const url = 'mailgun://api:key-1%2F2@mg.oms.example';
    const path = '/v3/mg.oms.example/messages.mime';

    it('posts the mail as it is to the domain, with the key as password, and keeps its id', async () => {
      let body = '';
      let type: string | undefined;
      const asked = nock('https://api.mailgun.net')
        .post(path, (sent) => {
          body = String(sent);
          return true;
        })
        .basicAuth({ user: 'api', pass: 'key-1/2' })
        .matchHeader('content-type', (value) => {
          type = String(value);
          return true;
        })
        .reply(200, { id: `<${id}@oms.example>`, message: 'Queued. Thank you.' });
      expect(await open(url).send(delivery())).to.deep.equal({
        kind: 'sent',
        response: '200 Queued. Thank you.',
        providerId: `${id}@oms.example`,
      });
      expect(asked.isDone()).to.equal(true);
      expect(type).to.match(/^multipart\/form-data; boundary=/);
      expect(body).to.match(/name="to"\r\n\r\nada@example\.com\r\n/);
      expect(body).to.match(
        /name="message"; filename="message\.eml"\r\nContent-Type: message\/rfc822\r\n\r\nFrom: no-reply/,
      );
      expect(body).to.match(/name="o:tracking"\r\n\r\nno\r\n/);
      expect(offered).to.equal(1);
    });

    it('reaches domains of the EU where they are', async () => {
      const asked = nock('https://api.eu.mailgun.net').post(path).reply(200, { id: '<x@y>', message: 'Queued.' });
      expect(await open(`${url}?region=eu`).send(delivery())).to.have.property('kind', 'sent');
      expect(asked.isDone()).to.equal(true);
    });

    it('tells refusals of the mail from those of the account, and from failures in which the mail may have been taken', async () => {
      const outcomes = async (status: number, body: object | string) => {
        nock('https://api.mailgun.net').post(path).reply(status, body);
        return open(url).send(delivery());
      };
      const detail = '400 to parameter is not a valid address. please check documentation';
      expect(await outcomes(400, { message: detail.slice(4) })).to.deep.equal({
        kind: 'rejected',
        detail,
        response: detail,
      });
      expect(await outcomes(413, 'too large')).to.have.property('kind', 'rejected');
      for (const status of [401, 403, 404, 429, 503]) {
        expect(await outcomes(status, { message: 'no' }), `${status}`).to.include({
          kind: 'deferred',
          unreachable: true,
        });
      }
      for (const status of [500, 502, 504]) {
        expect(await outcomes(status, '<html>'), `${status}`).to.have.property('kind', 'unknown');
      }
    });

    it('knows that a mail was not taken where no connection came about, and does not where one broke', async () => {
      const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
      nock('https://api.mailgun.net').post(path).replyWithError(refused);
      expect(await open(url).send(delivery())).to.include({ kind: 'deferred', unreachable: true });
      const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
      nock('https://api.mailgun.net').post(path).replyWithError(reset);
      expect(await open(url).send(delivery())).to.deep.equal({ kind: 'unknown', detail: 'read ECONNRESET' });
    });

    it('does not know what became of a mail when its time ran out before the answer', async () => {
      const timeout = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      expect(classifyBrokenRequest(timeout, true)).to.deep.equal({ kind: 'unknown', detail: timeout.message });
      const outcome = await open(url).send(delivery({ signal: AbortSignal.abort(timeout) }));
      expect(outcome, 'it ran out before').to.have.property('kind', 'deferred');
      expect(offered).to.equal(0);
    });

    it('lets nothing leave without leave', async () => {
      const asked = nock('https://api.mailgun.net').post(path).reply(200, {});
      const outcome = await open(url).send(
        delivery({ beforeContent: () => Promise.reject(new Error('its claim was lost')) }),
      );
      expect(outcome).to.deep.equal({ kind: 'deferred', detail: 'its claim was lost', unreachable: false });
      expect(asked.isDone()).to.equal(false);
    });

    it('says what is wrong with its URL', () => {
      for (const wrong of ['mailgun://mg.oms.example', 'mailgun://api:key@mg.oms.example?region=mars']) {
        expect(() => open(wrong), wrong).to.throw(TypeError, 'mailgun://api:<sending key>@<domain>');
      }
    });
  });

  describe('by Amazon SES', () => {
    const host = 'https://email.eu-west-1.amazonaws.com';
    const path = '/v2/email/outbound-emails';
    const url = 'ses://eu-west-1?configurationSet=oms';

    it('sends the mail as it is, tagged with its row of the ledger, in a request signed for the region', async () => {
      let body: unknown;
      const asked = nock(host)
        .post(path, (sent) => {
          body = sent;
          return true;
        })
        .matchHeader(
          'authorization',
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/ses\/aws4_request, SignedHeaders=/,
        )
        .reply(200, { MessageId: '0102019361e4-example' });
      expect(await open(url).send(delivery())).to.deep.equal({
        kind: 'sent',
        response: '0102019361e4-example',
        providerId: '0102019361e4-example',
      });
      expect(asked.isDone()).to.equal(true);
      expect(body).to.deep.equal({
        FromEmailAddress: 'no-reply@oms.example',
        Destination: { ToAddresses: ['ada@example.com'] },
        Content: { Raw: { Data: content.toString('base64') } },
        ConfigurationSetName: 'oms',
        EmailTags: [{ Name: 'oms-message', Value: id }],
      });
      expect(offered).to.equal(1);
    });

    it('signs with the key in its URL where one stands there', async () => {
      const asked = nock(host)
        .post(path)
        .matchHeader('authorization', /Credential=AKIDOFURL\//)
        .reply(200, { MessageId: 'a' });
      expect(await open('ses://AKIDOFURL:a%2Fsecret@eu-west-1').send(delivery())).to.have.property('kind', 'sent');
      expect(asked.isDone()).to.equal(true);
    });

    const failing = async (status: number, type: string, message = 'no') => {
      const asked = nock(host).post(path).reply(status, { message }, { 'x-amzn-errortype': type });
      const outcome = await open(url).send(delivery());
      expect(asked.isDone(), 'asked once').to.equal(true);
      return outcome;
    };

    it('tells refusals of the mail from those of the account', async () => {
      expect(await failing(400, 'MessageRejected', 'Message contains a virus')).to.deep.include({
        kind: 'rejected',
        response: '400 MessageRejected: Message contains a virus',
      });
      expect(await failing(400, 'BadRequestException')).to.have.property('kind', 'rejected');
      const unverified = await failing(400, 'MessageRejected', 'Email address is not verified. The following ...');
      expect(unverified).to.include({ kind: 'deferred', unreachable: false });
      const ofAccount: [number, string][] = [
        [400, 'SendingPausedException'],
        [400, 'AccountSuspendedException'],
        [400, 'MailFromDomainNotVerifiedException'],
        [403, 'AccessDeniedException'],
        [404, 'NotFoundException'],
        [429, 'TooManyRequestsException'],
        [503, 'ServiceUnavailable'],
      ];
      for (const [status, type] of ofAccount) {
        expect(await failing(status, type), type).to.include({ kind: 'deferred', unreachable: true });
      }
    });

    it('does not know what became of a mail when the server failed or the connection broke, and never asks twice', async () => {
      expect(await failing(500, 'InternalFailure')).to.have.property('kind', 'unknown');
      nock(host).post(path).reply(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' });
      expect(await open(url).send(delivery())).to.have.property('kind', 'unknown');
      const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
      nock(host).post(path).replyWithError(reset);
      expect(await open(url).send(delivery())).to.deep.equal({ kind: 'unknown', detail: 'read ECONNRESET' });
      expect(offered).to.equal(3);
    });

    it('offers nothing where there are no credentials, or no connection', async () => {
      const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
      nock(host).post(path).replyWithError(refused);
      expect(await open(url).send(delivery())).to.include({ kind: 'deferred', unreachable: true });
      delete process.env.AWS_ACCESS_KEY_ID;
      process.env.AWS_EC2_METADATA_DISABLED = 'true';
      try {
        expect(await open(url).send(delivery())).to.include({ kind: 'deferred', unreachable: true });
      } finally {
        delete process.env.AWS_EC2_METADATA_DISABLED;
      }
      expect(offered).to.equal(1);
    });

    it('lets nothing leave without leave', async () => {
      const asked = nock(host).post(path).reply(200, { MessageId: 'x' });
      const outcome = await open(url).send(
        delivery({ beforeContent: () => Promise.reject(new Error('its claim was lost')) }),
      );
      expect(outcome).to.deep.equal({ kind: 'deferred', detail: 'its claim was lost', unreachable: false });
      expect(asked.isDone()).to.equal(false);
    });

    it('says what is wrong with its URL', () => {
      expect(() => open('ses://')).to.throw(TypeError, 'ses://<region>');
    });
  });
});
