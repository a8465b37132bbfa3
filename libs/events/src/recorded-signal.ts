import { EventEmitter } from 'node:events';
import { runOutsideRequest } from '@oms/telemetry';

/** How soon somebody waits for an event, by the words of RFC 8030, section 5.3. */
export type Urgency = 'low' | 'normal';

/**
 * Tells the relays of this process which partitions have new events, as soon as the transaction has committed. Only a
 * wake-up: a relay that misses it, or lives in another process, finds the events when it polls.
 */
const emitter = new EventEmitter().setMaxListeners(0);

export const signalRecorded = (source: string, partitions: readonly number[], urgency: Urgency): void => {
  runOutsideRequest(() => emitter.emit(source, partitions, urgency));
};

/** @returns a function that ends the subscription */
export function onRecorded(
  source: string,
  listener: (partitions: readonly number[], urgency: Urgency) => void,
): () => void {
  emitter.on(source, listener);
  return () => emitter.off(source, listener);
}
