import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@oms/database';
import { deadLetters, limitTo, on } from '@oms/events';
import { currentRequest } from '@oms/telemetry';
import { createTcpProxy, eventually, through } from '@oms/testing';
import { expect } from 'chai';
import {
  logger,
  newParcel,
  noteEffect,
  type ParcelService,
  parcelMoved,
  quickRetries,
  startParcels,
} from './parcels.ts';

const QUEUE = 'oms.parcels.effects';

describe('a consumer', () => {
  let parcels: ParcelService;
  beforeEach(async () => {
    parcels = await startParcels();
  });
  afterEach(() => parcels.stop());

  const steps = async (parcel?: string) => (await parcels.effects(parcel)).map(({ step }) => step);

  const envelope = (parcel: string, step: number, more: Record<string, unknown> = {}) => ({
    specversion: '1.0',
    id: newParcel(),
    source: '/oms/parcels',
    type: parcelMoved.type,
    subject: parcel,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregateversion: step,
    data: { step },
    ...more,
  });

  async function send(body: string | Buffer, options: { messageId?: string } = {}): Promise<void> {
    const channel = await parcels.amqp.openPublishing();
    channel.publish('oms.events', 'parcels.parcel.moved.v1', Buffer.from(body), options);
    await channel.waitForConfirms();
    await channel.close();
  }

  const consuming = async (consumer: { consuming: boolean }) => {
    await eventually(() => consumer.consuming);
  };

  it('handles an event that is delivered twice once', async () => {
    await parcels.startConsumer();
    const parcel = newParcel();
    const event = JSON.stringify(envelope(parcel, 1));
    await Promise.all([send(event), send(event), send(event)]);
    await send(JSON.stringify(envelope(parcel, 2)));
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1, 2]));
  });

  it('handles the events of one aggregate in turn and of different aggregates at the same time', async () => {
    let together = 0;
    let most = 0;
    const busy = new Set<string>();
    const overlaps: string[] = [];
    await parcels.startConsumer({
      handlers: [
        on(parcelMoved, async (event, tx) => {
          if (busy.has(event.subject)) overlaps.push(event.subject);
          busy.add(event.subject);
          together += 1;
          most = Math.max(most, together);
          await tx.query('SELECT pg_sleep(0.02)');
          await noteEffect(tx, event.subject, event.data.step);
          together -= 1;
          busy.delete(event.subject);
        }),
      ],
    });
    const [one, other] = [newParcel(), newParcel()];
    for (const step of [1, 2, 3, 4]) {
      await send(JSON.stringify(envelope(one, step)));
      await send(JSON.stringify(envelope(other, step)));
    }
    await eventually(async () => (await steps()).length === 8);
    expect(overlaps).to.deep.equal([]);
    expect(await steps(one)).to.deep.equal([1, 2, 3, 4]);
    expect(most).to.equal(2);
  });

  it('handles no more at the same time than the limit that it shares with others lets it', async () => {
    let underWay = 0;
    let most = 0;
    const handler = on(parcelMoved, async (event, tx) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await delay(20);
      await noteEffect(tx, event.subject, event.data.step);
      underWay -= 1;
    });
    const limit = limitTo(3);
    const consumers = ['effects', 'others'].map((purpose) =>
      parcels.consumer({ purpose, limit, handlers: [handler], retryDelaysMs: [] }),
    );
    for (const consumer of consumers) await consuming(consumer);
    const moved = Array.from({ length: 8 }, newParcel);
    for (const parcel of moved) await send(JSON.stringify(envelope(parcel, 1)));
    await eventually(async () => (await steps()).length === 2 * moved.length);
    expect(most).to.equal(3);
  });

  it('parks what can never be handled at once, with the reason', async () => {
    await parcels.startConsumer();
    const parcel = newParcel();
    await send('{"half":');
    await send('{"not":"an event"}');
    await send(JSON.stringify(envelope(parcel, 1, { type: 'oms.parcels.parcel.exploded.v1' })));
    await send(JSON.stringify(envelope(parcel, 1, { data: { step: 'one' } })));
    await send(JSON.stringify(envelope(parcel, 1, { data: { step: 1, note: 'x'.repeat(300_000) } })));
    await send(JSON.stringify(envelope(parcel, 7)));
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([7]));
    const parked = deadLetters(parcels.amqp, QUEUE);
    const letters = await eventually(async () => {
      const list = await parked.list();
      expect(list).to.have.length(5);
      return list;
    });
    expect(letters.map(({ reason }) => reason)).to.have.members([
      'not_json',
      'not_an_event',
      'unknown_type',
      'schema_mismatch',
      'too_large',
    ]);
    for (const letter of letters) expect(letter.error).to.be.a('string').and.not.equal('');
  });

  it('tries a failing event again after each delay, then parks it; others are not held up', async () => {
    const attempts: number[] = [];
    const begun = performance.now();
    await parcels.startConsumer({
      handlers: [
        on(parcelMoved, async (event, tx) => {
          await noteEffect(tx, event.subject, event.data.step);
          if (event.data.step !== 1) return;
          attempts.push(performance.now() - begun);
          throw new Error('the scales are broken');
        }),
      ],
    });
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)), { messageId: 'the-event' });
    await send(JSON.stringify(envelope(parcel, 2)));
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([2]));
    const parked = deadLetters(parcels.amqp, QUEUE);
    const letter = await eventually(async () => (await parked.show('the-event')) ?? false);
    expect(attempts).to.have.length(1 + quickRetries.length);
    for (const [index, delay] of quickRetries.entries()) {
      expect((attempts[index + 1] ?? 0) - (attempts[index] ?? 0)).to.be.greaterThan(delay * 0.9);
    }
    expect(letter).to.include({ reason: 'failed', error: 'Error: the scales are broken' });
    expect(await steps(parcel)).to.deep.equal([2]);
  });

  it('recovers by a retry, once', async () => {
    let failures = 2;
    await parcels.startConsumer({
      handlers: [
        on(parcelMoved, async (event, tx) => {
          await noteEffect(tx, event.subject, event.data.step);
          if (failures > 0) {
            failures -= 1;
            throw new Error('not yet');
          }
        }),
      ],
    });
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)));
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
    expect(failures).to.equal(0);
    expect(await deadLetters(parcels.amqp, QUEUE).list()).to.deep.equal([]);
  });

  it('handles an event within the request and the trace that caused it', async () => {
    let seen: ReturnType<typeof currentRequest>;
    await parcels.startConsumer({
      handlers: [
        on(parcelMoved, async () => {
          seen = currentRequest();
        }),
      ],
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await send(JSON.stringify(envelope(newParcel(), 1, { traceparent, requestid: 'request-9' })));
    await eventually(() => seen !== undefined);
    expect(seen?.requestId).to.equal('request-9');
    // Nobody keeps a span here: what the handler causes has the parent that the event has.
    expect(seen?.traceparent).to.equal(traceparent);
  });

  it('runs what was left for after the commit only when there was one', async () => {
    const told: number[] = [];
    await parcels.startConsumer({
      retryDelaysMs: [],
      handlers: [
        on(parcelMoved, async (event, tx) => {
          tx.afterCommit(() => told.push(event.data.step));
          await noteEffect(tx, event.subject, event.data.step);
          if (event.data.step === 1) throw new Error('no');
        }),
      ],
    });
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)));
    await send(JSON.stringify(envelope(parcel, 2)));
    await eventually(() => told.length > 0);
    expect(told).to.deep.equal([2]);
  });

  it('lets its handlers finish when it is stopped, and leaves the rest in the queue', async () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const consumer = await parcels.startConsumer({
      handlers: [
        on(parcelMoved, async (event, tx) => {
          begin();
          await finished;
          await noteEffect(tx, event.subject, event.data.step);
        }),
      ],
    });
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)));
    await send(JSON.stringify(envelope(parcel, 2)));
    await begun;
    const stopped = consumer.stop();
    finish();
    await stopped;
    expect(await steps(parcel)).to.deep.equal([1]);
    parcels.consumer();
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1, 2]));
  });

  it('gives up waiting for a handler that hangs when it is stopped; the event comes again', async () => {
    let hung = false;
    const consumer = await parcels.startConsumer({
      stopTimeoutMs: 100,
      handlers: [
        on(parcelMoved, () => {
          hung = true;
          return new Promise<void>((_, reject) => setTimeout(() => reject(new Error('hung')), 400));
        }),
      ],
    });
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)));
    await eventually(() => hung);
    await consumer.stop();
    parcels.consumer();
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
  });

  it('waits for a broker that is down at start, and comes back after its connections were cut', async () => {
    const proxy = await createTcpProxy(parcels.testBroker.url);
    try {
      proxy.cut();
      const amqp = parcels.connect(through(proxy, parcels.testBroker.url));
      const consumer = parcels.consumer({ amqp });
      const parcel = newParcel();
      await parcels.move(parcel);
      expect(amqp.ready).to.equal(false);
      expect(consumer.consuming).to.equal(false);
      proxy.restore();
      await consuming(consumer);
      await eventually(() => amqp.ready);
      parcels.relay();
      await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));

      proxy.cut();
      await eventually(() => !consumer.consuming && !amqp.ready);
      await parcels.move(parcel);
      proxy.restore();
      await eventually(async () => expect(await steps(parcel)).to.deep.equal([1, 2]));
    } finally {
      await proxy.close();
    }
  });

  it('holds its events back while the database is away, without using up their retries', async () => {
    const proxy = await createTcpProxy(parcels.database.url('parcels'));
    const db = createDatabase({
      url: through(proxy, parcels.database.url('parcels')),
      applicationName: 'parcels',
      poolMax: 5,
      logger,
    });
    try {
      const consumer = parcels.consumer({ db, retryDelaysMs: [] });
      await consuming(consumer);
      proxy.cut();
      const parcel = newParcel();
      for (const step of [1, 2, 3]) await send(JSON.stringify(envelope(parcel, step)));
      await eventually(() => !consumer.consuming);
      proxy.restore();
      await eventually(async () => expect((await steps(parcel)).sort()).to.deep.equal([1, 2, 3]));
      expect(await deadLetters(parcels.amqp, QUEUE).list()).to.deep.equal([]);
      await consumer.stop();
    } finally {
      await db.close();
      await proxy.close();
    }
  });

  it('outlives a database that goes away under the events of many aggregates at once', async () => {
    const proxy = await createTcpProxy(parcels.database.url('parcels'));
    const db = createDatabase({
      url: through(proxy, parcels.database.url('parcels')),
      applicationName: 'parcels',
      poolMax: 20,
      logger,
    });
    try {
      let begun = 0;
      const gone = Promise.withResolvers<void>();
      const handler = on(parcelMoved, async (event, tx) => {
        begun += 1;
        await gone.promise;
        await noteEffect(tx, event.subject, event.data.step);
      });
      const consumer = parcels.consumer({ db, retryDelaysMs: [], handlers: [handler] });
      await consuming(consumer);
      const moved = Array.from({ length: 20 }, newParcel);
      for (const parcel of moved) await send(JSON.stringify(envelope(parcel, 1)));
      await eventually(() => begun === moved.length);
      proxy.cut();
      gone.resolve();
      await eventually(() => !consumer.consuming);
      proxy.restore();
      await eventually(async () => expect(await steps()).to.have.length(moved.length));
      expect(await deadLetters(parcels.amqp, QUEUE).list()).to.deep.equal([]);
      await consumer.stop();
    } finally {
      await db.close();
      await proxy.close();
    }
  });

  it('declares its queue anew when it is deleted under it', async () => {
    const consumer = parcels.consumer();
    await consuming(consumer);
    const channel = await parcels.amqp.openConsuming();
    await channel.deleteQueue(QUEUE);
    await eventually(() => !consumer.consuming);
    await consuming(consumer);
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)));
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
  });

  it('uses a queue that exists with other arguments as it is', async () => {
    const channel = await parcels.amqp.openConsuming();
    await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await parcels.startConsumer();
    const parcel = newParcel();
    await send(JSON.stringify(envelope(parcel, 1)));
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
  });

  it('refuses two handlers of one type', () => {
    const handler = on(parcelMoved, async () => {});
    expect(() => parcels.consumer({ handlers: [handler, handler] })).to.throw(RangeError, 'two handlers');
  });

  it('deletes from the inbox what is older than its retention, a batch at a time', async () => {
    const { sweepInbox } = await import('../src/inbox-store.ts');
    await parcels.db.query(
      `INSERT INTO inbox (consumer, event_id, handled_at)
       SELECT 'parcels.effects', gen_random_uuid(), now() - n * interval '1 day' FROM generate_series(0, 9) AS n`,
    );
    expect(await sweepInbox(parcels.db, 6.5, 2)).to.equal(2);
    expect(await sweepInbox(parcels.db, 6.5, 2)).to.equal(1);
    expect(await sweepInbox(parcels.db, 6.5, 2)).to.equal(0);
    const [left] = await parcels.db.query<{ count: number }>('SELECT count(*) FROM inbox');
    expect(left?.count).to.equal(7);
  });
});
