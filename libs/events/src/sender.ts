import type { ConfirmChannel, Options } from 'amqplib';
import type { Broker } from './broker.ts';

/** Sends single messages straight to a queue and knows that they arrived. */
export interface Sender {
  /** @throws when the broker did not confirm within 10 s, refused, or knows no such queue; the message may have arrived */
  send(queue: string, content: Buffer, options: Options.Publish): Promise<void>;
  close(): Promise<void>;
}

const CONFIRM_TIMEOUT_MS = 10_000;

interface Outstanding {
  queue: string;
  messageId: unknown;
  fail(error: Error): void;
}

export function createSender(broker: Broker): Sender {
  const outstanding = new Set<Outstanding>();
  let opening: Promise<ConfirmChannel> | undefined;
  let closed = false;

  async function open(): Promise<ConfirmChannel> {
    const channel = await broker.openPublishing();
    const discard = () => {
      opening = undefined;
    };
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
          opening = undefined;
          message.fail(new Error(`RabbitMQ did not confirm a message to ${queue} within ${CONFIRM_TIMEOUT_MS} ms`));
        }, CONFIRM_TIMEOUT_MS);
        const settle = (error?: Error) => {
          clearTimeout(timer);
          outstanding.delete(message);
          if (error) reject(error);
          else resolve();
        };
        const message: Outstanding = { queue, messageId: options.messageId, fail: settle };
        outstanding.add(message);
        opening ??= open();
        opening.then(
          (channel) => {
            if (!outstanding.has(message)) return;
            const sending = { ...options, persistent: true, mandatory: true };
            try {
              channel.sendToQueue(queue, content, sending, (error: unknown) =>
                settle(error ? asError(error) : undefined),
              );
            } catch (error) {
              opening = undefined;
              settle(asError(error));
            }
          },
          (error: unknown) => {
            opening = undefined;
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
