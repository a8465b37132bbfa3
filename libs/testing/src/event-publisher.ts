import { randomUUID } from 'node:crypto';
import { type CloudEvent, cloudEvent, type EventDefinition } from '@oms/contracts';
import { EVENTS_EXCHANGE } from '@oms/events';
import { connect } from 'amqplib';
import type * as z from 'zod';

/** What another service would tell of. */
export interface ToldEvent<Event extends EventDefinition> {
  /** Id of the aggregate; one of its own unless told. */
  subject?: string;
  /** The aggregate's version; 1 unless told. */
  version?: number;
  data: z.input<Event['data']>;
  /** For an event that is to come twice. */
  id?: string;
}

export interface EventPublisher {
  /**
   * Publishes an event as the relay of its service does, and resolves when the broker has it.
   *
   * @returns its id
   * @throws {z.ZodError} when the data does not match the event's schema
   */
  publish<Event extends EventDefinition>(event: Event, told: ToldEvent<Event>): Promise<string>;
  close(): Promise<void>;
}

/** Tells the service under test what other services would. */
export async function createEventPublisher(amqpUrl: string): Promise<EventPublisher> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  // The service may not have got so far.
  await channel.assertExchange(EVENTS_EXCHANGE, 'topic', { durable: true, alternateExchange: 'oms.unrouted' });
  return {
    async publish(event, { subject = randomUUID(), version = 1, data, id = randomUUID() }) {
      const envelope: CloudEvent = cloudEvent.parse({
        specversion: '1.0',
        id,
        source: event.source,
        type: event.type,
        subject,
        time: new Date().toISOString(),
        datacontenttype: 'application/json',
        aggregateversion: version,
        data: event.data.parse(data),
      });
      channel.publish(EVENTS_EXCHANGE, event.routingKey, Buffer.from(JSON.stringify(envelope)), {
        persistent: true,
        contentType: 'application/cloudevents+json',
        messageId: id,
        type: event.type,
      });
      await channel.waitForConfirms();
      return id;
    },
    async close() {
      // Whoever deletes the virtual host first has closed it.
      await connection.close().catch(() => undefined);
    },
  };
}
