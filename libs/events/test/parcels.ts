import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineEvent } from '@oms/contracts';
import { createDatabase, type Database, migrate, type Transaction } from '@oms/database';
import {
  type Broker,
  type Consumer,
  type ConsumerOptions,
  connectBroker,
  createConsumer,
  createRelay,
  on,
  type Relay,
  type RelayTiming,
  record,
} from '@oms/events';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { createTestBroker, createTestDatabase, eventually, type TestBroker, type TestDatabase } from '@oms/testing';
import * as z from 'zod';

/** A service small enough to test events with: parcels that move step by step. */
export const parcelMoved = defineEvent({
  type: 'oms.parcels.parcel.moved.v1',
  aggregate: 'parcel',
  description: 'A parcel went one step further.',
  data: z.object({ step: z.int().min(1), note: z.string().optional() }),
});

export const logger = createLogger({ service: 'parcels', level: 'silent' });
export const migrationsDirectory = fileURLToPath(new URL('./migrations/', import.meta.url));

/** Makes quick work of what takes seconds in earnest. */
export const quick: Partial<RelayTiming> = { leaseTtl: 1_000, leaseRenewal: 200, poll: 100, stopTimeout: 2_000 };
export const quickRetries: readonly number[] = [100, 200, 300];

interface MoveOptions {
  before?: (tx: Transaction) => Promise<void>;
  note?: string;
  urgency?: 'low';
}

export interface ParcelService {
  database: TestDatabase;
  testBroker: TestBroker;
  db: Database;
  amqp: Broker;
  /** Moves a parcel one step, as a use case would: row lock, change, event. */
  move(parcel: string, options?: MoveOptions): Promise<number>;
  relay(timing?: Partial<RelayTiming>, amqp?: Broker, metrics?: Metrics): Relay;
  consumer(options?: Partial<ConsumerOptions>): Consumer;
  /** Waits until it consumes: what is published before its queue is bound never reaches it. */
  startConsumer(options?: Partial<ConsumerOptions>): Promise<Consumer>;
  /** Steps whose effect has been committed, in the order of handling. */
  effects(parcel?: string): Promise<{ parcel: string; step: number }[]>;
  outboxSize(): Promise<number>;
  connect(url?: string): Broker;
  /** Stops what was started, in the reverse order, and drops all. */
  stop(): Promise<void>;
}

export const newParcel = (): string => randomUUID();

export async function startParcels(): Promise<ParcelService> {
  const cleanups: (() => Promise<unknown>)[] = [];
  const database = await createTestDatabase(['parcels']);
  cleanups.push(() => database.drop());
  const testBroker = await createTestBroker();
  cleanups.push(() => testBroker.drop());
  await migrate({ url: database.url('parcels'), schema: 'parcels', directory: migrationsDirectory });
  const db = createDatabase({ url: database.url('parcels'), applicationName: 'parcels', poolMax: 20, logger });
  cleanups.push(() => db.close());
  const connect = (url = testBroker.url): Broker => {
    const broker = connectBroker({ url, logger, maxReconnectDelayMs: 200 });
    cleanups.push(() => broker.close());
    return broker;
  };
  const amqp = connect();

  const service: ParcelService = {
    database,
    testBroker,
    db,
    amqp,
    connect,
    move: (parcel, { before, note, urgency } = {}) =>
      db.transaction(async (tx) => {
        const [row] = await tx.query<{ version: number }>(
          `INSERT INTO parcels (id, version) VALUES ($1, 1)
           ON CONFLICT (id) DO UPDATE SET version = parcels.version + 1 RETURNING version`,
          [parcel],
        );
        const step = row?.version ?? 0;
        await record(tx, {
          event: parcelMoved,
          aggregateId: parcel,
          aggregateVersion: step,
          data: { step, ...(note !== undefined && { note }) },
          ...(urgency && { urgency }),
        });
        await before?.(tx);
        return step;
      }),
    relay(timing = {}, broker = amqp, metrics = createMetrics('parcels')) {
      const relay = createRelay({
        db,
        amqp: broker,
        logger,
        metrics,
        service: 'parcels',
        timing: { ...quick, ...timing },
      });
      cleanups.push(() => relay.stop());
      relay.start();
      return relay;
    },
    consumer(options = {}) {
      const consumer = createConsumer({
        db,
        amqp,
        logger,
        metrics: createMetrics('parcels'),
        service: 'parcels',
        purpose: 'effects',
        handlers: [on(parcelMoved, (event, tx) => noteEffect(tx, event.subject, event.data.step))],
        retryDelaysMs: quickRetries,
        ...options,
      });
      cleanups.push(() => consumer.stop());
      consumer.start();
      return consumer;
    },
    async startConsumer(options) {
      const consumer = service.consumer(options);
      await eventually(() => consumer.consuming);
      return consumer;
    },
    effects: (parcel) =>
      db.query('SELECT parcel, step FROM effects WHERE $1::uuid IS NULL OR parcel = $1::uuid ORDER BY number', [
        parcel ?? null,
      ]),
    async outboxSize() {
      const [row] = await db.query<{ count: number }>('SELECT count(*) FROM outbox');
      return row?.count ?? 0;
    },
    async stop() {
      for (const cleanup of cleanups.reverse()) await cleanup();
    },
  };
  return service;
}

export async function noteEffect(tx: Transaction, parcel: string, step: number): Promise<void> {
  await tx.query('INSERT INTO effects (parcel, step) VALUES ($1, $2)', [parcel, step]);
}
