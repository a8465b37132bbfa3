import type { EventHandler } from './handler.ts';
import { EVENTS_EXCHANGE, queueName, RETRY_DELAYS_MS, routingKeyOf, UNROUTED } from './names.ts';
import { type ConsumerTopology, consumerQueues, unroutedQueue } from './topology.ts';

/** A consumer as a service declares it: what its queue is called, and the types it is bound for. */
export interface DeclaredConsumer {
  service: string;
  purpose: string;
  handlers: readonly Pick<EventHandler, 'definition'>[];
}

const vhost = '/';
const durable = { vhost, durable: true, auto_delete: false };

/**
 * Exchanges, queues and bindings in the form of a RabbitMQ definitions file, the same that the services declare for
 * themselves. A broker that boots with them keeps an event for a service that has never run yet: whichever service starts
 * first, none is missed.
 */
export function topologyDefinitions(consumers: readonly DeclaredConsumer[]) {
  const topologies = consumers.map(topologyOf);
  return {
    exchanges: [
      { ...durable, name: UNROUTED, type: 'fanout', internal: false, arguments: {} },
      {
        ...durable,
        name: EVENTS_EXCHANGE,
        type: 'topic',
        internal: false,
        arguments: { 'alternate-exchange': UNROUTED },
      },
    ],
    queues: [unroutedQueue, ...topologies.flatMap(consumerQueues)].map((queue) => ({ ...durable, ...queue })),
    bindings: [
      bindingOf(UNROUTED, UNROUTED, ''),
      ...topologies.flatMap(({ queue, routingKeys }) =>
        routingKeys.map((key) => bindingOf(EVENTS_EXCHANGE, queue, key)),
      ),
    ],
  };
}

const topologyOf = ({ service, purpose, handlers }: DeclaredConsumer): ConsumerTopology => ({
  queue: queueName(service, purpose),
  routingKeys: handlers.map(({ definition }) => routingKeyOf(definition.type)),
  retryDelaysMs: RETRY_DELAYS_MS,
});

const bindingOf = (source: string, destination: string, key: string) => ({
  source,
  vhost,
  destination,
  destination_type: 'queue',
  routing_key: key,
  arguments: {},
});
