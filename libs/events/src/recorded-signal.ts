import { EventEmitter } from 'node:events';
import { runOutsideRequest } from '@oms/telemetry';

/**
 * Tells the relays of this process which partitions have new events, as soon as the transaction has committed. Only a
 * wake-up: a relay that misses it, or lives in another process, finds the events when it polls.
 */
const emitter = new EventEmitter().setMaxListeners(0);

export const signalRecorded = (source: string, partitions: readonly number[]): void => {
  runOutsideRequest(() => emitter.emit(source, partitions));
};

/** @returns a function that ends the subscription */
export function onRecorded(source: string, listener: (partitions: readonly number[]) => void): () => void {
  emitter.on(source, listener);
  return () => emitter.off(source, listener);
}
