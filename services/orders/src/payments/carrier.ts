import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from '@oms/chassis';
import { seal } from '@oms/security';
import { type Metrics, noTracing, runInSpan, type Span, type Tracing } from '@oms/telemetry';
import type { OrdersContext } from '../context.ts';
import { OrderChange } from '../orders/order-change.ts';
import { theSystem } from '../orders/order-events.ts';
import { lockOrder } from '../orders/order-store.ts';
import type { OperationRecord } from './apply-fact.ts';
import { carrierMetrics } from './carrier-metrics.ts';
import { clientSecretContext } from './client-secret.ts';
import { operationSpan } from './operation-span.ts';
import { type ClaimedOperation, claimOperations, isUnderWay, postponeOperation } from './operation-store.ts';
import { loadMoney, type MoneyContext, OrderMoney } from './order-money.ts';
import { findPayment, sweepProviderEvents } from './payment-store.ts';
import { type PaymentFact, ProviderRefusal } from './provider.ts';

/** What the carrier works with. */
export type CarrierContext = Pick<OrdersContext, 'db' | 'logger' | 'announce' | 'personKeys' | 'keyEncryptionKey'> &
  MoneyContext;

/** Operations by what they belong to. */
export interface OperationScope {
  paymentId?: string;
  refundId?: string;
}

export interface Carrier extends Worker {
  /** Look for operations to carry out now. */
  wake(): void;
  /** Carries out what a payment or a refund waits for; returns when that is over, put off, or has taken `patienceMs`. */
  finish(scope: OperationScope, patienceMs?: number): Promise<void>;
}

interface CarrierOptions {
  /** A span for each attempt; none unless told. */
  tracing?: Tracing;
  /** Milliseconds between looks when nothing wakes it. */
  pollMs?: number;
  /** Milliseconds for which a claim holds: more than a provider is given to answer, with what is to be written after it. */
  leaseMs?: number;
}

/** Operations under way at the same time, at the most. */
const concurrency = 5;

/** Hours after which a payment that could not be begun is given up; providers keep idempotency keys for a day. */
const createPatienceHours = 20;

/** Attempts without an answer after which it is logged as an error: about an hour's worth. */
const worryingAttempts = 15;

/** Milliseconds after which a provider is asked what became of a refund. */
const refundWatchMs = 3_600_000;

/** Milliseconds between looks while somebody else carries out what a request waits for. */
const watchMs = 50;

/** Milliseconds to wait after the `attempts`-th failure (from 1): doubling to ten minutes, a random half of it. */
export const backoffMs = (attempts: number, random: number): number =>
  Math.round(Math.min(1_000 * 2 ** Math.min(attempts - 1, 20), 600_000) * (0.5 + random / 2));

/** A provider that neither answers nor fails must not hold its place for ever. @throws where it has not answered in time */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${ms / 1_000} s`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

/** What it means for a payment that its provider refuses. */
function refusalOf({ id, kind, amount }: OperationRecord, { fact, message }: ProviderRefusal): PaymentFact {
  if (kind === 'refund') {
    return { ...fact, refunds: [{ operationId: id, reference: null, amount, status: 'failed', failure: message }] };
  }
  return { failure: message, ...fact };
}

/**
 * Carries out what transactions have written down to be done at providers. An operation is claimed for a time in a statement of its
 * own, done outside any transaction under its id as idempotency key, and its answer recorded in a transaction; a process that
 * dies in between leaves a claim that runs out, and it is done again without a second effect.
 */
export function createCarrier(
  context: CarrierContext,
  metrics: Metrics,
  { tracing = noTracing, pollMs = 1_000, leaseMs = 60_000 }: CarrierOptions = {},
): Carrier {
  const { db, logger } = context;
  const owner = randomUUID();
  // While the claim holds, so that nobody else asks at the same time.
  const answerMs = 0.75 * leaseMs;
  const underWay = new Map<string, { operation: ClaimedOperation; work: Promise<void> }>();
  const { attempted } = carrierMetrics(metrics, db);
  let stopping = false;
  let woken = false;
  let wakeUp = (): void => undefined;
  let loop: Promise<void> = Promise.resolve();
  let nextSweep = 0;

  const wake = (): void => {
    woken = true;
    wakeUp();
  };

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      try {
        if (Date.now() >= nextSweep) {
          await sweepProviderEvents(db);
          nextSweep = Date.now() + 3_600_000;
        }
        await claim(concurrency - underWay.size);
      } catch (error) {
        logger.warn({ err: error }, 'operations at payment providers cannot be read; trying again');
      }
      if (!woken && !stopping) await sleep();
    }
  }

  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function claim(room: number, scope: OperationScope = {}): Promise<boolean> {
    if (room <= 0) return false;
    const claimed = await claimOperations(db, owner, room, leaseMs, scope);
    for (const operation of claimed) {
      const work = runInSpan(tracing, operationSpan(operation), (span) => carryOut(operation, span))
        .catch((error: unknown) =>
          logger.error(
            { err: error, operation: operation.id },
            'an answer of a payment provider could not be recorded; it is asked again',
          ),
        )
        .finally(() => {
          underWay.delete(operation.id);
          wake();
        });
      underWay.set(operation.id, { operation, work });
    }
    return claimed.length > 0;
  }

  async function carryOut(operation: ClaimedOperation, span: Span): Promise<void> {
    const { kind, attempts, paymentId } = operation;
    const about = { operation: operation.id, kind, paymentId, attempt: attempts };
    try {
      const fact = await ask(operation);
      await record(operation, fact, 'succeeded', null);
      // A refund that is only accepted is paid out later; a webhook tells when, or the provider is asked once more.
      if (kind === 'refund') await postponeOperation(db, operation, refundWatchMs, 'waits to be paid out');
      attempted(kind, 'succeeded');
      logger.info(about, 'a payment provider has done what it was asked');
    } catch (error) {
      span.fail(error);
      if (error instanceof ProviderRefusal) {
        await record(operation, refusalOf(operation, error), 'failed', error.message);
        attempted(kind, 'refused');
        logger.warn({ ...about, reason: error.message }, 'a payment provider refused');
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      await postponeOperation(db, operation, backoffMs(attempts, Math.random()), reason);
      attempted(kind, 'postponed');
      const isWorrying = attempts >= worryingAttempts;
      logger[isWorrying ? 'error' : 'warn'](
        { ...about, reason },
        isWorrying
          ? 'a payment provider has given no answer for long; it is asked again, and GET /api/v1/payments/operations lists what waits'
          : 'a payment provider gave no answer; it is asked again',
      );
    }
  }

  async function ask(operation: ClaimedOperation): Promise<PaymentFact> {
    const payment = await findPayment(db, operation.paymentId);
    const provider = payment && context.payments.providers.get(payment.provider);
    if (!payment || !provider) throw new Error(`no provider ${payment?.provider ?? 'of the payment'} is set up`);
    const isLate = Date.now() - Date.parse(operation.createdAt) > createPatienceHours * 3_600_000;
    if (operation.kind === 'create' && isLate) {
      const failure = 'The provider could not be reached.';
      throw new ProviderRefusal(failure, { closed: true, phase: 'failed', failure });
    }
    // What never was begun has nothing to let go.
    if (operation.kind === 'void' && payment.reference === null && !provider.isImmediate) return { closed: true };
    return within(answerMs, provider.carryOut(operation, payment));
  }

  /** Notes an answer. Said twice, it changes nothing the second time. */
  async function record(
    operation: OperationRecord,
    answer: PaymentFact,
    status: 'succeeded' | 'failed',
    error: string | null,
  ): Promise<void> {
    const { id, orderId, paymentId } = operation;
    const fact = { ...answer };
    if (answer.clientSecret !== undefined) {
      fact.clientSecret = seal(context.keyEncryptionKey, answer.clientSecret, clientSecretContext(paymentId));
    }
    await db.transaction(async (tx) => {
      const [locked, known] = await Promise.all([lockOrder(tx, orderId), loadMoney(tx, orderId)]);
      if (!locked) throw new Error(`order ${orderId} of operation ${id} is gone`);
      const money = new OrderMoney(context, new OrderChange(context, locked, theSystem), known);
      await money.apply(paymentId, fact);
      // A refund is closed by the fact that says what became of it.
      if (operation.kind !== 'refund') money.settle(id, status, error);
      await money.save(tx);
    });
  }

  return {
    name: 'payment operations',
    wake,
    async finish(scope, patienceMs = 10_000) {
      const deadline = Date.now() + patienceMs;
      const left = () => Math.max(0, deadline - Date.now());
      while (left() > 0 && !stopping) {
        await claim(concurrency, scope);
        const own = [...underWay.values()].filter(({ operation: { paymentId, refundId } }) =>
          scope.paymentId === undefined ? refundId === scope.refundId : paymentId === scope.paymentId,
        );
        if (own.length > 0)
          await Promise.race([Promise.all(own.map(({ work }) => work)), delay(left(), undefined, { ref: false })]);
        else if (await isUnderWay(db, scope)) await delay(watchMs);
        else return;
      }
    },
    start() {
      loop = run();
    },
    async stop() {
      stopping = true;
      wakeUp();
      await loop;
      await Promise.race([
        Promise.all([...underWay.values()].map(({ work }) => work)),
        delay(8_000, undefined, { ref: false }),
      ]);
    },
  };
}
