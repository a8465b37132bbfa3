import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from '@oms/chassis';
import type { Database } from '@oms/database';
import { failpoint } from '@oms/events/failpoint';
import { type Logger, type Metrics, noTracing, runInSpan, type Span, type Tracing } from '@oms/telemetry';
import * as z from 'zod';
import { findTemplate } from '../templates/index.ts';
import type { Outcome, Transport } from '../transports/transport.ts';
import { Breaker } from './breaker.ts';
import { dispatcherMetrics } from './dispatcher-metrics.ts';
import { heldBack } from './held-back.ts';
import { mailOutcome, mailSpan } from './mail-span.ts';
import { type PrepareContext, prepare, UnknownTemplateError } from './prepare.ts';
import {
  type ClaimedMessage,
  claimMessages,
  expireMessages,
  leaseSeconds,
  markOffered,
  reclaimLost,
  recordOutcome,
  renewClaims,
  suppressMessage,
} from './queue-store.ts';
import { settle } from './settle.ts';

export interface DispatcherOptions {
  db: Database;
  transport: Transport;
  /** Bare address that bounces go to. */
  envelopeFrom: string;
  prepare: PrepareContext;
  /** Mails under way at the same time, at the most. */
  concurrency: number;
  /** Mails a second that the provider takes, over all replicas; as many as there are unless told. */
  rate?: number | undefined;
  logger: Logger;
  metrics: Metrics;
  /** A span for each attempt to send a mail; none unless told. */
  tracing?: Tracing;
  /** Milliseconds between looks at the ledger when nobody wakes it. */
  pollMs?: number;
  /** Milliseconds that handing one mail over may take. */
  sendTimeoutMs?: number;
  /** Milliseconds that mails under way may still take once the service stops. */
  stopPatienceMs?: number;
}

export interface Dispatcher extends Worker {
  /** Look at the ledger now. */
  wake(): void;
}

/** What is known about a mail must reach the ledger: pause between tries, and for how long they go on. */
const recordPauseMs = 200;
const recordPatienceMs = 10 * 60_000;
/** The same once the service stops: what is not known by then is in doubt. */
const lastPatienceMs = 10_000;

/**
 * Sends what is due in the ledger. Each message is claimed for as long as the claim is renewed, handed over outside any
 * transaction, and its outcome recorded; a process that dies leaves claims that run out.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, transport, concurrency, rate, logger, pollMs = 1_000 } = options;
  const { sendTimeoutMs = 60_000, stopPatienceMs = 8_000, tracing = noTracing } = options;
  const metrics = dispatcherMetrics(options.metrics, db);
  const owner = randomUUID();
  const pace = rate === undefined ? undefined : { transport: transport.name, rate };
  const breaker = new Breaker();
  const cutOff = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let wakeUp = (): void => undefined;
  let woken = false;
  /**
   * Whether the ledger may hold more that is due than the last look at it could take: then a mail that is done makes room for another.
   * What another process cannot take, or what was locked, waits for the next mail to be written, or for the next regular look.
   */
  let isMoreDue = false;
  let stopping = false;
  let loop: Promise<void> = Promise.resolve();
  let renewal: NodeJS.Timeout | undefined;

  const wake = (): void => {
    woken = true;
    wakeUp();
  };

  async function run(): Promise<void> {
    let nextSweep = 0;
    while (!stopping) {
      woken = false;
      let waitMs = 0;
      try {
        if (Date.now() >= nextSweep) {
          await sweep();
          nextSweep = Date.now() + pollMs;
        }
        waitMs = await claim();
      } catch (error) {
        logger.warn({ err: error }, 'the ledger of mails cannot be reached; trying again');
        await sleep(pollMs);
        continue;
      }
      if (!woken && !stopping) await sleep(Math.min(pollMs, breaker.waitMs(Date.now()) || pollMs, waitMs || pollMs));
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
    if (lost.length > 0) logger.warn({ messages: lost.length }, 'took back mails of a process that went away');
    metrics.notSent('unknown', lost.filter((status) => status === 'unknown').length);
    metrics.notSent('expired', await expireMessages(db));
  }

  /** @returns milliseconds until the provider's rate allows another mail; 0 where it does now */
  async function claim(): Promise<number> {
    const free = breaker.allowed(concurrency, Date.now()) - underWay.size;
    isMoreDue = free <= 0;
    if (isMoreDue) return 0;
    const { messages, waitMs } = await claimMessages(db, owner, free, pace);
    isMoreDue = messages.length === free;
    // Mails that were done while it was looked have woken nobody.
    if (isMoreDue) woken = true;
    for (const message of messages) {
      const work = runInSpan(tracing, mailSpan(message, transport.name), (span) => deliver(message, span))
        .catch((error: unknown) => logger.error({ err: error, message: message.id }, 'a mail could not be dealt with'))
        .finally(() => {
          underWay.delete(message.id);
          if (isMoreDue) wake();
        });
      underWay.set(message.id, work);
    }
    return waitMs;
  }

  async function deliver(message: ClaimedMessage, span: Span): Promise<void> {
    const category = findTemplate(message.template)?.category ?? 'transactional';
    const reason = heldBack(message, category);
    if (reason !== undefined) {
      await suppressMessage(db, owner, message.id, reason);
      metrics.suppressed(message.template);
      return;
    }
    const started = performance.now();
    const outcome = await attempt(message);
    span.set(mailOutcome(outcome));
    if (outcome.kind === 'sent') failpoint('mail.accepted');
    else span.fail(outcome.kind);
    metrics.attempted(message.template, outcome.kind, (performance.now() - started) / 1000);
    mindTheServer(outcome);
    await conclude(message, outcome);
  }

  async function attempt(message: ClaimedMessage): Promise<Outcome> {
    let content: Buffer;
    try {
      content = await prepare(message, options.prepare);
    } catch (error) {
      const detail = reasonOf(error);
      logger.error({ err: error, message: message.id, template: message.template }, 'a mail could not be made');
      // A newer replica that is being rolled out may have written it, and knows its template.
      if (error instanceof UnknownTemplateError) return { kind: 'deferred', detail, unreachable: false };
      return { kind: 'rejected', detail };
    }
    return transport.send({
      from: options.envelopeFrom,
      to: message.recipient,
      messageId: message.messageId,
      content,
      signal: AbortSignal.any([AbortSignal.timeout(sendTimeoutMs), cutOff.signal]),
      beforeContent: async () => {
        if (!(await markOffered(db, owner, message.id, message.attempts))) throw new Error('its claim was lost');
        failpoint('mail.offered');
      },
    });
  }

  function mindTheServer(outcome: Outcome): void {
    const away = outcome.kind === 'unknown' || (outcome.kind === 'deferred' && outcome.unreachable);
    if (away) {
      if (breaker.failed(Date.now())) logger.error({ detail: outcome.detail }, 'the mail server cannot be used');
    } else if (outcome.kind !== 'rejected' || outcome.response !== undefined) {
      if (breaker.succeeded()) logger.info('the mail server is back');
    }
  }

  async function conclude(message: ClaimedMessage, outcome: Outcome): Promise<void> {
    const settlement = settle(
      outcome,
      {
        attempts: message.attempts,
        resendInDoubt: message.resendInDoubt,
        expiresAt: message.expiresAt === null ? null : new Date(message.expiresAt),
        giveUpAt: new Date(message.giveUpAt),
      },
      new Date(),
      Math.random(),
    );
    const fields = { message: message.id, template: message.template, attempt: message.attempts };
    const level = settlement.status === 'sent' ? 'info' : settlement.status === 'queued' ? 'warn' : 'error';
    logger[level]({ ...fields, status: settlement.status, outcome: outcome.kind }, `mail ${settlement.status}`);
    if (settlement.status !== 'sent' && settlement.status !== 'queued') metrics.notSent(settlement.status);
    const closing = { id: message.id, number: message.attempts, transport: transport.name };
    const began = Date.now();
    for (;;) {
      try {
        await recordOutcome(db, closing, outcome, settlement);
        return;
      } catch (error) {
        if (Date.now() - began >= (stopping ? lastPatienceMs : recordPatienceMs)) throw error;
        await delay(recordPauseMs);
      }
    }
  }

  async function renew(): Promise<void> {
    if (underWay.size === 0) return;
    await renewClaims(db, owner, [...underWay.keys()]).catch((error: unknown) =>
      logger.warn({ err: error }, 'claims on mails could not be renewed'),
    );
  }

  return {
    name: 'mail dispatcher',
    wake,
    start() {
      renewal = setInterval(() => void renew(), (leaseSeconds * 1000) / 3);
      loop = run();
    },
    async stop() {
      stopping = true;
      wake();
      await loop;
      const impatience = setTimeout(() => cutOff.abort(new Error('the service is stopping')), stopPatienceMs);
      await Promise.all(underWay.values());
      clearTimeout(impatience);
      clearInterval(renewal);
      await transport.close();
    },
  };
}

/** In one line: what does not fit a schema is told by zod in many. */
const reasonOf = (error: unknown): string =>
  error instanceof z.ZodError
    ? `its data does not fit its template: ${z.prettifyError(error)}`
    : (error as Error).message;
