import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What the sink does with a mail whose content it has read to the end. */
export type Verdict =
  | 'accept'
  /** Close the connection without an answer, having taken the mail. */
  | 'take-and-hang-up'
  | { code: number; text: string };

export interface MailSink {
  port: number;
  url: string;
  /** Mails that were taken, in order. */
  readonly mails: ParsedMail[];
  /** Sees each mail as it came. */
  raw: (content: string) => void;
  /** Decides about each mail; accepts unless told. */
  verdict: (mail: ParsedMail) => Verdict | Promise<Verdict>;
  /** Decides about each recipient before any content. */
  recipientVerdict: (address: string) => 'accept' | { code: number; text: string };
  /** Connections at the same time, at the most, that were sending. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

const refusal = ({ code, text }: { code: number; text: string }) =>
  Object.assign(new Error(text), { responseCode: code });

/** A real SMTP server on a port of its own that keeps what it is sent and misbehaves on demand. */
export async function startMailSink(port = 0): Promise<MailSink> {
  const mails: ParsedMail[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  const hangUp = (session: SMTPServerSession): void => {
    const connections = (server as unknown as { connections: Set<{ id: string; close(): void }> }).connections;
    for (const connection of connections) if (connection.id === session.id) connection.close();
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, callback) => {
      const verdict = sink.recipientVerdict(address);
      callback(verdict === 'accept' ? null : refusal(verdict));
    },
    onData: (stream, session, callback) => {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      void (async () => {
        const content = await text(stream);
        sink.raw(content);
        const mail = await simpleParser(content);
        const verdict = await sink.verdict(mail);
        atOnce -= 1;
        if (typeof verdict === 'object') return callback(refusal(verdict));
        mails.push(mail);
        if (verdict === 'accept') return callback(null);
        hangUp(session);
      })();
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const listening = (server.server.address() as AddressInfo).port;

  const sink: MailSink = {
    port: listening,
    url: `smtp://127.0.0.1:${listening}`,
    mails,
    raw: () => undefined,
    verdict: () => 'accept',
    recipientVerdict: () => 'accept',
    get mostAtOnce() {
      return mostAtOnce;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return sink;
}
