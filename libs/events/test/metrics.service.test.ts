import { createRelay, on } from '@oms/events';
import { createMetrics, type Metrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { logger, newParcel, type ParcelService, parcelMoved, startParcels } from './parcels.ts';

describe('the metrics of events', () => {
  let parcels: ParcelService;
  let metrics: Metrics;
  beforeEach(async () => {
    parcels = await startParcels();
    metrics = createMetrics('parcels');
  });
  afterEach(() => parcels.stop());

  /** The value of a sample as it is scraped; undefined where there is none. */
  async function scraped(sample: string): Promise<number | undefined> {
    const lines = (await metrics.registry.metrics()).split('\n');
    const line = lines.find((each) => each.startsWith(`${sample}{`) || each.startsWith(`${sample} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }

  it('say from the first scrape on how many events wait to be published, and for how long', async () => {
    const { db, amqp } = parcels;
    createRelay({ db, amqp, logger, metrics, service: 'parcels' });
    await parcels.move(newParcel());
    await parcels.move(newParcel());
    await db.query(`UPDATE outbox SET created_at = now() - interval '90 seconds'`);
    const text = await metrics.registry.metrics();
    expect(text).to.match(/^outbox_events\{.*\} 2$/m);
    expect(Number(/^outbox_oldest_event_age_seconds\{.*\} (.*)$/m.exec(text)?.[1])).to.be.within(90, 100);
    await db.query('DELETE FROM outbox');
    expect([await scraped('outbox_events'), await scraped('outbox_oldest_event_age_seconds')]).to.deep.equal([0, 0]);
  });

  it('say how many messages wait for a consumer and how many it has parked, and nothing once the broker is away', async () => {
    const queue = 'oms.parcels.effects';
    const held = Promise.withResolvers<void>();
    await parcels.startConsumer({
      metrics,
      prefetch: 1,
      handlers: [
        on(parcelMoved, async () => {
          await held.promise;
        }),
      ],
    });
    const channel = await parcels.amqp.openPublishing();
    channel.publish('oms.events', 'parcels.parcel.moved.v1', Buffer.from('no JSON'));
    await eventually(async () => expect(await scraped('consumer_parked_messages')).to.equal(1));
    parcels.relay({}, parcels.amqp, metrics);
    for (let count = 0; count < 3; count += 1) await parcels.move(newParcel());
    await eventually(async () => expect(await scraped('consumer_queue_messages')).to.equal(2));
    expect(await metrics.registry.metrics()).to.contain(
      `consumer_parked_messages{queue="${queue}",service="parcels"} 1`,
    );
    expect(await scraped('events_unrouted_messages')).to.equal(0);
    held.resolve();
    await eventually(async () => expect(await scraped('consumer_queue_messages')).to.equal(0));
    await parcels.amqp.close();
    expect(await scraped('consumer_queue_messages')).to.equal(undefined);
    expect(await scraped('consumer_parked_messages')).to.equal(undefined);
  });
});
