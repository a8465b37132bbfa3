import { createPrivateKey } from 'node:crypto';
import { type CommonSettings, commonSettings, jwksSettings } from '@oms/chassis';
import { env, readSettings, type Setting } from '@oms/config';
import addressparser from 'nodemailer/lib/addressparser';
import * as z from 'zod';
import { locales, resolveLocale } from './templates/catalogue.ts';
import { type Mailbox, requireSingleAddress } from './transports/compose.ts';
import { transportProtocols } from './transports/create-transport.ts';
import { isTopicArn } from './webhooks/sns-message.ts';

export interface MailerConfig extends CommonSettings {
  jwksUrls: string[];
  smtpUrl: string;
  /** Topics of Amazon SNS to which SES publishes what became of mails. */
  sesTopicArns: string[];
  /** What Mailgun signs webhooks with. */
  mailgunSigningKey: string | undefined;
  /** Whom mails are from; the name is what recipients know the shop by. */
  from: Mailbox;
  /** Where links in mails begin. */
  publicUrl: string;
  /** Of those who look after orders: they get what customers write, and which refunds have failed. */
  ordersMailbox: Mailbox | undefined;
  /** What mail to staff is written in (BCP 47). */
  ordersMailboxLocale: string;
  /** The shop's page of an order, `{id}` or `{number}` standing for which. */
  orderPageUrl: string | undefined;
  /** What mails are signed with, where their server does not sign them. */
  dkimKey: string | undefined;
  dkimSelector: string;
  /** That of `from` unless told. */
  dkimDomain: string | undefined;
  /** Opens the tokens of one-time links. */
  sealingKey: Buffer;
  /** Mails under way at the same time, at the most. */
  concurrency: number;
  /** Mails a second that the provider takes, of all replicas together. */
  rate: number | undefined;
  /** IANA name of the zone that times are given in to people whose own is not known. */
  timeZone: string;
}

/** A mailbox such as `OMS <no-reply@oms.example>`. */
const mailbox = (name: string, description: string): Setting<Mailbox> => ({
  ...env.string(name),
  description,
  schema: z.string().transform((text, context) => {
    const [first, ...more] = addressparser(text, { flatten: true });
    try {
      if (!first || more.length > 0) throw new RangeError('not one mailbox');
      const address = requireSingleAddress('it', first.address);
      return { name: first.name || address, address };
    } catch {
      context.addIssue({ code: 'custom', message: 'must be one mailbox, such as OMS <no-reply@oms.example>' });
      return z.NEVER;
    }
  }),
});

const topicArns = env.list('SES_TOPIC_ARN', {
  default: '',
  description: 'topics of Amazon SNS, parted by commas, that SES publishes to',
});

const ordersMailboxLocale = env.string('ORDERS_MAILBOX_LOCALE', { default: 'en', description: 'BCP 47' });
const isWrittenIn = (locale: string): boolean =>
  resolveLocale(locale).split('-')[0] === locale.split(/[-_]/)[0]?.toLowerCase();

const orderPageUrl = env.url('ORDER_PAGE_URL', {
  protocols: ['http', 'https'],
  description: 'the shop’s page of an order, such as https://shop.example/orders/{id}',
});

const dkimKey = env.string('MAIL_DKIM_KEY', { secret: true, description: 'RSA, in PEM' });
const domainName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i;

function isRsaKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  } catch {
    return false;
  }
}

/** @throws {ConfigError} naming every problem */
export const readConfig = (environment: NodeJS.ProcessEnv): MailerConfig =>
  readSettings(environment, {
    ...commonSettings,
    ...jwksSettings,
    smtpUrl: env.url('SMTP_URL', {
      protocols: transportProtocols,
      secret: true,
      description:
        'smtp://user:password@host:587, smtps://..., ses://eu-west-1, mailgun://api:key@domain or file:///folder',
    }),
    sesTopicArns: {
      ...topicArns,
      schema: topicArns.schema.refine(
        (arns) => arns.every(isTopicArn),
        'must be ARNs of SNS topics, such as arn:aws:sns:eu-west-1:123456789012:mail',
      ),
    },
    mailgunSigningKey: env.optional(
      env.string('MAILGUN_WEBHOOK_SIGNING_KEY', { secret: true, description: 'the account’s webhook signing key' }),
    ),
    from: mailbox('MAIL_FROM', 'whom mails are from, such as OMS <no-reply@oms.example>'),
    publicUrl: env.url('PUBLIC_URL', { protocols: ['http', 'https'], description: 'where links in mails begin' }),
    ordersMailbox: env.optional(mailbox('ORDERS_MAILBOX', 'of staff, who are told what customers write')),
    ordersMailboxLocale: {
      ...ordersMailboxLocale,
      schema: ordersMailboxLocale.schema.refine(
        isWrittenIn,
        `must be a locale that mails are written in: ${locales.join(', ')}, or one of a region, such as de-AT`,
      ),
    },
    orderPageUrl: env.optional({
      ...orderPageUrl,
      schema: orderPageUrl.schema.refine(
        (url) => /\{(?:id|number)\}/.test(url),
        'must say where the order stands: https://shop.example/orders/{id}, or {number}',
      ),
    }),
    dkimKey: env.optional({
      ...dkimKey,
      schema: dkimKey.schema.refine(isRsaKey, 'must be an RSA key of 2048 bits or more, in PEM'),
    }),
    dkimSelector: env.string('MAIL_DKIM_SELECTOR', {
      default: 'oms',
      pattern: domainName,
      description: 'the public key is at <selector>._domainkey.<domain>',
    }),
    dkimDomain: env.optional(
      env.string('MAIL_DKIM_DOMAIN', { pattern: domainName, description: 'that of MAIL_FROM unless told' }),
    ),
    sealingKey: env.key256('MAIL_SEALING_KEY', { description: 'the same as for auth' }),
    concurrency: env.integer('MAIL_CONCURRENCY', { default: 5, min: 1, max: 50 }),
    rate: env.optional(
      env.integer('MAIL_RATE', { min: 1, max: 10_000, description: 'mails a second that the provider takes' }),
    ),
    timeZone: env.timeZone('MAIL_TIME_ZONE', { default: 'UTC' }),
  });
