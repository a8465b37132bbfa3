import type { Database } from '@oms/database';
import { createRelay, record, recordAll } from '@oms/events';
import { createMetrics, runWithRequest } from '@oms/telemetry';
import { createTcpProxy, eventually, through } from '@oms/testing';
import { expect } from 'chai';
import { logger, newParcel, type ParcelService, parcelMoved, quick, startParcels } from './parcels.ts';

describe('the outbox and its relay', () => {
  let parcels: ParcelService;
  beforeEach(async () => {
    parcels = await startParcels();
  });
  afterEach(() => parcels.stop());

  const steps = async (parcel?: string) => (await parcels.effects(parcel)).map(({ step }) => step);
  /** The database, and `told` of each statement with `part` in it. */
  const listening = (part: string, told: () => void): Database => ({
    ...parcels.db,
    query: (text, values) => {
      if (text.includes(part)) told();
      return parcels.db.query(text, values);
    },
  });
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('brings a committed event to its consumer once, and empties the outbox', async () => {
    await parcels.startConsumer();
    parcels.relay();
    const parcel = newParcel();
    await parcels.move(parcel);
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
    await eventually(async () => (await parcels.outboxSize()) === 0);
  });

  it('publishes nothing of a transaction that is rolled back', async () => {
    await parcels.startConsumer();
    parcels.relay();
    const parcel = newParcel();
    const failed = parcels.move(parcel, { before: () => Promise.reject(new Error('changed my mind')) });
    await failed.then(
      () => expect.fail('the transaction should fail'),
      (error: Error) => expect(error.message).to.equal('changed my mind'),
    );
    expect(await parcels.outboxSize()).to.equal(0);
    const other = newParcel();
    await parcels.move(other);
    await eventually(async () => expect(await steps(other)).to.deep.equal([1]));
    expect(await steps()).to.deep.equal([1]);
  });

  it('refuses data that does not match the schema, and an event over 256 KiB, when it is recorded', async () => {
    const parcel = newParcel();
    const bad = (data: { step: number; note?: string }) =>
      parcels.db
        .transaction((tx) => record(tx, { event: parcelMoved, aggregateId: parcel, aggregateVersion: 1, data }))
        .then(
          () => expect.fail('should be refused'),
          (error: Error) => error,
        );
    expect((await bad({ step: 0 })).name).to.equal('ZodError');
    expect((await bad({ step: 1, note: 'x'.repeat(256 * 1024) })).message).to.match(
      /has \d+ bytes, an event at most 262144/,
    );
    expect(await parcels.outboxSize()).to.equal(0);
  });

  it('records an event among the statements that a transaction ends with', async () => {
    const parcel = newParcel();
    const event = { event: parcelMoved, aggregateId: parcel, aggregateVersion: 1, data: { step: 1 } };
    await parcels.db.transaction(async (tx) => tx.endWith(() => [record(tx, event)]));
    expect(await parcels.outboxSize()).to.equal(1);
  });

  it('records several events in one statement, in order, with the request that caused them', async () => {
    const parcel = newParcel();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const occurrence = (step: number) => ({
      event: parcelMoved,
      aggregateId: parcel,
      aggregateVersion: step,
      data: { step },
    });
    const ids = await runWithRequest({ requestId: 'request-1', traceparent }, () =>
      parcels.db.transaction((tx) => recordAll(tx, [occurrence(1), occurrence(2), occurrence(3)])),
    );
    const rows = await parcels.db.query<{ id: string; payload: string }>('SELECT id, payload FROM outbox ORDER BY seq');
    expect(rows.map(({ id }) => id)).to.deep.equal(ids);
    expect(JSON.parse(rows[0]?.payload ?? '')).to.deep.include({
      specversion: '1.0',
      id: ids[0],
      source: '/oms/parcels',
      type: 'oms.parcels.parcel.moved.v1',
      subject: parcel,
      datacontenttype: 'application/json',
      aggregateversion: 1,
      traceparent,
      requestid: 'request-1',
      data: { step: 1 },
    });
  });

  it('keeps the order of each aggregate with several relays while transactions commit slowly', async () => {
    await parcels.startConsumer();
    for (let count = 0; count < 3; count += 1) parcels.relay({}, parcels.connect());
    const moved = Array.from({ length: 8 }, newParcel);
    const slowly = async (tx: { query(text: string, values: unknown[]): Promise<unknown> }) => {
      await tx.query('SELECT pg_sleep($1)', [Math.random() * 0.02]);
    };
    await Promise.all(
      moved.map(async (parcel) => {
        for (const _ of upTo(25)) await parcels.move(parcel, { before: slowly });
      }),
    );
    for (const parcel of moved) {
      await eventually(async () => expect(await steps(parcel)).to.deep.equal(upTo(25)));
    }
  });

  it('lets events of low urgency wait for one that is urgent, or for a while, and then publishes them together', async () => {
    let reads = 0;
    const db = listening('outbox_batch', () => {
      reads += 1;
    });
    const { amqp } = parcels;
    const started = (linger: number) => {
      const timing = { ...quick, poll: 60_000, leaseRenewal: 60_000, leaseTtl: 120_000, linger };
      const relay = createRelay({ db, amqp, logger, metrics: createMetrics('parcels'), service: 'parcels', timing });
      relay.start();
      return relay;
    };
    const arrive = async (moved: readonly string[]) => {
      for (const parcel of moved) await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
      await eventually(async () => (await parcels.outboxSize()) === 0);
    };
    const moveUnhurriedly = async () => {
      const moved = Array.from({ length: 5 }, newParcel);
      for (const parcel of moved) await parcels.move(parcel, { urgency: 'low' });
      return moved;
    };
    await parcels.startConsumer();
    for (const linger of [60_000, 500]) {
      const relay = started(linger);
      try {
        const urgent = [newParcel(), newParcel()] as const;
        await parcels.move(urgent[0]);
        await arrive([urgent[0]]);
        const before = reads;
        const unhurried = await moveUnhurriedly();
        if (linger > 1_000) {
          expect(reads).to.equal(before);
          expect(await parcels.outboxSize()).to.equal(5);
          // One that is urgent makes all of its transaction urgent.
          await parcels.db.transaction((tx) =>
            recordAll(tx, [
              { event: parcelMoved, aggregateId: newParcel(), aggregateVersion: 1, data: { step: 1 }, urgency: 'low' },
              { event: parcelMoved, aggregateId: urgent[1], aggregateVersion: 1, data: { step: 1 } },
            ]),
          );
          await arrive([urgent[1]]);
        }
        await arrive(unhurried);
        expect(reads - before).to.be.within(1, 2);
      } finally {
        await relay.stop();
      }
    }
  });

  it('finds an event that commits after a later one', async () => {
    await parcels.startConsumer();
    parcels.relay();
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const late = newParcel();
    let recorded = () => {};
    const isRecorded = new Promise<void>((resolve) => {
      recorded = resolve;
    });
    const slow = parcels.move(late, {
      before: () => {
        recorded();
        return held;
      },
    });
    await isRecorded;
    const early = newParcel();
    await parcels.move(early);
    await eventually(async () => (await steps(early)).length === 1);
    commit();
    await slow;
    await eventually(async () => (await steps(late)).length === 1);
  });

  it('hands the partitions of a relay that stops to the others, and shares them out again', async () => {
    const first = parcels.relay();
    const owners = () =>
      parcels.db.query<{ owner: string; held: number }>(
        'SELECT owner, count(*) AS held FROM outbox_leases WHERE owner IS NOT NULL GROUP BY owner ORDER BY owner',
      );
    await eventually(async () => expect((await owners()).map(({ held }) => held)).to.deep.equal([32]));
    parcels.relay();
    await eventually(async () => expect((await owners()).map(({ held }) => held)).to.deep.equal([16, 16]));
    await first.stop();
    await eventually(async () => expect((await owners()).map(({ held }) => held)).to.deep.equal([32]));
  });

  it('takes over the partitions of a relay that died, once their leases have run out', async () => {
    await parcels.db.query(
      `UPDATE outbox_leases SET owner = gen_random_uuid(), fence = 7, expires_at = now() + interval '600 milliseconds'`,
    );
    const parcel = newParcel();
    await parcels.move(parcel);
    await parcels.startConsumer();
    parcels.relay();
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
    const [lease] = await parcels.db.query<{ fence: number }>('SELECT min(fence) AS fence FROM outbox_leases');
    expect(lease?.fence).to.equal(8);
  });

  it('deletes nothing under a lease that it has lost', async () => {
    const parcel = newParcel();
    await parcels.move(parcel);
    const [row] = await parcels.db.query<{ partition: number; seq: number }>('SELECT partition, seq FROM outbox');
    const owner = newParcel();
    await parcels.db.query('UPDATE outbox_leases SET owner = $1, fence = 5', [owner]);
    const forget = (relay: string, fence: number) =>
      parcels.db.query('SELECT outbox_forget($1, $2::smallint[], $3::bigint[], $4::bigint[])', [
        relay,
        [row?.partition],
        [row?.seq],
        [fence],
      ]);
    await forget(owner, 4);
    await forget(newParcel(), 5);
    expect(await parcels.outboxSize()).to.equal(1);
    await forget(owner, 5);
    expect(await parcels.outboxSize()).to.equal(0);
  });

  it('tries now and then to delete what was published while it stops, and no longer than it may', async () => {
    let tries = 0;
    const db = listening('outbox_forget', () => {
      tries += 1;
    });
    const { amqp } = parcels;
    const timing = { ...quick, stopTimeout: 400 };
    const relay = createRelay({ db, amqp, logger, metrics: createMetrics('parcels'), service: 'parcels', timing });
    try {
      relay.start();
      await parcels.db.query('ALTER FUNCTION outbox_forget RENAME TO outbox_remember');
      await parcels.move(newParcel());
      await eventually(() => tries > 0);
      tries = 0;
    } finally {
      await relay.stop();
    }
    expect(tries).to.be.within(2, 10);
  });

  it('publishes again what died between publishing and deleting; its effect comes once', async () => {
    const parcel = newParcel();
    await parcels.move(parcel);
    const [before] = await parcels.db.query<{ count: number }>('SELECT count(*) FROM outbox');
    expect(before?.count).to.equal(1);
    const rows = await parcels.db.query<{ id: string; partition: number; aggregate_id: string; payload: string }>(
      'SELECT id, partition, aggregate_id, payload FROM outbox',
    );
    await parcels.startConsumer();
    parcels.relay();
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
    await eventually(async () => (await parcels.outboxSize()) === 0);
    // As a relay leaves it that was killed before it could delete.
    await parcels.db.query(
      `INSERT INTO outbox (id, partition, aggregate, aggregate_id, type, payload) VALUES ($1, $2, 'parcel', $3, $4, $5)`,
      [rows[0]?.id, rows[0]?.partition, rows[0]?.aggregate_id, parcelMoved.type, rows[0]?.payload],
    );
    await eventually(async () => (await parcels.outboxSize()) === 0);
    await parcels.move(parcel);
    await eventually(async () => expect(await steps(parcel)).to.deep.equal([1, 2]));
  });

  it('goes on after cut connections in the middle of a backlog, in order and without a loss', async () => {
    const proxy = await createTcpProxy(parcels.testBroker.url);
    try {
      const moved = Array.from({ length: 10 }, newParcel);
      for (const parcel of moved) for (const _ of upTo(30)) await parcels.move(parcel);
      await parcels.startConsumer();
      parcels.relay({ window: 20 }, parcels.connect(through(proxy, parcels.testBroker.url)));
      for (const left of [250, 150, 50]) {
        await eventually(async () => (await parcels.outboxSize()) < left, { timeoutMs: 10_000, intervalMs: 2 });
        proxy.cut();
        proxy.restore();
      }
      for (const parcel of moved) {
        await eventually(async () => expect(await steps(parcel)).to.deep.equal(upTo(30)));
      }
      await eventually(async () => (await parcels.outboxSize()) === 0);
    } finally {
      await proxy.close();
    }
  });

  it('replaces a channel whose confirms never come and publishes again', async () => {
    const proxy = await createTcpProxy(parcels.testBroker.url);
    try {
      const broker = parcels.connect(through(proxy, parcels.testBroker.url));
      const metrics = createMetrics('parcels');
      await parcels.startConsumer();
      parcels.relay({ confirmTimeout: 400 }, broker, metrics);
      const first = newParcel();
      await parcels.move(first);
      await eventually(async () => (await parcels.outboxSize()) === 0);
      proxy.stallAnswers();
      const parcel = newParcel();
      await parcels.move(parcel);
      await parcels.move(parcel);
      // Only the first is on its way: its successor waits for the confirm that does not come.
      await eventually(async () => expect(await steps(parcel)).to.deep.equal([1]));
      await eventually(async () => expect(await metrics.registry.metrics()).to.match(timedOutOnce));
      expect(await steps(parcel)).to.deep.equal([1]);
      expect(await parcels.outboxSize()).to.equal(2);
      proxy.restore();
      await eventually(async () => expect(await steps(parcel)).to.deep.equal([1, 2]));
      await eventually(async () => (await parcels.outboxSize()) === 0);
    } finally {
      await proxy.close();
    }
  });

  it('keeps refused events in the outbox, in order, until the broker takes them', async () => {
    const channel = await parcels.amqp.openConsuming();
    const parcel = newParcel();
    parcels.relay();
    await eventually(() => channel.assertQueue('oms.full', fullQueue).then(() => true));
    await channel.assertExchange('oms.events', 'topic', { durable: true, alternateExchange: 'oms.unrouted' });
    await channel.bindQueue('oms.full', 'oms.events', 'parcels.#');
    for (const _ of upTo(6)) await parcels.move(parcel);
    await eventually(async () => expect(await parcels.outboxSize()).to.be.greaterThan(0));
    const received: number[] = [];
    await eventually(async () => {
      const message = await channel.get('oms.full', { noAck: true });
      if (message)
        received.push((JSON.parse(message.content.toString()) as { aggregateversion: number }).aggregateversion);
      // A refused message may have reached some other queue: then it comes twice.
      expect([...new Set(received)]).to.deep.equal(upTo(6));
    });
    await eventually(async () => (await parcels.outboxSize()) === 0);
  });

  it('does not lose the events that nobody is bound for', async () => {
    parcels.relay();
    await parcels.move(newParcel());
    await eventually(async () => (await parcels.outboxSize()) === 0);
    const channel = await parcels.amqp.openConsuming();
    const message = await eventually(() => channel.get('oms.unrouted', { noAck: true }));
    expect(message ? message.properties.type : undefined).to.equal('oms.parcels.parcel.moved.v1');
  });
});

const timedOutOnce = /^outbox_confirm_timeouts_total\{.*\} 1$/m;

const fullQueue = {
  durable: true,
  arguments: { 'x-queue-type': 'quorum', 'x-max-length': 2, 'x-overflow': 'reject-publish' },
};
