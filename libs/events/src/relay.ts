import { randomUUID } from 'node:crypto';
import type { Database } from '@oms/database';
import { type Logger, type Metrics, noTracing, type Tracing } from '@oms/telemetry';
import type { ConfirmChannel } from 'amqplib';
import type { Broker } from './broker.ts';
import { failpoint } from './failpoint.ts';
import { createLeases } from './leases.ts';
import { EVENTS_EXCHANGE, MAX_EVENT_BYTES, routingKeyOf } from './names.ts';
import { createOutageLog } from './outage-log.ts';
import { fetchBatch, forgetEvents, type OutboxEvent } from './outbox-store.ts';
import { createPublishQueue, type QueuedEvent } from './publish-queue.ts';
import { onRecorded, type Urgency } from './recorded-signal.ts';
import { relayMetrics } from './relay-metrics.ts';
import { beginPublish } from './spans.ts';
import { pause, settled } from './time-limit.ts';
import { declareExchanges } from './topology.ts';

export interface RelayOptions {
  db: Database;
  amqp: Broker;
  logger: Logger;
  metrics: Metrics;
  /** A span for each event that is published; none unless told. */
  tracing?: Tracing;
  /** Whose events these are: `orders` for `oms.orders.*`. The relay is woken when this process has recorded one. */
  service: string;
  timing?: Partial<RelayTiming>;
}

/** Milliseconds, but for the last. */
export interface RelayTiming {
  /** A partition whose relay has not renewed it for so long goes to another. */
  leaseTtl: number;
  leaseRenewal: number;
  /** Between two looks into the outbox for what no wake-up told of. */
  poll: number;
  /** For which events of low urgency wait for others to go with. */
  linger: number;
  /** A channel on which a confirm takes longer is replaced, and what it had in flight is published again. */
  confirmTimeout: number;
  /** Confirmed events are collected for so long, or until there are many, and then deleted in one statement. */
  forgetDelay: number;
  /** How long a stop waits for confirms. */
  stopTimeout: number;
  /** Events published and not confirmed, at the most. */
  window: number;
}

const defaultTiming: RelayTiming = {
  leaseTtl: 5_000,
  leaseRenewal: 1_500,
  poll: 750,
  linger: 250,
  confirmTimeout: 10_000,
  forgetDelay: 50,
  stopTimeout: 5_000,
  window: 200,
};

/** What one relay holds in memory, at the most (and a batch more). */
const MAX_EVENTS = 1_000;
/** So many confirmed events are deleted without delay: they take the room of others. */
const MANY_CONFIRMED = 100;
/** Milliseconds between two tries to delete them while a stop waits for that. */
const STOPPING_RETRY = 50;
const MAX_BYTES = 32 * 1024 * 1024;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface Relay {
  start(): void;
  /** Publishes nothing more, waits for confirms, hands its partitions over. */
  stop(): Promise<void>;
  /** Looks into the outbox now. */
  wake(): void;
}

/**
 * Publishes what the outbox holds, in the order of each aggregate, at least once, together with the relays of the other
 * replicas. See the lib's README for what is guaranteed.
 */
export function createRelay(options: RelayOptions): Relay {
  const { db, amqp, logger, metrics, tracing = noTracing, service, timing = {} } = options;
  const times = { ...defaultTiming, ...timing };
  const id = randomUUID();
  const leases = createLeases(db, id, times.leaseTtl);
  const queue = createPublishQueue();
  const figures = relayMetrics(metrics, db, amqp);
  const storeOutage = createOutageLog(logger, 'reading the outbox');
  const channelOutage = createOutageLog(logger, 'publishing events');
  const stopping = new AbortController();
  /** Partitions that may hold events not in the queue. */
  const due = new Set<number>();
  /** Partitions with new events of low urgency: they are due with the next, or once those have waited for long enough. */
  const lingering = new Set<number>();
  /** Partitions whose waiting events were given up since the fetch under way was asked for. */
  const dropped = new Set<number>();
  const confirmed: QueuedEvent[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let leaseLoop: Promise<void> = Promise.resolve();
  let channelReplaced = () => {};
  let stopped = false;
  let channel: ConfirmChannel | undefined;
  let fetching = false;
  let forgetting: Promise<void> | undefined;
  let forgetTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  let lingerTimer: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};

  const running = () => !stopping.signal.aborted;
  const room = () => (queue.bytes < MAX_BYTES ? MAX_EVENTS - queue.size : 0);

  function look(partitions: readonly number[]): void {
    for (const partition of partitions) due.add(partition);
    for (const partition of lingering) due.add(partition);
    lingering.clear();
    clearTimeout(lingerTimer);
    lingerTimer = undefined;
    void fetch();
  }

  function noteRecorded(partitions: readonly number[], urgency: Urgency): void {
    if (urgency === 'normal') {
      look(partitions);
      return;
    }
    for (const partition of partitions) lingering.add(partition);
    lingerTimer ??= setTimeout(() => look([]), times.linger);
  }

  async function fetch(): Promise<void> {
    if (fetching) return;
    fetching = true;
    try {
      while (running() && channel && due.size > 0 && room() > 0) {
        const fences = new Map<number, number>();
        for (const partition of due) {
          const fence = leases.fenceOf(partition);
          if (fence !== undefined) fences.set(partition, fence);
        }
        due.clear();
        if (fences.size === 0) return;
        await fetchFrom(fences);
        publishReady();
      }
    } finally {
      fetching = false;
    }
  }

  async function fetchFrom(fences: ReadonlyMap<number, number>): Promise<void> {
    const partitions = [...fences.keys()];
    const perPartition = Math.ceil(room() / partitions.length);
    let events: OutboxEvent[];
    dropped.clear();
    try {
      events = await fetchBatch(db, { partitions, known: queue.known(), perPartition, maxBytes: BATCH_BYTES });
      storeOutage.recovered();
    } catch (error) {
      // The next poll looks again.
      storeOutage.failed(error);
      return;
    }
    const counts = new Map<number, number>();
    let bytes = 0;
    for (const event of events) {
      const fence = fences.get(event.partition);
      counts.set(event.partition, (counts.get(event.partition) ?? 0) + 1);
      bytes += event.payload.length;
      // Lost meanwhile, or lost and won again: what was read may be out of date. Given up meanwhile, though it is ours still or
      // again: what was left out as known is known no more, and what follows it must not overtake it.
      const current = fence !== undefined && leases.fenceOf(event.partition) === fence;
      if (!current || dropped.has(event.partition)) due.add(event.partition);
      else queue.add({ ...event, fence });
    }
    const cut = bytes + MAX_EVENT_BYTES >= BATCH_BYTES;
    for (const partition of partitions) {
      if (cut || (counts.get(partition) ?? 0) >= perPartition) due.add(partition);
    }
  }

  function publishReady(): void {
    const current = channel;
    if (!current || amqp.blocked || !running()) return;
    while (queue.inFlight < times.window) {
      const event = queue.next(performance.now());
      if (!event) break;
      if (leases.fenceOf(event.partition) !== event.fence) {
        giveUp(event);
        continue;
      }
      try {
        publish(current, event);
      } catch (error) {
        replaceChannel(current, error);
        break;
      }
    }
    restUntilDue();
  }

  function publish(current: ConfirmChannel, event: QueuedEvent): void {
    const traced = beginPublish(tracing, event.payload);
    current.publish(
      EVENTS_EXCHANGE,
      routingKeyOf(event.type),
      Buffer.from(event.payload),
      {
        persistent: true,
        contentType: 'application/cloudevents+json',
        messageId: event.id,
        type: event.type,
        timestamp: Math.floor(Date.parse(event.createdAt) / 1000),
        appId: `oms-${service}`,
        headers: traced?.traceHeaders ?? {},
      },
      (error: unknown) => {
        if (error) traced?.span.fail('refused');
        traced?.span.end();
        if (!error) failpoint('relay.published');
        // A replaced channel's answers come too late: its events are waiting again.
        if (current !== channel) return;
        if (error) {
          queue.refuse(event.seq, performance.now());
          figures.refused();
          publishReady();
        } else onConfirm(event);
      },
    );
  }

  function onConfirm(event: QueuedEvent): void {
    const duration = queue.confirm(event.seq, performance.now());
    if (duration === undefined) return;
    figures.published();
    figures.confirmed(duration / 1000);
    confirmed.push({ ...event, payload: '' });
    scheduleForget();
    publishReady();
  }

  function drop(partition: number): void {
    dropped.add(partition);
    queue.drop(partition);
  }

  /** The partition is another relay's now, or was in between: what was read of it is read anew. */
  function giveUp(event: QueuedEvent): void {
    queue.forget(event.seq);
    drop(event.partition);
    if (leases.fenceOf(event.partition) !== undefined) due.add(event.partition);
  }

  function restUntilDue(): void {
    const next = queue.nextDue;
    clearTimeout(retryTimer);
    if (next !== undefined && running()) {
      retryTimer = setTimeout(publishReady, Math.max(1, next - performance.now()));
    }
  }

  function scheduleForget(): void {
    if (stopped || forgetting || confirmed.length === 0) return;
    if (confirmed.length >= MANY_CONFIRMED || !running()) forgetNow();
    else forgetTimer ??= setTimeout(forgetNow, times.forgetDelay);
  }

  function forgetNow(): void {
    clearTimeout(forgetTimer);
    forgetTimer = undefined;
    forgetting = forget().finally(() => {
      forgetting = undefined;
      scheduleForget();
    });
  }

  async function forget(): Promise<void> {
    const batch = confirmed.splice(0, MAX_EVENTS);
    failpoint('relay.confirmed');
    try {
      await forgetEvents(db, id, batch);
    } catch (error) {
      storeOutage.failed(error);
      confirmed.push(...batch);
      await pause(times.poll, stopping.signal);
      if (!running()) await new Promise((resolve) => setTimeout(resolve, STOPPING_RETRY));
      return;
    }
    for (const { seq } of batch) queue.forget(seq);
    if (due.size > 0) void fetch();
  }

  function replaceChannel(old: ConfirmChannel, error: unknown): void {
    if (channel !== old) return;
    channel = undefined;
    channelReplaced();
    queue.recall();
    if (running()) channelOutage.failed(error);
    // The broker may never answer; nothing waits for it.
    void close(old);
  }

  async function keepChannel(): Promise<void> {
    while (running()) {
      try {
        await declareExchanges(amqp, logger);
        const opened = await amqp.openPublishing();
        opened.on('error', (error) => replaceChannel(opened, error));
        opened.on('close', () => replaceChannel(opened, new Error('the channel was closed')));
        if (!running()) {
          await close(opened);
          return;
        }
        const replaced = new Promise<void>((resolve) => {
          channelReplaced = resolve;
        });
        channel = opened;
        channelOutage.recovered();
        look(leases.usable());
        publishReady();
        await replaced;
      } catch (error) {
        if (running()) channelOutage.failed(error);
      }
      await pause(200, stopping.signal);
    }
  }

  async function keepLeases(): Promise<void> {
    while (running()) {
      try {
        const { gained, lost } = await leases.update();
        storeOutage.recovered();
        for (const partition of lost) drop(partition);
        if (gained.length > 0) look(gained);
        await handOver();
      } catch (error) {
        storeOutage.failed(error);
      }
      const leaving = leases.leaving().length > 0;
      await pause(leaving || leases.wanting ? Math.min(300, times.leaseRenewal) : times.leaseRenewal, stopping.signal);
    }
  }

  /** Lets partitions go that are not ours to keep, once nothing of them is on its way. */
  async function handOver(): Promise<void> {
    const leaving = leases.leaving();
    for (const partition of leaving) drop(partition);
    const settledOnes = leaving.filter((partition) => !queue.unsettled(partition));
    if (settledOnes.length > 0) await leases.handOver(settledOnes);
  }

  function watchConfirms(): void {
    const now = performance.now();
    // A blocked broker answers nothing and loses nothing.
    if (amqp.blocked) queue.extend(now);
    const oldest = queue.oldestInFlight;
    if (channel && oldest !== undefined && now - oldest > times.confirmTimeout) {
      figures.timedOut();
      replaceChannel(channel, new Error(`no confirm within ${times.confirmTimeout} ms`));
    }
  }

  function poll(): void {
    look(leases.usable());
    publishReady();
  }

  return {
    start() {
      unsubscribe = onRecorded(`/oms/${service}`, noteRecorded);
      timers.add(setInterval(poll, times.poll));
      timers.add(setInterval(watchConfirms, Math.min(1_000, times.confirmTimeout / 4)));
      leaseLoop = keepLeases();
      void keepChannel();
    },
    wake: poll,
    async stop() {
      if (!running()) return;
      stopping.abort();
      unsubscribe();
      for (const timer of timers) clearInterval(timer);
      clearTimeout(retryTimer);
      clearTimeout(lingerTimer);
      scheduleForget();
      const deadline = performance.now() + times.stopTimeout;
      while ((queue.inFlight > 0 && channel) || confirmed.length > 0 || forgetting) {
        if (performance.now() > deadline) break;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      stopped = true;
      clearTimeout(forgetTimer);
      const last = channel;
      channel = undefined;
      channelReplaced();
      // A renewal still under way would take the partitions back.
      await settled([leaseLoop], times.stopTimeout);
      await settled([leases.retire(), ...(last ? [close(last)] : [])], times.stopTimeout);
    },
  };
}

/** Closing a channel that is closed already throws; one whose broker is away never ends. */
async function close(channel: ConfirmChannel): Promise<void> {
  try {
    await settled([channel.close()], 1_000);
  } catch {
    // Closed already.
  }
}
