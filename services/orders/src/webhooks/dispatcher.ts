import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from '@oms/chassis';
import { type Database, isConnectionError } from '@oms/database';
import type { PersonKeys, SealingKey } from '@oms/security';
import { type Logger, type Metrics, noTracing, runInSpan, type Span, type Tracing } from '@oms/telemetry';
import { onFeedAdvanced } from '../timeline/feed.ts';
import { conclude } from './conclude.ts';
import { deliverySpan, noteAttempt } from './delivery-span.ts';
import { deleteOldDeliveries, deleteRemovedDeliveries } from './delivery-store.ts';
import { dispatcherMetrics } from './dispatcher-metrics.ts';
import { fanOut } from './fan-out.ts';
import { payloadOf } from './payload.ts';
import { type ClaimedDelivery, type Conclusion, claimDeliveries, reclaimLost, skipInactive } from './queue-store.ts';
import type { Attempt, Sender } from './send.ts';
import { settle } from './settle.ts';
import { openSecret, signatureHeaders } from './signing.ts';

export interface DispatcherOptions {
  db: Database;
  sender: Sender;
  personKeys: PersonKeys;
  /** Opens the secrets of subscriptions. */
  keyEncryptionKey: SealingKey;
  /** Requests under way at the same time, at the most. */
  concurrency: number;
  logger: Logger;
  metrics: Metrics;
  /** A span for each attempt; none unless told. */
  tracing?: Tracing;
  /** Milliseconds between looks at the feed and the queue when nothing wakes it. */
  pollMs?: number;
  /** Milliseconds for which a claim holds: more than a request may take, with what is to be read and written around it. */
  leaseMs: number;
  /** Milliseconds that requests under way may still take once the service stops. */
  stopPatienceMs?: number;
}

export interface Dispatcher extends Worker {
  /** Look at the queue now. */
  wake(): void;
}

/** Requests to one host at a time. */
const perHost = 2;

/** Days for which a delivery that is over can be seen and sent again. */
const keptDays = 30;

const tidyingBatch = 1_000;

const recordPauseMs = 200;
const recordPatienceMs = 10_000;

const unsent: Attempt = { statusCode: null, error: null, durationMs: 0, excerpt: null, retryAfter: null };

/**
 * Sends webhooks. What the feed has gained becomes deliveries; each of them is claimed for a time, sent outside any transaction, and
 * what became of it recorded; a process that dies leaves claims that run out, and their deliveries are sent again.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, sender, personKeys, keyEncryptionKey, concurrency, leaseMs, logger, pollMs = 1_000 } = options;
  const { stopPatienceMs = 8_000, tracing = noTracing } = options;
  const metrics = dispatcherMetrics(options.metrics, db);
  const owner = randomUUID();
  const cutOff = new AbortController();
  const underWay = new Map<string, { host: string; work: Promise<void> }>();
  let wakeUp = (): void => undefined;
  let woken = false;
  let feedHasMore = true;
  let stopping = false;
  let loop: Promise<void> = Promise.resolve();
  let stopListening = (): void => undefined;

  const wake = (): void => {
    woken = true;
    wakeUp();
  };

  async function run(): Promise<void> {
    let nextSweep = 0;
    let nextTidying = 0;
    let nextRemoval = 0;
    while (!stopping) {
      woken = false;
      try {
        const now = Date.now();
        if (now >= nextSweep) {
          await sweep();
          feedHasMore = true;
          nextSweep = now + pollMs;
        }
        if (now >= nextTidying) {
          const deleted = await deleteOldDeliveries(db, keptDays, tidyingBatch);
          if (deleted < tidyingBatch) nextTidying = now + 3_600_000;
        }
        if (now >= nextRemoval) {
          const removed = await deleteRemovedDeliveries(db, tidyingBatch);
          if (removed < tidyingBatch) nextRemoval = now + pollMs;
          // What others wait for comes in between.
          else woken = true;
        }
        if (feedHasMore) {
          feedHasMore = false;
          await fanOut(db);
        }
        await claim();
      } catch (error) {
        logger.warn({ err: error }, 'the queue of webhooks cannot be reached; trying again');
        await sleep(pollMs);
        continue;
      }
      if (!woken && !stopping) await sleep(pollMs);
    }
  }

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (stopping) wakeUp();
    });

  async function sweep(): Promise<void> {
    const lost = await reclaimLost(db);
    if (lost > 0) logger.warn({ deliveries: lost }, 'took back webhooks of a process that went away');
    await skipInactive(db);
  }

  /** Each round takes one for each host, until nothing is due or there is no room. */
  async function claim(): Promise<void> {
    while (!stopping && underWay.size < concurrency) {
      const hosts = Map.groupBy(underWay.values(), ({ host }) => host);
      const busy = [...hosts].filter(([, requests]) => requests.length >= perHost).map(([host]) => host);
      const claimedAt = performance.now();
      const room = concurrency - underWay.size;
      const requested = await claimDeliveries(db, 'requested', owner, busy, room, leaseMs);
      const deliveries =
        requested.length > 0 ? requested : await claimDeliveries(db, 'in order', owner, busy, room, leaseMs);
      if (deliveries.length === 0) return;
      for (const delivery of deliveries) {
        const work = runInSpan(tracing, deliverySpan(delivery), (span) => deliver(delivery, claimedAt, span))
          .catch((error: unknown) =>
            logger.error(
              { err: error, delivery: delivery.id },
              'a webhook could not be dealt with; it will be sent again',
            ),
          )
          .finally(() => {
            underWay.delete(delivery.id);
            wake();
          });
        underWay.set(delivery.id, { host: delivery.host, work });
      }
    }
  }

  async function deliver(delivery: ClaimedDelivery, claimedAt: number, span: Span): Promise<void> {
    const prepared = await prepare(delivery).catch((error: unknown) => {
      // It goes out again when its claim runs out.
      if (isConnectionError(error)) throw error;
      logger.error(
        { err: error, delivery: delivery.id },
        'what a webhook is to carry cannot be read; it is tried again',
      );
      return 'unreadable' as const;
    });
    if (prepared === 'unreadable') {
      const attempt = { ...unsent, error: 'what it is to carry could not be read' };
      await finish(delivery, attempt, { ...conclusionOf(delivery, attempt), ours: true });
      return;
    }
    if (!prepared) {
      const lastError = 'the event is not there any more';
      await finish(delivery, { ...unsent, error: lastError }, { status: 'skipped', lastError });
      return;
    }
    const { headers, body } = prepared;
    // A claim that has half run out might not outlast the request; it comes back to whoever is faster.
    if (performance.now() - claimedAt > leaseMs / 4) throw new Error('reading what to send took too long');
    const attempt = await sender.post(delivery.url, headers, body, cutOff.signal);
    noteAttempt(span, attempt);
    await finish(delivery, attempt, conclusionOf(delivery, attempt));
  }

  /** @returns undefined when there is no such event any more */
  async function prepare(
    delivery: ClaimedDelivery,
  ): Promise<{ headers: Record<string, string>; body: string } | undefined> {
    const event = await payloadOf(db, personKeys, delivery);
    if (!event) return undefined;
    const body = JSON.stringify(event);
    return { headers: headersOf(delivery, body), body };
  }

  function headersOf(delivery: ClaimedDelivery, body: string): Record<string, string> {
    const { subscriptionId, secret, previousSecret, eventId } = delivery;
    const sealed = previousSecret === null ? [secret] : [secret, previousSecret];
    const secrets = sealed.map((each) => openSecret(keyEncryptionKey, subscriptionId, each));
    return {
      'content-type': 'application/json',
      'user-agent': 'OMS-Webhooks/1.0',
      ...signatureHeaders(secrets, eventId, new Date(), body),
    };
  }

  /** A request that was cut off because the service stops says nothing about its receiver. */
  function conclusionOf(delivery: ClaimedDelivery, attempt: Attempt): Conclusion {
    if (cutOff.signal.aborted && attempt.error !== null && attempt.statusCode === null) {
      return { status: 'untried', lastError: attempt.error };
    }
    const { failures, ageMs, position } = delivery;
    return settle(attempt, { failures: failures + 1, ageMs, once: position === null }, Math.random());
  }

  async function finish(delivery: ClaimedDelivery, attempt: Attempt, conclusion: Conclusion): Promise<void> {
    const fields = { delivery: delivery.id, subscription: delivery.subscriptionId, attempt: delivery.attempts };
    metrics.attempted(conclusion.status, attempt.durationMs);
    const level = conclusion.status === 'delivered' ? 'info' : 'warn';
    logger[level](
      { ...fields, status: conclusion.status, statusCode: attempt.statusCode, error: attempt.error },
      'webhook',
    );
    for (let tries = 1; ; tries += 1) {
      try {
        const disabled = await db.transaction((tx) => conclude(tx, delivery, attempt, conclusion, Math.random()));
        if (disabled) {
          metrics.disabled(disabled);
          logger.warn({ ...fields, reason: disabled }, 'a webhook subscription was disabled');
        }
        return;
      } catch (error) {
        if (tries * recordPauseMs >= recordPatienceMs) throw error;
        await delay(recordPauseMs);
      }
    }
  }

  return {
    name: 'webhook dispatcher',
    wake,
    start() {
      stopListening = onFeedAdvanced(() => {
        feedHasMore = true;
        wake();
      });
      loop = run();
    },
    async stop() {
      stopping = true;
      stopListening();
      wake();
      await loop;
      const impatience = setTimeout(() => cutOff.abort(new Error('the service is stopping')), stopPatienceMs);
      await Promise.all([...underWay.values()].map(({ work }) => work));
      clearTimeout(impatience);
    },
  };
}
