import { type CommonSettings, commonSettings, jwksSettings } from '@oms/chassis';
import { env, readSettings, type Setting } from '@oms/config';
import addressparser from 'nodemailer/lib/addressparser';
import * as z from 'zod';
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

/** @throws {ConfigError} naming every problem */
export const readConfig = (environment: NodeJS.ProcessEnv): MailerConfig =>
  readSettings(environment, {
    ...commonSettings,
    ...jwksSettings,
    smtpUrl: env.url('SMTP_URL', {
      protocols: transportProtocols,
      secret: true,
      description:
        'smtp://user:password@host:587, smtps://..., ses://region, mailgun://api:key@domain or file:///folder',
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
    sealingKey: env.key256('MAIL_SEALING_KEY', { description: 'the same as for auth' }),
    concurrency: env.integer('MAIL_CONCURRENCY', { default: 5, min: 1, max: 50 }),
    rate: env.optional(
      env.integer('MAIL_RATE', { min: 1, max: 10_000, description: 'mails a second that the provider takes' }),
    ),
    timeZone: env.timeZone('MAIL_TIME_ZONE', { default: 'UTC' }),
  });
