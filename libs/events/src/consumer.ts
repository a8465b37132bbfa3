import type { CloudEvent } from '@oms/contracts';
import { type Database, isConnectionError } from '@oms/database';
import { type Logger, type Metrics, noTracing, runInSpan, type Span, type Tracing } from '@oms/telemetry';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Broker } from './broker.ts';
import { consumerMetrics, type Outcome } from './consumer-metrics.ts';
import { decode, type Poison } from './decode.ts';
import { failpoint } from './failpoint.ts';
import type { EventHandler } from './handler.ts';
import { headers, withoutTrail } from './headers.ts';
import { claimEvent, databaseAnswers } from './inbox-store.ts';
import { keepInboxSwept } from './inbox-sweeper.ts';
import { type Limit, unlimited } from './limit.ts';
import { deadLetterQueueName, queueName, RETRY_DELAYS_MS, retryQueueName } from './names.ts';
import { createOutageLog } from './outage-log.ts';
import { watchQueue } from './queue-metrics.ts';
import { restAfter } from './retry-policy.ts';
import { createSender } from './sender.ts';
import { createSerialByKey } from './serial-by-key.ts';
import { processSpan } from './spans.ts';
import { pause, settled } from './time-limit.ts';
import { declareConsumer } from './topology.ts';

export interface ConsumerOptions {
  db: Database;
  amqp: Broker;
  logger: Logger;
  metrics: Metrics;
  /** A span for each event that is handled; none unless told. */
  tracing?: Tracing;
  service: string;
  /** With the service it names the queue (`oms.<service>.<purpose>`) and the inbox's entries: keep it for good. */
  purpose: string;
  /** One for each type; see {@link on}. */
  handlers: readonly EventHandler[];
  /** Messages handled at the same time, at the most: each takes a database connection. Default 20. */
  prefetch?: number;
  /** Shared by consumers that together may handle no more than so many messages at the same time. */
  limit?: Limit;
  /** Milliseconds before the second, third, ... attempt; after the last the event is parked. Default 10 s, 1 min, 10 min. */
  retryDelaysMs?: readonly number[];
  /** Milliseconds that a stop waits for handlers. Default 10 s. */
  stopTimeoutMs?: number;
}

export interface Consumer {
  readonly queue: string;
  /** True while messages are being taken. */
  readonly consuming: boolean;
  /**
   * Declares the queues and bindings without taking messages. Events that are published before a queue is bound never
   * reach it, so a new system declares all consumers before its first relay starts.
   */
  declare(): Promise<void>;
  start(): void;
  /** Takes nothing more and lets the handlers finish; what they had not settled goes back to the queue. */
  stop(): Promise<void>;
}

/** Pauses before a handler is run again at once when the database's connection failed under it. */
const CONNECTION_RETRIES_MS: readonly number[] = [50, 250, 1_000];
const ERROR_HEADER_LENGTH = 1_000;

/**
 * Takes the events that `handlers` name off a durable queue and handles each once: the effect, and the note in the inbox
 * that it was done, commit together. Events of one aggregate are handled in turn within this process.
 * @throws {RangeError} when two handlers take the same type
 */
export function createConsumer(options: ConsumerOptions): Consumer {
  const { db, amqp, logger, service, purpose, tracing = noTracing } = options;
  const { prefetch = 20, limit = unlimited, retryDelaysMs = RETRY_DELAYS_MS, stopTimeoutMs = 10_000 } = options;
  const queue = queueName(service, purpose);
  const handlers = byType(options.handlers);
  const figures = consumerMetrics(options.metrics);
  const sender = createSender(amqp);
  const inTurn = createSerialByKey();
  const outage = createOutageLog(logger, `taking events from ${queue}`);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let session: Session | undefined;
  let unwatch = (): void => undefined;
  let databaseAway: Promise<void> | undefined;

  const declare = () =>
    declareConsumer(amqp, logger, {
      queue,
      retryDelaysMs,
      routingKeys: [...handlers.values()].map(({ definition }) => definition.routingKey),
    });

  /** Opens, declares and consumes, again and again, until stopped. */
  async function keepConsuming(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await declare();
        const opened = createSession(await amqp.openConsuming());
        await opened.channel.prefetch(prefetch);
        await databaseAway;
        if (stopping.signal.aborted) {
          await opened.end();
          return;
        }
        session = opened;
        await opened.consume(queue, take);
        outage.recovered();
        await opened.ended;
        if (!stopping.signal.aborted) outage.failed(opened.error ?? new Error('the channel was closed'));
      } catch (error) {
        if (!stopping.signal.aborted) outage.failed(error);
        await session?.end();
      }
      session = undefined;
      await pause(250, stopping.signal);
    }
  }

  function take(current: Session, message: ConsumeMessage): void {
    const work = settle(current, message).catch((error: unknown) => {
      logger.error({ err: error, queue }, 'a message could not be settled; it goes back to the queue');
      current.requeue(message);
    });
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  async function settle(current: Session, message: ConsumeMessage): Promise<void> {
    const decoded = decode(message.content, handlers);
    if (!decoded.ok) {
      await park(current, message, decoded.reason, decoded.error, 'unknown');
      return;
    }
    const { event, handler } = decoded;
    const begin = async (): Promise<void> => {
      // Not begun: the next to take it will do it whole.
      if (current.over || stopping.signal.aborted || databaseAway) return requeue(current, message, event.type);
      const attempt = failuresSoFar(message) + 1;
      const span = processSpan(event, queue, attempt, message.properties.headers);
      const work = { requestId: event.requestid ?? event.id, ...span };
      await runInSpan(tracing, work, (span) => handle(current, message, event, handler, span));
    };
    await inTurn.run(event.subject, () => limit(begin));
  }

  async function handle(
    current: Session,
    message: ConsumeMessage,
    event: CloudEvent,
    handler: EventHandler,
    span: Span,
  ): Promise<void> {
    const begun = performance.now();
    let outcome: 'handled' | 'duplicate';
    try {
      outcome = await inTransaction(event, handler);
    } catch (error) {
      span.fail(error);
      const away = isConnectionError(error) && !(await databaseAnswers(db));
      if (away) suspend(error);
      // Of a session that is over it comes again by itself: a copy put elsewhere would be a second one.
      if (away || current.over) return requeue(current, message, event.type);
      return fail(current, message, event, error);
    }
    failpoint('consumer.handled');
    span.set({ 'oms.event.outcome': outcome });
    current.ack(message);
    figures.settled(queue, event.type, outcome);
    figures.handled(queue, event.type, (performance.now() - begun) / 1000);
    if (outcome === 'handled') figures.lag(queue, (Date.now() - Date.parse(event.time)) / 1000);
  }

  async function inTransaction(event: CloudEvent, handler: EventHandler): Promise<'handled' | 'duplicate'> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await db.transaction(async (tx) => {
          if (!(await claimEvent(tx, `${service}.${purpose}`, event.id))) return 'duplicate';
          await handler.handle(event, tx);
          return 'handled';
        });
      } catch (error) {
        const delay = CONNECTION_RETRIES_MS[attempt];
        if (delay === undefined || !isConnectionError(error) || stopping.signal.aborted) throw error;
        await pause(delay, stopping.signal);
      }
    }
  }

  async function fail(current: Session, message: ConsumeMessage, event: CloudEvent, error: unknown): Promise<void> {
    const failures = failuresSoFar(message) + 1;
    const retryInMs = restAfter(failures, retryDelaysMs);
    const about = { err: error, queue, eventId: event.id, type: event.type, subject: event.subject, failures };
    if (retryInMs === undefined) {
      logger.error(about, 'an event failed too often and is parked among the dead letters');
      return park(current, message, 'failed', describe(error), event.type);
    }
    logger.warn({ ...about, retryInMs }, 'an event failed and will be tried again');
    const target = retryQueueName(queue, retryInMs);
    await forward(current, message, target, { [headers.attempts]: failures, [headers.error]: describe(error) });
    figures.settled(queue, event.type, 'retried');
  }

  async function park(
    current: Session,
    message: ConsumeMessage,
    reason: Poison | 'failed',
    error: string,
    type: string,
  ): Promise<void> {
    if (reason !== 'failed') {
      logger.error({ queue, reason, error, messageId: message.properties.messageId }, 'a message is parked unread');
    }
    await forward(current, message, deadLetterQueueName(queue), {
      [headers.reason]: reason,
      [headers.error]: error.slice(0, ERROR_HEADER_LENGTH),
      [headers.parkedAt]: new Date().toISOString(),
    });
    figures.settled(queue, type, 'parked');
  }

  /** Puts a copy into another queue and, once it is there, takes the message off this one. */
  async function forward(
    current: Session,
    message: ConsumeMessage,
    target: string,
    more: Record<string, unknown>,
  ): Promise<void> {
    const { contentType, messageId, type, timestamp, appId } = message.properties;
    await sender.send(target, message.content, {
      contentType,
      messageId,
      type,
      timestamp,
      appId,
      headers: { ...withoutTrail(message.properties.headers), ...more },
    });
    current.ack(message);
  }

  function requeue(current: Session, message: ConsumeMessage, type: string): void {
    current.requeue(message);
    figures.settled(queue, type, 'requeued' satisfies Outcome);
  }

  /**
   * Without its database a consumer takes no messages, for each time it gave one back would count as a failed delivery.
   * It goes on when the database answers.
   */
  function suspend(error: unknown): void {
    if (databaseAway) return;
    outage.failed(error);
    databaseAway = (async () => {
      void session?.end();
      for (let delay = 200; !stopping.signal.aborted; delay = Math.min(5_000, delay * 2)) {
        await pause(delay, stopping.signal);
        if (await databaseAnswers(db)) break;
      }
      databaseAway = undefined;
    })();
  }

  return {
    queue,
    get consuming() {
      return session?.consuming ?? false;
    },
    declare,
    start() {
      unwatch = watchQueue(options.metrics, amqp, queue);
      void keepConsuming();
      void keepInboxSwept(db, logger, stopping.signal);
    },
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      unwatch();
      await settled([session?.cancel() ?? Promise.resolve()], 1_000);
      if (!(await settled(underWay, stopTimeoutMs))) {
        logger.warn({ queue, handlers: underWay.size }, 'stopped while events were being handled; they come again');
      }
      await settled([session?.end() ?? Promise.resolve(), sender.close()], 1_000);
    },
  };
}

/** One channel's life as a consumer. */
interface Session {
  readonly channel: Channel;
  readonly consuming: boolean;
  /** True from when it takes no more messages. */
  readonly over: boolean;
  readonly ended: Promise<void>;
  readonly error: Error | undefined;
  consume(queue: string, take: (session: Session, message: ConsumeMessage) => void): Promise<void>;
  ack(message: ConsumeMessage): void;
  /** Gives the message back; RabbitMQ counts it as a delivery that failed. */
  requeue(message: ConsumeMessage): void;
  cancel(): Promise<void>;
  end(): Promise<void>;
}

function createSession(channel: Channel): Session {
  let tag: string | undefined;
  let over = false;
  let error: Error | undefined;
  let markEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    markEnded = resolve;
  });
  channel.on('error', (reason) => {
    error = reason;
  });
  channel.on('close', () => {
    over = true;
    markEnded();
  });
  // A channel that is closed, or about to be, gives its messages back by itself, and takes no word on them any more: it
  // would throw. The inbox knows those that were handled.
  const tell = (say: () => void) => {
    if (!over) say();
  };
  const session: Session = {
    channel,
    ended,
    get consuming() {
      return tag !== undefined && !over;
    },
    get over() {
      return over;
    },
    get error() {
      return error;
    },
    async consume(queue, take) {
      const reply = await channel.consume(queue, (message) => {
        if (message) return take(session, message);
        // The queue was deleted under us: begin anew, which declares it.
        error = new Error(`RabbitMQ ended the consumer of ${queue}`);
        void session.end();
      });
      tag = reply.consumerTag;
    },
    ack: (message) => tell(() => channel.ack(message)),
    requeue: (message) => tell(() => channel.reject(message, true)),
    async cancel() {
      if (tag === undefined || over) return;
      await channel.cancel(tag);
    },
    async end() {
      if (over) return ended;
      over = true;
      await settled([channel.close()], 1_000);
      markEnded();
    },
  };
  return session;
}

function byType(handlers: readonly EventHandler[]): Map<string, EventHandler> {
  const map = new Map<string, EventHandler>();
  for (const handler of handlers) {
    const { type } = handler.definition;
    if (map.has(type)) throw new RangeError(`two handlers of one consumer take ${type}`);
    map.set(type, handler);
  }
  return map;
}

function failuresSoFar(message: ConsumeMessage): number {
  const value: unknown = message.properties.headers?.[headers.attempts];
  return typeof value === 'number' && value > 0 ? value : 0;
}

const describe = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, ERROR_HEADER_LENGTH);
