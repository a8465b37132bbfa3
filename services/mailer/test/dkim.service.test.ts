import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { passwordChanged } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { prepare } from '../src/messages/prepare.ts';
import { templates } from '../src/templates/index.ts';
import { orderCanceled } from '../src/templates/order-ended.ts';
import { createRenderer } from '../src/templates/render.ts';
import { createDkimSigner } from '../src/transports/dkim.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { sealingKey } from './samples.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
});

/** What a receiver finds of the mail's signatures, with the public key in the DNS where it belongs. */
async function verified(mail: string) {
  const { results } = await dkimVerify(Buffer.from(mail), {
    resolver: (name: string, type: string) =>
      name === 'mail2026._domainkey.shop.example' && type === 'TXT'
        ? Promise.resolve([[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]])
        : Promise.reject(Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' })),
  });
  return results;
}

describe('mails that are signed with DKIM', () => {
  let sink: MailSink;
  let mailer: RunningMailer;

  before(async () => {
    sink = await startMailSink();
    mailer = await startMailer(sink.url, undefined, {
      from: { name: 'Shop', address: 'no-reply@shop.example' },
      dkimKey: privateKey,
      dkimSelector: 'mail2026',
    });
  });
  after(async () => {
    await mailer?.stop();
    await sink?.close();
  });

  it('are found to be of the sender’s domain as they arrive, and not once they were changed', async () => {
    let raw = '';
    sink.raw = (content) => {
      raw = content;
    };
    const accountId = randomUUID();
    await mailer.publish(passwordChanged, { accountId, email: 'ada@example.com', name: 'Ada Müller', locale: 'de' });
    await eventually(() => expect(sink.mails).to.have.length(1));
    const [signature, ...more] = await verified(raw);
    expect(more).to.deep.equal([]);
    expect(signature).to.have.nested.property('status.result', 'pass');
    expect(signature).to.include({ signingDomain: 'shop.example', selector: 'mail2026' });
    const [forged] = await verified(raw.replace(/^Subject: .*$/m, 'Subject: You won'));
    expect(forged).to.not.have.nested.property('status.result', 'pass');
  });

  it('cover what one click unsubscribes by, as RFC 8058 demands', async () => {
    const content = await prepare(
      {
        id: randomUUID(),
        accountId: randomUUID(),
        recipient: 'ada@example.com',
        recipientName: 'Ada',
        template: orderCanceled.name,
        locale: 'en',
        timeZone: 'UTC',
        data: orderCanceled.sample,
        sealedToken: null,
        resendInDoubt: true,
        attempts: 1,
        expiresAt: null,
        giveUpAt: new Date().toISOString(),
        messageId: 'a@shop.example',
        createdAt: new Date().toISOString(),
        requestId: null,
        traceparent: null,
        suppression: null,
        statedPreferences: null,
      },
      {
        render: createRenderer({ templates, brand: 'Shop', publicUrl: 'https://shop.example' }),
        from: { name: 'Shop', address: 'no-reply@shop.example' },
        sealingKey,
        publicUrl: 'https://shop.example',
        sign: createDkimSigner({ domain: 'shop.example', selector: 'mail2026', privateKey }),
      },
    );
    const [signature] = await verified(content.toString());
    expect(signature).to.have.nested.property('status.result', 'pass');
    expect(signature?.signingHeaders?.keys.toLowerCase().split(/:\s*/)).to.include.members([
      'from',
      'subject',
      'list-unsubscribe',
      'list-unsubscribe-post',
    ]);
  });
});
