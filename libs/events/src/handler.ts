import type { CloudEvent, EventData, EventDefinition } from '@oms/contracts';
import type { Transaction } from '@oms/database';

/** What a consumer does about one kind of event. */
export interface EventHandler {
  readonly definition: EventDefinition;
  handle(event: CloudEvent, tx: Transaction): Promise<void>;
}

/**
 * Handles `definition` within the transaction that also notes the event as handled: both happen, once, or neither. What
 * must wait for the commit goes through `tx.afterCommit`; it is skipped when the process dies in between.
 */
export const on = <Event extends EventDefinition>(
  definition: Event,
  handle: (event: CloudEvent<EventData<Event>>, tx: Transaction) => Promise<void>,
): EventHandler => ({
  definition,
  handle: (event, tx) => handle(event as CloudEvent<EventData<Event>>, tx),
});
