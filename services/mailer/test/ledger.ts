import type { CloudEvent } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import { createTestDatabase } from '@oms/testing';
import { consumersOf } from '../src/consumers.ts';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from '../src/messages/dispatcher.ts';
import type { Attempt, Message } from '../src/messages/message.ts';
import { findMessage, listAttempts } from '../src/messages/message-store.ts';
import { templates } from '../src/templates/index.ts';
import { createRenderer } from '../src/templates/render.ts';
import type { Mailbox } from '../src/transports/compose.ts';
import { createTransport } from '../src/transports/create-transport.ts';
import { sealingKey } from './samples.ts';

export interface Ledger {
  db: Database;
  /** Where its database is, for what reaches it another way. */
  url: string;
  /** Hands an event to the service's handlers, as the consumer does. @returns ids of the messages it caused */
  handle(event: CloudEvent): Promise<string[]>;
  message(id: string): Promise<Message>;
  attempts(id: string): Promise<Attempt[]>;
  /** Makes everything that waits for its next attempt due now. */
  hurry(): Promise<void>;
  /** A dispatcher that sends to `url`; it stops with the ledger. */
  dispatch(url: string, concurrency?: number, changes?: Partial<TestDispatcherOptions>): Dispatcher;
  close(): Promise<void>;
}

const logger = createLogger({ service: 'mailer', level: 'silent' });

interface TestDispatcherOptions extends Partial<DispatcherOptions> {
  db: Database;
  sealingKey: Buffer;
}

/** A dispatcher that sends to `url`, and looks for what is due more often than one of the service. */
export function dispatcherTo(
  url: string,
  { sealingKey, concurrency = 5, ...options }: TestDispatcherOptions,
): Dispatcher {
  const publicUrl = 'http://localhost:8080';
  return createDispatcher({
    transport: createTransport(url, { concurrency, logger }),
    envelopeFrom: 'no-reply@oms.example',
    prepare: {
      render: createRenderer({ templates, brand: 'OMS', publicUrl }),
      from: { name: 'OMS', address: 'no-reply@oms.example' },
      sealingKey,
      publicUrl,
    },
    concurrency,
    logger,
    metrics: createMetrics('mailer'),
    pollMs: 100,
    stopPatienceMs: 200,
    ...options,
  });
}

/** The ledger in a database of its own, without a broker: what comes of events, and what dispatchers do. */
export async function openLedger(ordersMailbox?: Mailbox, staffLocale = 'en'): Promise<Ledger> {
  const database = await createTestDatabase(['mailer']);
  const db = createDatabase({ url: database.url('mailer'), applicationName: 'mailer-test', logger });
  const dispatchers: Dispatcher[] = [];
  const wake = (): void => {
    for (const dispatcher of dispatchers) dispatcher.wake();
  };
  const handlers = consumersOf({
    db,
    domain: 'oms.example',
    timeZone: 'UTC',
    ordersMailbox: ordersMailbox && { ...ordersMailbox, locale: staffLocale },
    wake,
  }).flatMap((each) => each.handlers);
  return {
    db,
    url: database.url('mailer'),
    async handle(event) {
      for (const handler of handlers.filter(({ definition }) => definition.type === event.type)) {
        await db.transaction((tx) => handler.handle(event, tx));
      }
      const rows = await db.query<{ id: string }>('SELECT id FROM messages WHERE event_id = $1 ORDER BY id', [
        event.id,
      ]);
      return rows.map(({ id }) => id);
    },
    async message(id) {
      const message = await findMessage(db, id);
      if (!message) throw new Error(`no message ${id}`);
      return message;
    },
    attempts: (id) => listAttempts(db, id),
    async hurry() {
      await db.query(`UPDATE messages SET next_attempt_at = now() WHERE status = 'queued'`);
      wake();
    },
    dispatch(url, concurrency = 5, changes = {}) {
      const dispatcher = dispatcherTo(url, { db, concurrency, sealingKey, ...changes });
      dispatchers.push(dispatcher);
      void dispatcher.start();
      return dispatcher;
    },
    async close() {
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
      await db.close();
      await database.drop();
    },
  };
}
