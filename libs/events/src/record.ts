import { type CloudEvent, cloudEvent, type EventDefinition } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { currentRequest } from '@oms/telemetry';
import { v7 as uuidv7 } from 'uuid';
import type * as z from 'zod';
import { failpoint } from './failpoint.ts';
import { MAX_EVENT_BYTES } from './names.ts';
import { insertEvents, type NewEvent } from './outbox-store.ts';
import { partitionOf } from './partition.ts';
import { signalRecorded, type Urgency } from './recorded-signal.ts';

/** Something that happened to an aggregate. */
export interface Occurrence<Event extends EventDefinition> {
  event: Event;
  aggregateId: string;
  /** The aggregate's version after the change, from 1. */
  aggregateVersion: number;
  data: z.input<Event['data']>;
  /** A UUIDv7 for the event, where its id has to be known before; made otherwise. */
  id?: string;
  /** When it happened, RFC 3339; now unless given. */
  time?: string;
  /**
   * `low` for what nobody waits for and there is much of: it goes out with what else is recorded within a quarter of a second, which
   * costs a fraction of going by itself. `normal` unless told.
   */
  urgency?: Urgency;
}

/**
 * Writes an event into the outbox as part of `tx`. Call it while the transaction holds the aggregate's row lock (it has
 * updated or inserted the row): that is what puts the events of one aggregate in order. Its statement is sent at once, so that
 * it can be among those that the transaction ends with.
 * @returns the event's id, a UUIDv7
 * @throws {z.ZodError} when the data does not match the event's schema
 * @throws {RangeError} when the event is over 256 KiB
 */
export async function record<Event extends EventDefinition>(
  tx: Transaction,
  occurrence: Occurrence<Event>,
): Promise<string> {
  const [id = ''] = await recordAll(tx, [occurrence]);
  return id;
}

/** As {@link record}, for several events in one round trip, in their order. */
export async function recordAll<Events extends readonly EventDefinition[]>(
  tx: Transaction,
  occurrences: readonly [...{ [Index in keyof Events]: Occurrence<Events[Index]> }],
): Promise<string[]> {
  return insertRecords(tx, prepareRecords(occurrences));
}

/** An event that is ready to be written. */
export type PreparedRecord = NewEvent & { source: string; urgency: Urgency };

/**
 * What {@link recordAll} writes, for whoever writes events of several requests at once: each is prepared as part of the request
 * that causes it, which it names.
 */
export const prepareRecords = <Events extends readonly EventDefinition[]>(
  occurrences: readonly [...{ [Index in keyof Events]: Occurrence<Events[Index]> }],
): PreparedRecord[] => (occurrences as readonly Occurrence<EventDefinition>[]).map(toRow);

/** Writes events, in their order, in one round trip. @returns their ids */
export async function insertRecords(tx: Transaction, rows: readonly PreparedRecord[]): Promise<string[]> {
  if (rows.length === 0) return [];
  await insertEvents(tx, rows);
  tx.afterCommit(() => {
    failpoint('outbox.committed');
    for (const source of new Set(rows.map((row) => row.source))) {
      const itsRows = rows.filter((row) => row.source === source);
      signalRecorded(
        source,
        itsRows.map(({ partition }) => partition),
        itsRows.every(({ urgency }) => urgency === 'low') ? 'low' : 'normal',
      );
    }
  });
  return rows.map(({ id }) => id);
}

function toRow(occurrence: Occurrence<EventDefinition>): PreparedRecord {
  const { event, aggregateId, aggregateVersion, data, id = uuidv7(), urgency = 'normal' } = occurrence;
  const { time = new Date().toISOString() } = occurrence;
  const request = currentRequest();
  const envelope: CloudEvent = cloudEvent.parse({
    specversion: '1.0',
    id,
    source: event.source,
    type: event.type,
    subject: aggregateId,
    time,
    datacontenttype: 'application/json',
    aggregateversion: aggregateVersion,
    ...(request?.traceparent !== undefined && { traceparent: request.traceparent }),
    ...(request && { requestid: request.requestId }),
    data: event.data.parse(data),
  });
  const payload = JSON.stringify(envelope);
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_EVENT_BYTES) {
    throw new RangeError(
      `${event.type} of ${aggregateId} has ${bytes} bytes, an event at most ${MAX_EVENT_BYTES}: keep what is large in a table and put its id into the event`,
    );
  }
  return {
    id: envelope.id,
    partition: partitionOf(aggregateId),
    aggregate: event.aggregate,
    aggregateId,
    type: event.type,
    payload,
    source: event.source,
    urgency,
  };
}
