import type { CloudEvent } from '@oms/contracts';
import type { Span, SpanOptions, Tracing } from '@oms/telemetry';
import { headers } from './headers.ts';
import { EVENTS_EXCHANGE, routingKeyOf } from './names.ts';

type NamedSpan = SpanOptions & { name: string };

type Envelope = Pick<CloudEvent, 'id' | 'type' | 'source' | 'subject' | 'traceparent'>;

const about = ({ id, type, source, subject }: Envelope) => ({
  'messaging.system': 'rabbitmq',
  'messaging.rabbitmq.destination.routing_key': routingKeyOf(type),
  'messaging.message.id': id,
  'cloudevents.event_id': id,
  'cloudevents.event_type': type,
  'cloudevents.event_source': source,
  'cloudevents.event_subject': subject,
});

/**
 * Begins the span of an event's way from the relay to the broker, until that has confirmed it (semantic conventions for
 * RabbitMQ). The parent is the span in which the event was recorded. What nobody's request caused begins its trace here, and says
 * so to its consumers in the headers of the message.
 *
 * @returns undefined where no spans are kept
 */
export function beginPublish(
  tracing: Tracing,
  payload: string,
): { span: Span; traceHeaders: Record<string, string> } | undefined {
  if (!tracing.enabled) return undefined;
  const event = JSON.parse(payload) as Envelope;
  const destination = `${EVENTS_EXCHANGE}:${routingKeyOf(event.type)}`;
  const span = tracing.begin(`publish ${destination}`, {
    kind: 'producer',
    parent: event.traceparent,
    attributes: {
      ...about(event),
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'publish',
      'messaging.destination.name': destination,
      'messaging.message.body.size': Buffer.byteLength(payload),
    },
  });
  return { span, traceHeaders: event.traceparent === undefined ? { [headers.traceparent]: span.traceparent } : {} };
}

/** Of one attempt to handle an event; the parent is, as for publishing it, the span in which it was recorded. */
export function processSpan(
  event: Envelope,
  queue: string,
  attempt: number,
  messageHeaders: Readonly<Record<string, unknown>> | undefined,
): NamedSpan {
  const begunByRelay = messageHeaders?.[headers.traceparent];
  const destination = `${EVENTS_EXCHANGE}:${routingKeyOf(event.type)}:${queue}`;
  return {
    name: `process ${queue}`,
    kind: 'consumer',
    parent: event.traceparent ?? (typeof begunByRelay === 'string' ? begunByRelay : undefined),
    attributes: {
      ...about(event),
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': destination,
      'oms.event.attempt': attempt,
    },
  };
}
