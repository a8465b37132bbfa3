import { setTimeout as delay } from 'node:timers/promises';
import type { CloudEvent } from '@oms/contracts';
import { type Broker, connectBroker } from '@oms/events';
import type { Logger } from '@oms/telemetry';

const queue = 'oms.faults.observer';

/** Sees every event that the broker is given. */
export interface Observer {
  /** How often each event was seen, by id. */
  readonly seen: ReadonlyMap<string, number>;
  /** Where an event of an order was first seen after one of a later version. */
  readonly disorder: readonly string[];
  stop(): Promise<void>;
}

/** @param amqpUrl straight to the broker: the observer's own way is never cut */
export async function startObserver(amqpUrl: string, logger: Logger): Promise<Observer> {
  const seen = new Map<string, number>();
  const versions = new Map<string, number>();
  const disorder: string[] = [];
  const broker = connectBroker({ url: amqpUrl, logger, connectionName: 'observer' });
  let over = false;

  const note = (event: CloudEvent): void => {
    const times = seen.get(event.id) ?? 0;
    seen.set(event.id, times + 1);
    // Of other aggregates several events may have one version.
    if (times > 0 || event.source !== '/oms/orders') return;
    const highest = versions.get(event.subject) ?? 0;
    if (event.aggregateversion <= highest) {
      disorder.push(
        `${event.type} ${event.id} of ${event.subject}: version ${event.aggregateversion} after ${highest}`,
      );
    }
    versions.set(event.subject, Math.max(highest, event.aggregateversion));
  };
  let bound = (): void => undefined;
  const whenBound = new Promise<void>((resolve) => {
    bound = resolve;
  });
  const watching = (async () => {
    while (!over) {
      try {
        await watch(broker, note, bound);
      } catch {
        // The broker is away; its connection comes back by itself.
      }
      await delay(200);
    }
  })();
  await whenBound;
  return {
    seen,
    disorder,
    async stop() {
      over = true;
      await broker.close();
      await Promise.race([watching, delay(1_000)]);
    },
  };
}

/** Resolves when the channel ends. */
async function watch(broker: Broker, note: (event: CloudEvent) => void, bound: () => void): Promise<void> {
  const channel = await broker.openConsuming();
  const closed = new Promise<void>((resolve) => channel.once('close', resolve));
  channel.on('error', () => undefined);
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(queue, 'oms.events', '#');
  await channel.prefetch(200);
  await channel.consume(queue, (message) => {
    if (!message) return;
    note(JSON.parse(message.content.toString()) as CloudEvent);
    channel.ack(message);
  });
  bound();
  await closed;
}
