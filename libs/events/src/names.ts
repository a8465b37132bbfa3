/** Topic exchange that every event is published to. */
export const EVENTS_EXCHANGE = 'oms.events';
/** Alternate exchange of the former, and the bounded queue behind it: events that no queue is bound for. */
export const UNROUTED = 'oms.unrouted';

/** Milliseconds that a failed event rests before its second, third and fourth attempt. */
export const RETRY_DELAYS_MS: readonly number[] = [10_000, 60_000, 600_000];

export const queueName = (service: string, purpose: string): string => `oms.${service}.${purpose}`;
export const deadLetterQueueName = (queue: string): string => `${queue}.dlq`;
export const retryQueueName = (queue: string, delayMs: number): string => `${queue}.retry.${delayLabel(delayMs)}`;

/** The delay stands in the queue's name, so that another delay is another queue and never a conflicting argument. */
function delayLabel(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  if (ms % 1_000 === 0) return `${ms / 1_000}s`;
  return `${ms}ms`;
}

/** The topic of an event type: the type without `oms.`. */
export const routingKeyOf = (type: string): string => type.replace(/^oms\./, '');

/** Bytes of an event as published, at the most. What is larger belongs in a table, with its id in the event. */
export const MAX_EVENT_BYTES = 256 * 1024;
