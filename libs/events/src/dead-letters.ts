import { createHash } from 'node:crypto';
import type { Channel, GetMessage } from 'amqplib';
import type { Broker } from './broker.ts';
import { asPublished, headers } from './headers.ts';
import { deadLetterQueueName } from './names.ts';
import { createSender } from './sender.ts';

/** A message that its consumer could not handle. */
export interface DeadLetter {
  /** The event's id; for a message without one, `sha256:` and a digest of its body. */
  id: string;
  type: string | null;
  /** Why it was parked: `failed`, the kind of poison, or `delivery_limit` when the broker gave up on it. */
  reason: string;
  error: string | null;
  parkedAt: string | null;
  bytes: number;
  /** The first 64 KiB of it as text. */
  body: string;
}

/** The parked messages of one consumer. Two that look at once each see a part, for a message under view is held. */
export interface DeadLetters {
  count(): Promise<number>;
  /** The oldest ones; they stay. @param limit 1..1000 */
  list(limit?: number): Promise<DeadLetter[]>;
  show(id: string): Promise<DeadLetter | undefined>;
  /**
   * Puts it back into the consumer's queue under the same id, with all its attempts before it.
   * @param before runs once it is found and held; where it throws, the message stays
   */
  replay(id: string, before?: BeforeSettling): Promise<DeadLetter | undefined>;
  /** Deletes it for good. @param before as for a replay */
  discard(id: string, before?: BeforeSettling): Promise<DeadLetter | undefined>;
}

/** What has to be done first, such as writing down who wants it. */
export type BeforeSettling = (letter: DeadLetter) => Promise<void>;

const SHOWN_BYTES = 64 * 1024;

/** @param queue the consumer's queue, `oms.<service>.<purpose>` */
export function deadLetters(broker: Broker, queue: string): DeadLetters {
  const parked = deadLetterQueueName(queue);

  /** Holds the messages one after the other until `visit` says that it is done; those it did not settle go back. */
  async function walk(visit: (channel: Channel, message: GetMessage) => Promise<boolean>): Promise<void> {
    const channel = await broker.openConsuming();
    channel.on('error', () => undefined);
    try {
      for (;;) {
        const message = await channel.get(parked);
        if (!message || (await visit(channel, message))) return;
      }
    } finally {
      await channel.close().catch(() => undefined);
    }
  }

  async function find(
    id: string,
    act?: (channel: Channel, message: GetMessage) => Promise<void>,
    before?: BeforeSettling,
  ): Promise<DeadLetter | undefined> {
    let found: DeadLetter | undefined;
    await walk(async (channel, message) => {
      if (idOf(message) !== id) return false;
      found = describe(message);
      await before?.(found);
      await act?.(channel, message);
      return true;
    });
    return found;
  }

  async function putBack(channel: Channel, message: GetMessage): Promise<void> {
    const sender = createSender(broker);
    try {
      await sender.send(queue, message.content, replayed(message));
    } finally {
      await sender.close();
    }
    // Should this not arrive, the message is in both queues, and the inbox lets it through once.
    channel.ack(message);
  }

  return {
    async count() {
      const channel = await broker.openConsuming();
      channel.on('error', () => undefined);
      try {
        return (await channel.checkQueue(parked)).messageCount;
      } finally {
        await channel.close().catch(() => undefined);
      }
    },
    async list(limit = 100) {
      const letters: DeadLetter[] = [];
      await walk(async (_, message) => {
        letters.push(describe(message));
        return letters.length >= limit;
      });
      return letters;
    },
    show: (id) => find(id),
    replay: (id, before) => find(id, putBack, before),
    discard: (id, before) => find(id, async (channel, message) => channel.ack(message), before),
  };
}

function idOf({ properties, content }: GetMessage): string {
  return typeof properties.messageId === 'string' && properties.messageId !== ''
    ? properties.messageId
    : `sha256:${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
}

function describe(message: GetMessage): DeadLetter {
  const { properties, content } = message;
  const known = properties.headers ?? {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    id: idOf(message),
    type: text(properties.type),
    reason: text(known[headers.reason]) ?? known['x-death']?.[0]?.reason ?? 'unknown',
    error: text(known[headers.error]),
    parkedAt: text(known[headers.parkedAt]),
    bytes: content.length,
    body: content.subarray(0, SHOWN_BYTES).toString('utf8'),
  };
}

function replayed({ properties }: GetMessage) {
  const { contentType, messageId, type, timestamp, appId } = properties;
  return {
    contentType,
    messageId,
    type,
    timestamp,
    appId,
    headers: { ...asPublished(properties.headers), [headers.replayedAt]: new Date().toISOString() },
  };
}
