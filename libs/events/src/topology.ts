import type { Logger } from '@oms/telemetry';
import type { Channel, Options } from 'amqplib';
import type { Broker } from './broker.ts';
import { deadLetterQueueName, EVENTS_EXCHANGE, retryQueueName, UNROUTED } from './names.ts';

export interface ConsumerTopology {
  queue: string;
  /** Topics that the queue is bound for. */
  routingKeys: readonly string[];
  retryDelaysMs: readonly number[];
}

export interface QueueDeclaration {
  name: string;
  arguments: Record<string, unknown>;
}

/**
 * What every queue is: replicated, and refusing publishers instead of dropping messages when it is full (a full queue
 * thus leaves the events in the outbox). `at-least-once` moves a message to the next queue with confirms, and needs
 * `reject-publish`. Limits that an operator may want to change are policies (`rabbitmq/definitions.json`), for arguments
 * cannot be changed on a queue that exists.
 */
const quorum = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' };

const deadLetterTo = (queue: string) => ({
  'x-dead-letter-exchange': '',
  'x-dead-letter-routing-key': queue,
  'x-dead-letter-strategy': 'at-least-once',
});

/** The queues of one consumer: its own, those in which failed events rest, and the one in which they are parked. */
export function consumerQueues({ queue, retryDelaysMs }: ConsumerTopology): QueueDeclaration[] {
  const parked = deadLetterQueueName(queue);
  return [
    // Looking at parked messages returns them to the queue: that must never count as a failed delivery.
    { name: parked, arguments: { ...quorum, 'x-delivery-limit': 1_000_000_000 } },
    { name: queue, arguments: { ...quorum, ...deadLetterTo(parked) } },
    ...retryDelaysMs.map((delayMs) => ({
      name: retryQueueName(queue, delayMs),
      arguments: { ...quorum, 'x-message-ttl': delayMs, ...deadLetterTo(queue) },
    })),
  ];
}

/** What keeps events that nobody is bound for. */
export const unroutedQueue: QueueDeclaration = { name: UNROUTED, arguments: { 'x-queue-type': 'quorum' } };

/** The exchange of all events, and where those end up that nobody is bound for. Idempotent. */
export async function declareExchanges(broker: Broker, logger: Logger): Promise<void> {
  await withDeclarations(broker, logger, async (declare) => {
    await declare.exchange(UNROUTED, 'fanout', {});
    await declare.queue(unroutedQueue);
    await declare.bind(UNROUTED, UNROUTED, '');
    await declare.exchange(EVENTS_EXCHANGE, 'topic', { alternateExchange: UNROUTED });
  });
}

/**
 * The queues of one consumer and their bindings. Idempotent. Bindings that are no longer wanted stay: another replica, of
 * the version before or after, may want them.
 */
export async function declareConsumer(broker: Broker, logger: Logger, topology: ConsumerTopology): Promise<void> {
  await declareExchanges(broker, logger);
  await withDeclarations(broker, logger, async (declare) => {
    for (const queue of consumerQueues(topology)) await declare.queue(queue);
    for (const key of topology.routingKeys) await declare.bind(topology.queue, EVENTS_EXCHANGE, key);
  });
}

interface Declarations {
  exchange(name: string, type: 'topic' | 'fanout', options: Options.AssertExchange): Promise<void>;
  queue(declaration: QueueDeclaration): Promise<void>;
  bind(queue: string, exchange: string, key: string): Promise<void>;
}

const PRECONDITION_FAILED = 406;

/**
 * Runs `work` with a channel to declare on. What exists with other arguments closes the channel (406): it is used as it is,
 * for replacing a queue would lose its messages, and the log says how to bring it up to date.
 */
async function withDeclarations(
  broker: Broker,
  logger: Logger,
  work: (declare: Declarations) => Promise<void>,
): Promise<void> {
  let channel = await openQuietly(broker);
  const tolerate = async (kind: string, name: string, declare: () => Promise<unknown>) => {
    try {
      await declare();
    } catch (error) {
      if ((error as { code?: unknown }).code !== PRECONDITION_FAILED) throw error;
      logger.error(
        { err: error, [kind]: name },
        `the ${kind} ${name} exists with other arguments and is used as it is: to bring it up to date stop what uses it, let it run empty, delete it in RabbitMQ and start again`,
      );
      channel = await openQuietly(broker);
    }
  };
  try {
    await work({
      exchange: (name, type, options) =>
        tolerate('exchange', name, () => channel.assertExchange(name, type, { durable: true, ...options })),
      queue: ({ name, arguments: args }) =>
        tolerate('queue', name, () => channel.assertQueue(name, { durable: true, arguments: args })),
      bind: async (queue, exchange, key) => {
        await channel.bindQueue(queue, exchange, key);
      },
    });
  } finally {
    await channel.close().catch(() => undefined);
  }
}

/** Failures come with the operation that was under way; unheard, the `error` event would be thrown. */
async function openQuietly(broker: Broker): Promise<Channel> {
  const channel = await broker.openConsuming();
  channel.on('error', () => undefined);
  return channel;
}
