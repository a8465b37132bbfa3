import {
  paymentAuthorized,
  paymentCaptured,
  paymentDisputed,
  paymentFailed,
  paymentVoided,
  refundFailed,
  refundRequested,
  refundSucceeded,
  refundUpdated,
} from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import { findStandingInvoice, type StandingInvoice } from '../documents/document-store.ts';
import { issueCreditNote, issueInvoice } from '../documents/issue.ts';
import { isGivenUp, isSettled, owedOf } from '../orders/balance.ts';
import { expiryAfter, type PaymentWindows } from '../orders/expiry.ts';
import type { Changes, OrderChange } from '../orders/order-change.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { refundWithoutPieces, restFor, splitRefund, uninvoiced } from '../refunds/reckon.ts';
import { creditedBy, creditOf, presentRefund, type RefundParts, type RefundRecord } from '../refunds/refund.ts';
import { refundsOf, saveRefunds } from '../refunds/refund-store.ts';
import { returnsRefunded, returnsReopened } from '../returns/note-refunded.ts';
import { type Applied, applyFact, isOf, type OperationRecord, type PaymentNews } from './apply-fact.ts';
import { operationsOf, saveOperations } from './operation-store.ts';
import { openAmountOf, type PaymentRecord, presentPayment, refundableOf } from './payment.ts';
import { appendToLedger, type LedgerEntry, paymentsOf, savePayments } from './payment-store.ts';
import type { Operation, PaymentFact, RefundFact } from './provider.ts';
import { requireStep } from './require-step.ts';

/** All that is known of an order's money, read under the lock of its row. */
export interface KnownMoney {
  payments: readonly PaymentRecord[];
  refunds: readonly RefundRecord[];
  operations: readonly OperationRecord[];
}

/** Sent together, behind the statement that locks the order where that was sent before. */
export async function loadMoney(tx: Transaction, orderId: string): Promise<KnownMoney> {
  const [payments, refunds, operations] = await Promise.all([
    paymentsOf(tx, orderId),
    refundsOf(tx, orderId),
    operationsOf(tx, orderId),
  ]);
  return { payments, refunds, operations };
}

export type MoneyContext = Pick<OrdersContext, 'payments' | 'invoicing'> & PaymentWindows;

/** What is to be paid back, and what for. */
export interface RefundRequest extends RefundParts {
  returnId?: string;
  reason: string | null;
  /** Out of this payment alone; of all, the oldest first, unless given. */
  paymentId?: string;
}

const eventOf = {
  authorized: paymentAuthorized,
  captured: paymentCaptured,
  voided: paymentVoided,
  failed: paymentFailed,
  disputed: paymentDisputed,
} as const satisfies Record<PaymentNews, unknown>;

/**
 * What happens to the money of an order within one change of it, and the only way to move any: each step takes payments, refunds,
 * the ledger and the order's sums on together.
 *
 *     const [locked, known] = await Promise.all([lockOrder(tx, id), loadMoney(tx, id)]);
 *     const money = new OrderMoney(context, new OrderChange(context, locked, actor), known);
 *     const refund = await money.refund({ ...refundFor(order, already, items, { shipping: true }), reason });
 *     const order = await money.save(tx);
 *
 * What has to be done at a provider is written down in the same transaction and carried out after its commit.
 */
export class OrderMoney {
  readonly change: OrderChange;
  readonly #context: MoneyContext;
  readonly #payments: Map<string, PaymentRecord>;
  readonly #refunds: Map<string, RefundRecord>;
  readonly #operations: Map<string, OperationRecord>;
  readonly #touched = new Set<string>();
  readonly #entries: LedgerEntry[] = [];
  readonly #paidOut: string[] = [];
  /** Refunds that failed after they had been paid out. */
  readonly #cameBack: RefundRecord[] = [];
  #hasCaptured = false;

  constructor(context: MoneyContext, change: OrderChange, { payments, refunds, operations }: KnownMoney) {
    this.#context = context;
    this.change = change;
    const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));
    this.#payments = byId(payments);
    this.#refunds = byId(refunds);
    this.#operations = byId(operations);
  }

  /** The payments as they are by now, the oldest first. */
  get payments(): PaymentRecord[] {
    return [...this.#payments.values()];
  }

  get refunds(): RefundRecord[] {
    return [...this.#refunds.values()];
  }

  payment(id: string): PaymentRecord | undefined {
    return this.#payments.get(id);
  }

  /** What is neither paid nor held. */
  get due(): number {
    const { order } = this.change;
    return Math.max(0, owedOf(order) - order.authorized);
  }

  /** What was captured and is neither paid back nor on its way. */
  get refundable(): number {
    const { paid, refunded, refunding } = this.change.order;
    return paid - refunded - refunding;
  }

  /** Begins a payment. Those that were begun before and would take in more than is due together with it are given up. */
  async pay(
    given: Pick<PaymentRecord, 'provider' | 'captureMethod' | 'amount' | 'reference' | 'details'>,
  ): Promise<PaymentRecord> {
    const open = this.payments.filter((each) => each.authorized === 0 && openAmountOf(each) > 0);
    const isTooMuch = given.amount + open.reduce((sum, each) => sum + openAmountOf(each), 0) > this.due;
    if (isTooMuch) for (const each of open) await this.void(each.id);
    const { id: orderId, currency } = this.change.order;
    const payment: PaymentRecord = {
      ...given,
      id: uuidv7(),
      orderId,
      currency,
      status: 'pending',
      authorized: 0,
      voided: 0,
      captured: 0,
      refunding: 0,
      refunded: 0,
      closed: false,
      failure: null,
      createdAt: this.change.now,
      updatedAt: this.change.now,
    };
    this.#savePayment(payment);
    await this.#ask(payment, 'create', payment.amount);
    return this.#payments.get(payment.id) ?? payment;
  }

  /** Asks for held money; what is held beyond `amount` is let go with it. */
  async capture(paymentId: string, amount: number): Promise<void> {
    await this.#ask(this.#known(paymentId), 'capture', amount);
  }

  /** Lets go what is held, and takes in nothing more. */
  async void(paymentId: string): Promise<void> {
    const payment = this.#known(paymentId);
    if (payment.closed || this.isAsked(paymentId, 'void')) return;
    await this.#ask(payment, 'void', payment.authorized);
  }

  /** Whether something was asked of a provider that has no answer yet. */
  isAsked(paymentId: string, kind: Operation['kind']): boolean {
    return [...this.#operations.values()].some(
      (operation) => operation.paymentId === paymentId && operation.kind === kind && operation.status === 'pending',
    );
  }

  /**
   * Pays money back, out of as many payments as it takes.
   *
   * @throws {RangeError} where it is more than there is
   */
  async refund({ paymentId, returnId, reason, ...wanted }: RefundRequest): Promise<RefundRecord> {
    const asked = isSettled(this.change.order) ? wanted : uninvoiced(wanted);
    const sources = this.payments.filter(({ id }) => paymentId === undefined || id === paymentId);
    const { shares, left } = this.#shared(asked.amount, sources);
    if (left > 0 || asked.amount <= 0) throw new RangeError(`${asked.amount} cannot be paid back; ${left} are missing`);
    const { id: orderId, currency } = this.change.order;
    const refund: RefundRecord = {
      ...asked,
      id: uuidv7(),
      orderId,
      returnId: returnId ?? null,
      status: 'pending',
      currency,
      reason,
      createdAt: this.change.now,
      updatedAt: this.change.now,
    };
    this.#request(refund, shares);
    // All parts are written down before the first is carried out: only then is it known whether it was the last.
    const parts = shares.map(({ payment, amount }) => this.#writeDown(payment, 'refund', amount, refund.id));
    for (const part of parts) await this.#carryOut(part);
    return this.#refunds.get(refund.id) ?? refund;
  }

  /** Refuses an amount of which a provider would not pay its share back. @throws {Problem} 422 */
  requireRefundable(amount: number): void {
    for (const { payment, amount: part } of this.#shared(amount, this.payments).shares) {
      requireStep(this.#context.payments.providers.get(payment.provider), part, payment.currency);
    }
  }

  /** An amount as it is paid back out of payments, the oldest first. */
  #shared(amount: number, payments: readonly PaymentRecord[]) {
    const shares: { payment: PaymentRecord; amount: number }[] = [];
    let left = amount;
    for (const payment of payments) {
      const share = Math.min(left, refundableOf(payment));
      if (share > 0) shares.push({ payment, amount: share });
      left -= share;
    }
    return { shares, left };
  }

  /** Gives all money back that an order holds or has taken which has come to its end. */
  async release(): Promise<void> {
    for (const { id } of this.payments) await this.void(id);
    if (this.refundable > 0) {
      const parts = restFor(this.change.order, this.refunds, this.refundable);
      await this.refund({ ...parts, reason: null });
    }
  }

  /** Notes what a provider says, and what follows from it. @param providerEvent id of the webhook that said it */
  async apply(paymentId: string, fact: PaymentFact, providerEvent: string | null = null): Promise<void> {
    const foreign = this.#foreignRefunds(paymentId, fact);
    const { refunded, ...before } = this.#known(paymentId);
    const dueBefore = this.due;
    if (foreign.length > 0) {
      // What was paid back was captured before, whether we were told of it or not.
      const everCaptured = foreign.reduce((sum, { amount }) => sum + amount, refunded);
      this.#take(
        paymentId,
        { ...fact, refunds: [], everCaptured: Math.max(fact.everCaptured ?? 0, everCaptured) },
        providerEvent,
      );
      for (const refund of foreign) this.#adopt(paymentId, refund);
    }
    this.#take(paymentId, fact, providerEvent);
    const { authorized, captured } = this.#known(paymentId);
    if (authorized > before.authorized || captured > before.captured) {
      await this.#giveBackSurplus(paymentId, authorized + captured - before.authorized - before.captured, dueBefore);
    }
  }

  /** Closes an operation that has its answer. */
  settle(operationId: string, status: 'succeeded' | 'failed', error: string | null): void {
    const operation = this.#operations.get(operationId);
    if (operation?.status === 'pending') this.#saveOperation({ ...operation, status, error });
  }

  /** Saves it all, the order's change included, and issues what documents it calls for. */
  async save(
    tx: Transaction,
    alongside: () => readonly (Promise<unknown> | undefined)[] = () => [],
  ): Promise<OrderRecord> {
    const paidOut = this.#paidOut.flatMap((id) => this.#refunds.get(id) ?? []);
    await returnsRefunded(tx, this.change, paidOut);
    await returnsReopened(tx, this.change, this.#cameBack);
    const touched = <Row>(rows: ReadonlyMap<string, Row>) =>
      [...rows].filter(([id]) => this.#touched.has(id)).map(([, row]) => row);
    const [payments, refunds, operations] = [
      touched(this.#payments),
      touched(this.#refunds),
      touched(this.#operations),
    ];
    const { now } = this.change;
    let standing: Promise<StandingInvoice | undefined> | undefined;
    const order = await this.change.save(tx, () => {
      if (paidOut.length > 0) standing = findStandingInvoice(tx, this.change.order.id);
      return [
        ...alongside(),
        ...(payments.length > 0 ? [savePayments(tx, payments)] : []),
        ...(refunds.length > 0 ? [saveRefunds(tx, refunds)] : []),
        ...(operations.length > 0 ? [saveOperations(tx, operations)] : []),
        ...(this.#entries.length > 0 ? [appendToLedger(tx, this.change.order.id, now, this.#entries)] : []),
        standing,
      ];
    });
    if (operations.some(({ status }) => status === 'pending')) tx.afterCommit(() => this.#context.payments.wake());
    await this.#issueDocuments(tx, order, paidOut, await standing);
    return order;
  }

  /** The last statements of a transaction: taking a number makes others wait for the commit. */
  async #issueDocuments(
    tx: Transaction,
    order: OrderRecord,
    paidOut: readonly RefundRecord[],
    standing: StandingInvoice | undefined,
  ): Promise<void> {
    const { now } = this.change;
    const isActive = order.status === 'confirmed' || order.status === 'completed';
    const isInvoiced =
      this.#hasCaptured && isActive && isSettled(order) && (await issueInvoice(tx, order, now, this.#context));
    if (!isInvoiced && !standing) return;
    const succeeded = this.refunds.filter(({ status }) => status === 'succeeded');
    // What was credited and then not paid out after all is not credited again when it is paid out at last.
    let limit = succeeded.reduce((sum, refund) => sum + creditOf(refund), 0) - (standing?.credited ?? 0);
    for (const refund of paidOut) {
      const credited = creditedBy(refund, limit);
      if (!credited) continue;
      await issueCreditNote(tx, order, credited, now, this.#context);
      limit -= credited.amount;
    }
  }

  #known(paymentId: string): PaymentRecord {
    const payment = this.#payments.get(paymentId);
    if (!payment) throw new RangeError(`payment ${paymentId} is not of order ${this.change.order.number}`);
    return payment;
  }

  #savePayment(payment: PaymentRecord): void {
    this.#payments.set(payment.id, { ...payment, updatedAt: this.change.now });
    this.#touched.add(payment.id);
  }

  #saveOperation(operation: OperationRecord): void {
    this.#operations.set(operation.id, operation);
    this.#touched.add(operation.id);
  }

  #saveRefund(refund: RefundRecord): void {
    this.#refunds.set(refund.id, { ...refund, updatedAt: this.change.now });
    this.#touched.add(refund.id);
  }

  #refundsAsked(paymentId: string): OperationRecord[] {
    return [...this.#operations.values()].filter((each) => each.paymentId === paymentId && each.kind === 'refund');
  }

  /** Writes down what a provider is to do, or has it done at once where that takes nobody else. */
  async #ask(payment: PaymentRecord, kind: Operation['kind'], amount: number): Promise<void> {
    await this.#carryOut(this.#writeDown(payment, kind, amount, null));
  }

  #writeDown(
    payment: PaymentRecord,
    kind: Operation['kind'],
    amount: number,
    refundId: string | null,
    reference: string | null = null,
  ): OperationRecord {
    const operation: OperationRecord = {
      id: uuidv7(),
      orderId: payment.orderId,
      paymentId: payment.id,
      kind,
      amount,
      refundId,
      status: 'pending',
      reference,
      error: null,
      createdAt: this.change.now,
    };
    this.#saveOperation(operation);
    return operation;
  }

  async #carryOut(operation: OperationRecord): Promise<void> {
    const payment = this.#known(operation.paymentId);
    const provider = this.#context.payments.providers.get(payment.provider);
    if (!provider?.isImmediate) return;
    const fact = await provider.carryOut(operation, payment);
    // A refund is closed by the fact that it succeeded.
    if (operation.kind !== 'refund') this.settle(operation.id, 'succeeded', null);
    await this.apply(payment.id, fact);
  }

  #request(refund: RefundRecord, shares: readonly { payment: PaymentRecord; amount: number }[]): void {
    this.#saveRefund(refund);
    for (const { payment, amount } of shares) {
      this.#savePayment({ ...payment, refunding: payment.refunding + amount });
    }
    const refunding = this.change.order.refunding + refund.amount;
    this.change.happened(refundRequested, { refund: presentRefund(refund) }, this.#withExpiry({ refunding }));
  }

  #take(paymentId: string, fact: PaymentFact, providerEvent: string | null): void {
    const before = this.#known(paymentId);
    const applied = applyFact(before, this.#refundsAsked(paymentId), fact);
    this.#savePayment(applied.payment);
    for (const step of applied.steps) this.#entries.push({ ...step, paymentId, providerEvent });
    const news = applied.refunds.filter(({ id, status }) => this.#operations.get(id)?.status !== status);
    for (const operation of applied.refunds) this.#saveOperation(operation);
    this.#tell(before, { ...applied, refunds: news });
  }

  /** Refunds that somebody made at the provider, of which nothing is known yet. */
  #foreignRefunds(paymentId: string, { refunds = [] }: PaymentFact): RefundFact[] {
    const known = this.#refundsAsked(paymentId);
    return refunds.filter(
      (fact) => fact.status !== 'failed' && fact.amount > 0 && !known.some((operation) => isOf(fact, operation)),
    );
  }

  #adopt(paymentId: string, { amount, reference }: RefundFact): void {
    const payment = this.#known(paymentId);
    const { id: orderId, currency } = this.change.order;
    const created = { createdAt: this.change.now, updatedAt: this.change.now };
    const refund: RefundRecord = {
      ...this.#withoutPieces(amount),
      ...created,
      id: uuidv7(),
      orderId,
      currency,
      returnId: null,
      status: 'pending',
      reason: null,
    };
    this.#request(refund, [{ payment, amount }]);
    this.#writeDown(payment, 'refund', amount, refund.id, reference);
  }

  #withoutPieces(amount: number): RefundParts {
    const earlier = this.refunds.filter(({ status }) => status !== 'failed');
    const parts = refundWithoutPieces(this.change.order, earlier, amount);
    return isSettled(this.change.order) ? parts : uninvoiced(parts);
  }

  #withExpiry(changes: Changes): Changes {
    return { ...changes, ...expiryAfter(this.change.order, changes, this.change.now, this.#context) };
  }

  /** Tells the news, all of what changed with the first of it: what is held and let go at once confirms no order. */
  #tell(before: PaymentRecord, { payment, news, refunds }: Applied): void {
    const { order } = this.change;
    const concluded = this.#conclude(refunds);
    let changes: Changes = this.#withExpiry({
      authorized: order.authorized + payment.authorized - before.authorized,
      voided: order.voided + payment.voided - before.voided,
      paid: order.paid + payment.captured - before.captured,
      refunding: order.refunding + payment.refunding - before.refunding,
      refunded: order.refunded + payment.refunded - before.refunded,
      refundedSurplus: this.#refundedSurplus,
    });
    for (const each of news) {
      this.change.happened(eventOf[each], { payment: presentPayment(this.#known(payment.id)) }, changes);
      if (each === 'captured') this.#hasCaptured = true;
      changes = {};
    }
    for (const { wasStatus, after, failed } of concluded) {
      const isNew = after.status !== wasStatus;
      if (isNew && after.status === 'succeeded') this.#paidOut.push(after.id);
      if (wasStatus === 'succeeded' && after.status === 'failed') this.#cameBack.push(after);
      // Nobody hears twice that it was paid out, or asked for.
      if (after.status === 'pending') {
        const of = presentPayment(this.#known(payment.id));
        this.change.happened(refundUpdated, { refund: presentRefund(after), payment: of }, changes);
        changes = {};
      }
      const told = [
        ...(isNew && after.status === 'succeeded' ? [[refundSucceeded, after] as const] : []),
        ...(after.status === 'failed' ? [[refundFailed, after] as const] : []),
        ...(failed ? [[refundFailed, failed] as const] : []),
      ];
      for (const [event, each] of told) {
        this.change.happened(event, { refund: presentRefund(each) }, changes);
        changes = {};
      }
    }
  }

  /** Takes refunds on to where their parts leave them. */
  #conclude(parts: readonly OperationRecord[]) {
    const ids = new Set(parts.map(({ refundId }) => refundId));
    const known = this.refunds.filter(({ id }) => ids.has(id));
    return known.map((refund) => {
      const { after, failed } = this.#concluded(refund);
      this.#saveRefund(after);
      if (failed) this.#saveRefund(failed);
      return { wasStatus: refund.status, after, failed };
    });
  }

  /** What of the money that was paid back took nothing off what the order costs. Of a refund in parts the rest is paid first. */
  get #refundedSurplus(): number {
    const paid = new Map<string | null, number>();
    for (const { kind, status, refundId, amount } of this.#operations.values()) {
      if (kind === 'refund' && status === 'succeeded') paid.set(refundId, (paid.get(refundId) ?? 0) + amount);
    }
    return this.refunds.reduce((sum, each) => sum + Math.max(0, (paid.get(each.id) ?? 0) - creditOf(each)), 0);
  }

  /** A refund as its parts leave it. Where some failed it is over what was paid out, and the rest is a refund that failed. */
  #concluded(refund: RefundRecord): { after: RefundRecord; failed?: RefundRecord } {
    const parts = [...this.#operations.values()].filter(({ refundId }) => refundId === refund.id);
    if (parts.some(({ status }) => status === 'pending')) return { after: refund };
    const amount = parts.filter(({ status }) => status === 'succeeded').reduce((sum, part) => sum + part.amount, 0);
    if (amount === 0) return { after: { ...refund, status: 'failed' } };
    if (amount === refund.amount) return { after: { ...refund, status: 'succeeded' } };
    const [paid, unpaid] = splitRefund(refund, amount);
    const { now } = this.change;
    return {
      after: { ...refund, ...paid, status: 'succeeded' },
      failed: { ...refund, ...unpaid, id: uuidv7(), status: 'failed', createdAt: now, updatedAt: now },
    };
  }

  /**
   * Money for an order that has ended, or more than was due, goes back by itself.
   *
   * @param gained what came in now, captured or held
   */
  async #giveBackSurplus(paymentId: string, gained: number, dueBefore: number): Promise<void> {
    const surplus = isGivenUp(this.change.order) ? Infinity : gained - dueBefore;
    if (surplus <= 0) return;
    const payment = this.#known(paymentId);
    if (payment.authorized > 0 && payment.authorized <= surplus) await this.void(paymentId);
    const amount = Math.min(surplus, refundableOf(payment));
    if (amount > 0) await this.refund({ ...this.#withoutPieces(amount), reason: null, paymentId });
  }
}
