import type { ConfirmChannel, Options } from 'amqplib';
import type { Broker } from './broker.ts';

/** Sends single messages straight to a queue and knows that they arrived. */
export interface Sender {
  /** @throws when the broker did not confirm in time, refused, or knows no such queue; the message may have arrived */
  send(queue: string, content: Buffer, options: Options.Publish): Promise<void>;
  close(): Promise<void>;
}

interface Outstanding {
  queue: string;
  messageId: unknown;
  fail(error: Error): void;
}

export function createSender(broker: Broker, confirmTimeoutMs = 10_000): Sender {
  const outstanding = new Set<Outstanding>();
  let opening: Promise<ConfirmChannel> | undefined;
  let closed = false;

  /** The next message opens another channel, unless one has taken the place of this one already. */
  function replace(used: Promise<ConfirmChannel>): void {
    if (opening === used) opening = undefined;
  }

  /** Left open, a channel that does not confirm would stay with the connection for good. */
  function giveUp(used: Promise<ConfirmChannel>): void {
    replace(used);
    used.then((channel) => channel.close()).catch(() => undefined);
  }

  function begin(): Promise<ConfirmChannel> {
    const opened = open(() => replace(opened));
    return opened;
  }

  async function open(discard: () => void): Promise<ConfirmChannel> {
    const channel = await broker.openPublishing();
    channel.on('error', discard);
    channel.on('close', discard);
    // A message to a queue that does not exist comes back, and is confirmed all the same: only this tells.
    channel.on('return', ({ fields, properties }) => {
      for (const message of outstanding) {
        if (message.queue !== fields.routingKey || message.messageId !== properties.messageId) continue;
        message.fail(new Error(`RabbitMQ has no queue ${message.queue}`));
      }
    });
    if (closed) void channel.close().catch(() => undefined);
    return channel;
  }

  return {
    send(queue, content, options) {
      return new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          giveUp(used);
          message.fail(new Error(`RabbitMQ did not confirm a message to ${queue} within ${confirmTimeoutMs} ms`));
        }, confirmTimeoutMs);
        const settle = (error?: Error) => {
          clearTimeout(timer);
          outstanding.delete(message);
          if (error) reject(error);
          else resolve();
        };
        const message: Outstanding = { queue, messageId: options.messageId, fail: settle };
        outstanding.add(message);
        opening ??= begin();
        const used = opening;
        used.then(
          (channel) => {
            if (!outstanding.has(message)) return;
            const sending = { ...options, persistent: true, mandatory: true };
            try {
              channel.sendToQueue(queue, content, sending, (error: unknown) =>
                settle(error ? asError(error) : undefined),
              );
            } catch (error) {
              giveUp(used);
              settle(asError(error));
            }
          },
          (error: unknown) => {
            replace(used);
            settle(asError(error));
          },
        );
      });
    },
    async close() {
      closed = true;
      const channel = await Promise.race([opening, undefined]);
      await channel?.close().catch(() => undefined);
    },
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
