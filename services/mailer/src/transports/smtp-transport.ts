import { Readable } from 'node:stream';
import type { Logger } from '@oms/telemetry';
import nodemailer from 'nodemailer';
import type { SendMailOptions } from 'nodemailer/lib/mailer';
import { ContentGate } from './content-gate.ts';
import { classifyFailure, type SmtpFailure } from './smtp-outcome.ts';
import type { Transport } from './transport.ts';

/**
 * SMTP through a pool of connections. `smtp:` upgrades with STARTTLS where the server offers it, and insists on it where
 * the URL has a password; `smtps:` speaks TLS from the start. The URL's query takes nodemailer's options, such as
 * `?tls.rejectUnauthorized=false`.
 */
export function createSmtpTransport(
  url: string,
  { concurrency, logger }: { concurrency: number; logger: Logger },
): Transport {
  const { password, searchParams } = new URL(url);
  const transporter = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: concurrency,
    maxMessages: 500,
    // Whether to send again is decided in the ledger and nowhere else.
    maxRequeues: 0,
    requireTLS: password !== '' && !searchParams.has('ignoreTLS'),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transporter.on('error', (error) => logger.warn({ err: error }, 'a connection to the mail server was lost'));
  // Runs for each mail after it is put together: the gate becomes the stream that the connection reads from.
  transporter.use('stream', (mail, done) => {
    const { gate } = mail.data as { gate?: ContentGate };
    if (gate) mail.message.processFunc((content) => guarded(content as Readable, gate));
    done();
  });

  return {
    name: 'smtp',
    async send(delivery) {
      const gate = new ContentGate(delivery);
      try {
        const mail: SendMailOptions & { gate: ContentGate } = {
          envelope: { from: delivery.from, to: [delivery.to] },
          raw: delivery.content,
          signal: delivery.signal,
          gate,
        };
        const { response } = await transporter.sendMail(mail);
        return { kind: 'sent', response };
      } catch (error) {
        return gate.refusal ?? classifyFailure(error as SmtpFailure, gate.offered);
      }
    },
    close() {
      transporter.close();
      return Promise.resolve();
    },
  };
}

/** A stream of `content` that waits, when it is first read (after the server's 354), for leave to go on. */
function guarded(content: Readable, gate: ContentGate): Readable {
  const pass = async function* (): AsyncGenerator<Buffer> {
    await gate.open();
    yield* content as AsyncIterable<Buffer>;
  };
  return Readable.from(pass(), { objectMode: false });
}
