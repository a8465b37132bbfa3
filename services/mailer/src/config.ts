import { type CommonSettings, commonSettings, jwksSettings } from '@oms/chassis';
import { env, readSettings, type Setting } from '@oms/config';
import addressparser from 'nodemailer/lib/addressparser';
import * as z from 'zod';
import { requireSingleAddress } from './transports/compose.ts';
import { transportProtocols } from './transports/create-transport.ts';

export interface MailerConfig extends CommonSettings {
  jwksUrls: string[];
  smtpUrl: string;
  /** Whom mails are from; the name is what recipients know the shop by. */
  from: { name: string; address: string };
  /** Where links in mails begin. */
  publicUrl: string;
  /** Opens the tokens of one-time links. */
  sealingKey: Buffer;
  /** Mails under way at the same time, at the most. */
  concurrency: number;
  /** IANA name of the zone that times are given in to people whose own is not known. */
  timeZone: string;
}

/** A mailbox such as `OMS <no-reply@oms.example>`. */
const mailbox = (name: string): Setting<{ name: string; address: string }> => ({
  ...env.optional(env.string(name)),
  optional: false,
  default: undefined,
  description: 'whom mails are from, such as OMS <no-reply@oms.example>',
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

/** @throws {ConfigError} naming every problem */
export const readConfig = (environment: NodeJS.ProcessEnv): MailerConfig =>
  readSettings(environment, {
    ...commonSettings,
    ...jwksSettings,
    smtpUrl: env.url('SMTP_URL', {
      protocols: transportProtocols,
      secret: true,
      description: 'smtp://user:password@host:587, smtps://... or file:///folder',
    }),
    from: mailbox('MAIL_FROM'),
    publicUrl: env.url('PUBLIC_URL', { protocols: ['http', 'https'], description: 'where links in mails begin' }),
    sealingKey: env.key256('MAIL_SEALING_KEY', { description: 'the same as for auth' }),
    concurrency: env.integer('MAIL_CONCURRENCY', { default: 5, min: 1, max: 50 }),
    timeZone: env.timeZone('MAIL_TIME_ZONE', { default: 'UTC' }),
  });
