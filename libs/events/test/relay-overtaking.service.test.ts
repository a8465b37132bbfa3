import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Queryable } from '@oms/database';
import { type Broker, createRelay } from '@oms/events';
import { createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { logger, newParcel, type ParcelService, quick, startParcels } from './parcels.ts';

describe('a relay whose lease runs out while it reads on', () => {
  let parcels: ParcelService;
  beforeEach(async () => {
    parcels = await startParcels();
  });
  afterEach(() => parcels.stop());

  it('publishes what it gave up before what came after it', async () => {
    const held = { reads: Promise.resolve(), renewals: Promise.resolve() };
    let reading = false;
    const query: Queryable['query'] = async (text, values) => {
      if (text.includes('outbox_relays')) await held.renewals;
      const rows = await parcels.db.query<never>(text, values);
      if (text.includes('outbox_batch') && rows.length > 0) {
        reading = true;
        await held.reads;
      }
      return rows;
    };
    const db: Database = { ...parcels.db, query };
    let blocked = true;
    const published: number[] = [];
    const amqp: Broker = {
      ...parcels.amqp,
      get blocked() {
        return blocked;
      },
      async openPublishing() {
        const channel = await parcels.amqp.openPublishing();
        const publish = channel.publish.bind(channel);
        channel.publish = (exchange, key, content, ...more) => {
          published.push((JSON.parse(content.toString()) as { aggregateversion: number }).aggregateversion);
          return publish(exchange, key, content, ...more);
        };
        return channel;
      },
    };
    const relay = createRelay({
      db,
      amqp,
      logger,
      metrics: createMetrics('parcels'),
      service: 'parcels',
      timing: quick,
    });
    relay.start();
    try {
      const parcel = newParcel();
      await parcels.move(parcel);
      await eventually(() => reading);

      // The second is read while the first waits and the lease runs out; then the lease is renewed, and the read comes back.
      const reads = Promise.withResolvers<void>();
      const renewals = Promise.withResolvers<void>();
      held.reads = reads.promise;
      reading = false;
      await parcels.move(parcel);
      await eventually(() => reading);
      held.renewals = renewals.promise;
      await delay(1_500);
      blocked = false;
      relay.wake();
      await delay(300);
      renewals.resolve();
      await delay(400);
      reads.resolve();
      await eventually(async () => (await parcels.outboxSize()) === 0);
      expect(published).to.deep.equal([1, 2]);
    } finally {
      await relay.stop();
    }
  });
});
