import type { PaymentRecord } from './payment.ts';
import type { DisputeFact, Operation, PaymentFact, RefundFact } from './provider.ts';

/** A step of the ledger; the sums of all steps are the columns of the payment and of its order. */
export interface LedgerStep {
  kind: 'authorization' | 'capture' | 'void' | 'refund';
  authorizedDelta: number;
  voidedDelta: number;
  capturedDelta: number;
  refundedDelta: number;
  refundId: string | null;
}

/** An operation as far as it has come. */
export interface OperationRecord extends Operation {
  status: 'pending' | 'succeeded' | 'failed';
  error: string | null;
}

export type PaymentNews = 'authorized' | 'captured' | 'voided' | 'failed' | 'disputed';

export interface Applied {
  payment: PaymentRecord;
  steps: LedgerStep[];
  /** What is worth telling, as the payment is now. */
  news: PaymentNews[];
  /** The refunds of which more is known now. */
  refunds: OperationRecord[];
}

/**
 * What a fact makes of a payment. What was ever held or captured only grows, closed stays closed, and a refund only goes on from
 * pending to succeeded to failed; so the same facts in any order, each once or more often, lead to the same state.
 *
 * @param refunds the operations of this payment that pay back; facts on others say nothing
 */
export function applyFact(payment: PaymentRecord, refunds: readonly OperationRecord[], fact: PaymentFact): Applied {
  const charged = applyCharge(payment, fact);
  const paidBack = applyRefunds(charged.payment, refunds, fact.refunds ?? []);
  const steps = [...charged.steps, ...paidBack.steps];
  const disputes = fact.dispute && withDispute(payment.details.disputes ?? [], fact.dispute);
  if (!disputes) return { ...paidBack, news: charged.news, steps };
  const disputed = { ...paidBack.payment, details: { ...paidBack.payment.details, disputes } };
  return { ...paidBack, payment: disputed, news: [...charged.news, 'disputed'], steps };
}

const disputeRanks = { open: 0, lost: 1, won: 2 } as const;

/** The disputes of a payment with what is said of one; undefined where that was known. */
function withDispute(disputes: readonly DisputeFact[], fact: DisputeFact): DisputeFact[] | undefined {
  const before = disputes.find(({ reference }) => reference === fact.reference);
  if (before && disputeRanks[fact.status] <= disputeRanks[before.status]) return undefined;
  return [...disputes.filter((each) => each !== before), fact];
}

function applyCharge(before: PaymentRecord, fact: PaymentFact): Pick<Applied, 'payment' | 'steps' | 'news'> {
  const isHeldFirst = before.captureMethod === 'manual';
  const heldBefore = isHeldFirst ? before.authorized + before.voided + before.captured : 0;
  const captured = Math.max(before.captured, fact.everCaptured ?? 0);
  const held = isHeldFirst ? Math.max(heldBefore, fact.everAuthorized ?? 0, captured) : 0;
  const closed = before.closed || fact.closed === true;
  const rest = isHeldFirst ? held - captured : 0;
  const isLateFailure = fact.phase === 'failed' && (held > 0 || captured > 0);
  const hasMoved = held > heldBefore || captured > before.captured;
  const payment: PaymentRecord = {
    ...before,
    reference: fact.reference ?? before.reference,
    // Somebody has made it more at the provider.
    amount: Math.max(before.amount, held, captured),
    details: fact.clientSecret === undefined ? before.details : { ...before.details, clientSecret: fact.clientSecret },
    captured,
    authorized: closed ? 0 : rest,
    voided: closed ? rest : before.voided,
    closed,
    failure: (isLateFailure ? undefined : fact.failure) ?? (hasMoved ? null : before.failure),
  };
  payment.status = statusOf(payment, before, fact);
  const newlyHeld = held - heldBefore;
  const newlyCaptured = captured - before.captured;
  const newlyVoided = payment.voided - before.voided;
  const steps = [
    step('authorization', { authorizedDelta: newlyHeld }),
    step('capture', { authorizedDelta: isHeldFirst ? -newlyCaptured : 0, capturedDelta: newlyCaptured }),
    step('void', { authorizedDelta: -newlyVoided, voidedDelta: newlyVoided }),
  ].filter(moves);
  const hasFailed = payment.status === 'failed' && (before.status !== 'failed' || before.failure !== payment.failure);
  const news: PaymentNews[] = [
    ...(payment.authorized > before.authorized ? ['authorized' as const] : []),
    ...(newlyCaptured > 0 ? ['captured' as const] : []),
    ...(newlyVoided > 0 ? ['voided' as const] : []),
    ...(hasFailed ? ['failed' as const] : []),
  ];
  return { payment, steps, news };
}

function statusOf(payment: PaymentRecord, before: PaymentRecord, { phase }: PaymentFact): PaymentRecord['status'] {
  if (payment.captured > 0) return 'captured';
  if (payment.authorized > 0) return 'authorized';
  if (payment.voided > 0) return 'voided';
  if (!payment.closed) return phase ?? before.status;
  if (before.closed) return before.status;
  return phase === 'failed' ? 'failed' : 'voided';
}

const ranks = { pending: 0, succeeded: 1, failed: 2 } as const;

function applyRefunds(
  before: PaymentRecord,
  known: readonly OperationRecord[],
  facts: readonly RefundFact[],
): Omit<Applied, 'news'> {
  const payment = { ...before };
  const steps: LedgerStep[] = [];
  const operations = new Map(known.map((operation) => [operation.id, operation]));
  const changed = new Map<string, OperationRecord>();
  for (const fact of facts) {
    const operation = [...operations.values()].find((each) => isOf(fact, each));
    if (!operation) continue;
    const isNews = ranks[fact.status] > ranks[operation.status];
    const after: OperationRecord = {
      ...operation,
      reference: operation.reference ?? fact.reference,
      ...(isNews && { status: fact.status, error: fact.failure ?? null }),
    };
    operations.set(after.id, after);
    changed.set(after.id, after);
    if (!isNews) continue;
    const { amount, refundId } = operation;
    if (operation.status === 'pending') payment.refunding -= amount;
    const refundedDelta = (fact.status === 'succeeded' ? amount : 0) - (operation.status === 'succeeded' ? amount : 0);
    payment.refunded += refundedDelta;
    steps.push(step('refund', { refundedDelta, refundId }));
  }
  return { payment, steps: steps.filter(moves), refunds: [...changed.values()] };
}

/** Whether a fact is about what an operation asked for. */
export const isOf = (fact: RefundFact, { id, reference }: Pick<OperationRecord, 'id' | 'reference'>): boolean =>
  fact.operationId === id || (fact.reference !== null && fact.reference === reference);

const step = (kind: LedgerStep['kind'], given: Partial<LedgerStep>): LedgerStep => ({
  kind,
  authorizedDelta: 0,
  voidedDelta: 0,
  capturedDelta: 0,
  refundedDelta: 0,
  refundId: null,
  // No minus zero.
  ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === 0 ? 0 : value])),
});

const moves = ({ authorizedDelta, voidedDelta, capturedDelta, refundedDelta }: LedgerStep): boolean =>
  authorizedDelta !== 0 || voidedDelta !== 0 || capturedDelta !== 0 || refundedDelta !== 0;
