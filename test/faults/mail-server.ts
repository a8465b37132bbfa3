import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export type MailServerState = 'well' | 'refuse' | 'delay' | 'drop';

export interface TakenMail {
  subject: string;
  times: number;
}

/** Counts what it is sent, and misbehaves when told to. */
export interface MailServer {
  readonly port: number;
  /** Each mail that was taken, by Message-ID without its brackets. */
  readonly taken: ReadonlyMap<string, TakenMail>;
  /** Mails taken whose sender was not told. */
  readonly dropped: number;
  state: MailServerState;
  /** The text of the latest mail to an address, while texts are kept. */
  textTo(address: string): Promise<string | undefined>;
  /** Ends the keeping of texts, which would fill the memory. */
  keepNoMore(): void;
  close(): Promise<void>;
}

const refusal = () => Object.assign(new Error('Try again later'), { responseCode: 421 });

export async function startMailServer(): Promise<MailServer> {
  const taken = new Map<string, TakenMail>();
  const texts = new Map<string, string>();
  let keeping = true;
  let dropped = 0;

  const hangUp = (session: SMTPServerSession): void => {
    const connections = (server as unknown as { connections: Set<{ id: string; close(): void }> }).connections;
    for (const connection of connections) if (connection.id === session.id) connection.close();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (_session, callback) => callback(mailServer.state === 'refuse' ? refusal() : null),
    onMailFrom: (_address, _session, callback) => callback(mailServer.state === 'refuse' ? refusal() : null),
    onData: (stream, session, callback) => {
      void (async () => {
        const source = await readAll(stream);
        const { state } = mailServer;
        if (state === 'delay') await delay(1_500);
        const id = /^Message-ID:\s*<([^>]+)>/im.exec(source)?.[1] ?? `none: ${source.slice(0, 500)}`;
        const subject = /^Subject:\s*(.+)\r$/im.exec(source)?.[1] ?? '';
        taken.set(id, { subject, times: (taken.get(id)?.times ?? 0) + 1 });
        for (const { address } of session.envelope.rcptTo) if (keeping) texts.set(address, source);
        if (state !== 'drop') return callback(null);
        dropped += 1;
        hangUp(session);
      })().catch((error: Error) => callback(error));
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const mailServer: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    taken,
    get dropped() {
      return dropped;
    },
    state: 'well',
    async textTo(address) {
      const source = texts.get(address);
      return source === undefined ? undefined : ((await simpleParser(source)).text ?? '');
    },
    keepNoMore() {
      keeping = false;
      texts.clear();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mailServer;
}

async function readAll(stream: Readable): Promise<string> {
  let source = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) source += chunk.toString('latin1');
  return source;
}
