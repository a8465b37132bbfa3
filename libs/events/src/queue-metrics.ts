import type { Metrics } from '@oms/telemetry';
import type { Broker } from './broker.ts';
import { deadLetterQueueName } from './names.ts';
import { settled } from './time-limit.ts';

/** Milliseconds that the broker has to answer while somebody waits for the metrics. */
const patienceMs = 2_000;

const made = new WeakMap<Metrics, Map<string, Broker>>();

/**
 * Has the metrics say how much waits in a consumer's queue and how much of it is parked, read when they are scraped; every
 * replica reports the same figures, those of the broker.
 *
 * @returns a function that ends it
 */
export function watchQueue(metrics: Metrics, broker: Broker, queue: string): () => void {
  const watched = made.get(metrics) ?? declareGauges(metrics);
  watched.set(queue, broker);
  return () => watched.delete(queue);
}

function declareGauges(metrics: Metrics): Map<string, Broker> {
  const watched = new Map<string, Broker>();
  made.set(metrics, watched);
  const gauges = [
    ['consumer_queue_messages', 'Messages that wait in a queue.', (queue: string) => queue],
    ['consumer_parked_messages', 'Messages parked among the dead letters of a queue.', deadLetterQueueName],
  ] as const;
  for (const [name, help, queueOf] of gauges) {
    metrics.gauge(name, help, ['queue'], async (gauge) => {
      const counts = await Promise.all(
        [...watched].map(async ([queue, broker]) => [queue, await messagesIn(broker, queueOf(queue))] as const),
      );
      // No figure is better than an old one.
      gauge.reset();
      for (const [queue, count] of counts) if (count !== undefined) gauge.set({ queue }, count);
    });
  }
  return watched;
}

/** @returns undefined while the broker is away, or the queue not there yet */
export async function messagesIn(broker: Broker, queue: string): Promise<number | undefined> {
  if (!broker.ready) return undefined;
  let count: number | undefined;
  const read = async (): Promise<void> => {
    const channel = await broker.openConsuming();
    channel.on('error', () => undefined);
    try {
      count = (await channel.checkQueue(queue)).messageCount;
    } finally {
      await channel.close().catch(() => undefined);
    }
  };
  await settled([read()], patienceMs);
  return count;
}
