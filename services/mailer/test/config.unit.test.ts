import { generateKeyPairSync } from 'node:crypto';
import { ConfigError } from '@oms/config';
import { expect } from 'chai';
import { readConfig } from '../src/config.ts';

const complete = {
  DATABASE_URL: 'postgres://mailer_service:x@localhost/oms',
  AMQP_URL: 'amqp://localhost',
  REDIS_URL: 'redis://localhost',
  TOKEN_ISSUER: 'https://oms.example',
  JWKS_URLS: 'http://auth:8000/.well-known/jwks.json',
  SMTP_URL: 'smtp://localhost:1025',
  MAIL_FROM: '"Lantern, Inc." <no-reply@oms.example>',
  PUBLIC_URL: 'https://shop.example',
  MAIL_SEALING_KEY: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
};

function problemsOf(changes: Record<string, string>): string {
  try {
    readConfig({ ...complete, ...changes });
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.join('\n');
  }
}

describe('the mailer’s configuration', () => {
  it('reads the sender as a name and an address', () => {
    expect(readConfig(complete).from).to.deep.equal({ name: 'Lantern, Inc.', address: 'no-reply@oms.example' });
    expect(readConfig({ ...complete, MAIL_FROM: 'a@b.example' }).from).to.deep.equal({
      name: 'a@b.example',
      address: 'a@b.example',
    });
  });

  it('refuses a sender that is not one mailbox, a transport that there is not, and a time zone that does not exist', () => {
    const problems = problemsOf({
      MAIL_FROM: 'a@b.example, c@d.example',
      SMTP_URL: 'gopher://x',
      MAIL_TIME_ZONE: 'Moon',
    });
    expect(problems).to.match(/MAIL_FROM must be one mailbox/);
    expect(problems).to.match(/SMTP_URL must be a URL that begins with smtp:/);
    expect(problems).to.match(/MAIL_TIME_ZONE must be an IANA time zone/);
  });

  it('reads whom mails to staff are sent to, where somebody is', () => {
    expect(readConfig(complete).ordersMailbox).to.equal(undefined);
    expect(readConfig({ ...complete, ORDERS_MAILBOX: '' }).ordersMailbox).to.equal(undefined);
    const given = { ...complete, ORDERS_MAILBOX: 'Orders <orders@oms.example>' };
    expect(readConfig(given).ordersMailbox).to.deep.equal({ name: 'Orders', address: 'orders@oms.example' });
    expect(problemsOf({ ORDERS_MAILBOX: 'nobody' })).to.match(/ORDERS_MAILBOX must be one mailbox/);
  });

  it('reads who may send webhooks, and refuses topics that are none', () => {
    const arns = ['arn:aws:sns:eu-west-1:123456789012:mail', 'arn:aws-cn:sns:cn-north-1:123456789012:mail'];
    const { sesTopicArns, mailgunSigningKey } = readConfig(complete);
    expect([sesTopicArns, mailgunSigningKey]).to.deep.equal([[], undefined]);
    expect(readConfig({ ...complete, SES_TOPIC_ARN: arns.join(', ') }).sesTopicArns).to.deep.equal(arns);
    expect(problemsOf({ SES_TOPIC_ARN: 'arn:aws:sqs:eu-west-1:123456789012:mail' })).to.match(
      /SES_TOPIC_ARN must be ARNs of SNS topics/,
    );
  });

  it('reads where the shop’s page of an order is, which has to say where the order stands', () => {
    expect(readConfig(complete).orderPageUrl).to.equal(undefined);
    const orderPageUrl = 'https://shop.example/orders/{number}?lang=en';
    expect(readConfig({ ...complete, ORDER_PAGE_URL: orderPageUrl })).to.include({ orderPageUrl });
    expect(problemsOf({ ORDER_PAGE_URL: 'https://shop.example/orders' })).to.match(/ORDER_PAGE_URL must say where/);
    expect(problemsOf({ ORDER_PAGE_URL: 'javascript:alert({id})' })).to.match(
      /ORDER_PAGE_URL must be a URL that begins/,
    );
  });

  it('reads what mail to staff is written in', () => {
    expect(readConfig(complete).ordersMailboxLocale).to.equal('en');
    expect(readConfig({ ...complete, ORDERS_MAILBOX_LOCALE: 'de-AT' }).ordersMailboxLocale).to.equal('de-AT');
    expect(problemsOf({ ORDERS_MAILBOX_LOCALE: 'fr' })).to.match(/ORDERS_MAILBOX_LOCALE must be a locale that mails/);
  });

  it('takes a DKIM key that receivers trust, and no other', () => {
    const pem = (bits: number) =>
      generateKeyPairSync('rsa', { modulusLength: bits })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();
    const { dkimKey: none, dkimSelector } = readConfig({ ...complete, MAIL_DKIM_KEY: '' });
    expect([none, dkimSelector]).to.deep.equal([undefined, 'oms']);
    const dkimKey = pem(2048);
    expect(readConfig({ ...complete, MAIL_DKIM_KEY: dkimKey }).dkimKey?.trim()).to.equal(dkimKey.trim());
    for (const wrong of [pem(1024), 'a key']) {
      expect(problemsOf({ MAIL_DKIM_KEY: wrong })).to.match(/MAIL_DKIM_KEY must be an RSA key of 2048 bits/);
    }
    expect(problemsOf({ MAIL_DKIM_SELECTOR: 'a; b=c' })).to.match(/MAIL_DKIM_SELECTOR/);
  });

  it('names what is missing', () => {
    expect(problemsOf({ MAIL_FROM: '', SMTP_URL: '' })).to.match(
      /MAIL_FROM is not set[\s\S]*SMTP_URL is not set|SMTP_URL is not set[\s\S]*MAIL_FROM is not set/,
    );
  });
});
