import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Broker, record, recordAll } from '@oms/events';
import { parcelMoved, startParcels } from '../test/parcels.ts';

/**
 * How fast the relay is, against the servers that OMS_TEST_* name: the time from a commit to its confirm at a steady rate,
 * and the events a second out of a backlog. `node bench/relay.ts --rate 200 --seconds 10 --backlog 20000`
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    backlog: { type: 'string', default: '20000' },
  },
});
const rate = Number(values.rate);
const events = rate * Number(values.seconds);
const backlog = Number(values.backlog);

const confirmedAt = new Map<string, number>();

/** The same broker, noting when each message was confirmed. */
const watched = (broker: Broker): Broker => ({
  get ready() {
    return broker.ready;
  },
  get blocked() {
    return broker.blocked;
  },
  whenReady: () => broker.whenReady(),
  openConsuming: () => broker.openConsuming(),
  close: () => broker.close(),
  async openPublishing() {
    const channel = await broker.openPublishing();
    const publish = channel.publish.bind(channel);
    channel.publish = (exchange, key, content, options, callback) =>
      publish(exchange, key, content, options, (error, ok) => {
        if (!error) confirmedAt.set(options?.messageId ?? '', performance.now());
        callback?.(error, ok);
      });
    return channel;
  },
});

const parcels = await startParcels();
try {
  const channel = await parcels.amqp.openConsuming();
  await channel.assertExchange('oms.events', 'topic', { durable: true, alternateExchange: 'oms.unrouted' });
  await channel.assertQueue('oms.bench.all', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue('oms.bench.all', 'oms.events', '#');
  await channel.consume('oms.bench.all', () => undefined, { noAck: true });
  const quiet = { leaseTtl: 5_000, leaseRenewal: 1_500, poll: 750 };
  const relay = parcels.relay(quiet, watched(parcels.amqp));
  await waitFor(async () => (await parcels.db.query('SELECT 1 FROM outbox_leases WHERE owner IS NULL')).length === 0);

  const committedAt = new Map<string, number>();
  const one = async () => {
    const id = await parcels.db.transaction((tx) =>
      record(tx, { event: parcelMoved, aggregateId: randomUUID(), aggregateVersion: 1, data: { step: 1 } }),
    );
    committedAt.set(id, performance.now());
  };
  const begun = performance.now();
  const writes: Promise<void>[] = [];
  for (let index = 0; index < events; index += 1) {
    writes.push(one());
    const due = begun + ((index + 1) * 1000) / rate;
    if (due > performance.now()) await delay(due - performance.now());
  }
  await Promise.all(writes);
  await waitFor(async () => (await parcels.outboxSize()) === 0);
  // The confirm may come before the writer has heard of its own commit.
  const took = [...committedAt]
    .map(([id, at]) => Math.max(0, (confirmedAt.get(id) ?? Number.NaN) - at))
    .sort((a, b) => a - b);
  const percentile = (share: number) => (took[Math.ceil(took.length * share) - 1] ?? 0).toFixed(1);
  console.log(
    `commit to confirm at ${rate} events/s: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, longest ${percentile(1)} ms`,
  );

  await relay.stop();
  for (let written = 0; written < backlog; written += 500) {
    const occurrences = Array.from({ length: 500 }, () => ({
      event: parcelMoved,
      aggregateId: randomUUID(),
      aggregateVersion: 1,
      data: { step: 1 },
    }));
    await parcels.db.transaction((tx) => recordAll(tx, occurrences));
  }
  const full = await tableMebibytes();
  const from = performance.now();
  const before = process.cpuUsage();
  let mostResident = 0;
  const watching = setInterval(() => {
    mostResident = Math.max(mostResident, process.memoryUsage().rss);
  }, 250);
  parcels.relay(quiet);
  await waitFor(async () => (await parcels.db.query('SELECT 1 FROM outbox LIMIT 1')).length === 0);
  clearInterval(watching);
  const seconds = (performance.now() - from) / 1000;
  const cpu = process.cpuUsage(before);
  console.log(
    `backlog of ${backlog}: ${Math.round(backlog / seconds)} events/s, ${Math.round(((cpu.user + cpu.system) / 1000 / backlog) * 1000)} µs of processor time an event, ${Math.round(mostResident / 1048576)} MiB resident at the most, table of ${full} MiB when full and ${await tableMebibytes()} MiB when empty`,
  );
} finally {
  await parcels.stop();
}

async function tableMebibytes(): Promise<number> {
  const [row] = await parcels.db.query<{ bytes: number }>(`SELECT pg_total_relation_size('outbox') AS bytes`);
  return Math.round((row?.bytes ?? 0) / 1048576);
}

async function waitFor(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await delay(20);
}
