import { expect } from 'chai';
import fc from 'fast-check';
import { applyFact, type LedgerStep, type OperationRecord } from '../src/payments/apply-fact.ts';
import type { PaymentRecord } from '../src/payments/payment.ts';
import type { PaymentFact } from '../src/payments/provider.ts';

const begun = (more: Partial<PaymentRecord> = {}): PaymentRecord => ({
  id: 'payment',
  orderId: 'order',
  provider: 'stripe',
  reference: 'pi',
  captureMethod: 'manual',
  status: 'requires_action',
  currency: 'EUR',
  amount: 1_000,
  authorized: 0,
  voided: 0,
  captured: 0,
  refunding: 0,
  refunded: 0,
  closed: false,
  details: {},
  failure: null,
  createdAt: 'then',
  updatedAt: 'then',
  ...more,
});

const refundOf = (id: string, amount: number): OperationRecord => ({
  id,
  orderId: 'order',
  paymentId: 'payment',
  kind: 'refund',
  amount,
  refundId: `refund of ${id}`,
  status: 'pending',
  reference: null,
  error: null,
  createdAt: 'then',
});

function applyAll(payment: PaymentRecord, refunds: readonly OperationRecord[], facts: readonly PaymentFact[]) {
  const steps: LedgerStep[] = [];
  const operations = new Map(refunds.map((each) => [each.id, each]));
  let after = payment;
  for (const fact of facts) {
    const applied = applyFact(after, [...operations.values()], fact);
    after = applied.payment;
    steps.push(...applied.steps);
    for (const each of applied.refunds) operations.set(each.id, each);
  }
  return { payment: after, steps, refunds: [...operations.values()] };
}

/** The columns of a payment, as the sums of its steps. */
const sums = (steps: readonly LedgerStep[]) => {
  const sum = (of: (step: LedgerStep) => number) => steps.map(of).reduce((one, other) => one + other, 0);
  return {
    authorized: sum((step) => step.authorizedDelta),
    voided: sum((step) => step.voidedDelta),
    captured: sum((step) => step.capturedDelta),
    refunded: sum((step) => step.refundedDelta),
  };
};
const columns = ({ authorized, voided, captured, refunded }: PaymentRecord) => ({
  authorized,
  voided,
  captured,
  refunded,
});

/** All that a provider ever says of one payment, in its order. */
const story: PaymentFact[] = [
  { phase: 'requires_action' },
  { phase: 'failed', failure: 'Your card was declined.' },
  { everAuthorized: 1_000 },
  { everAuthorized: 1_000, everCaptured: 700, closed: true },
  { refunds: [{ operationId: 'one', reference: 're_1', amount: 200, status: 'pending' }] },
  { refunds: [{ operationId: 'one', reference: 're_1', amount: 200, status: 'succeeded' }] },
  { refunds: [{ operationId: 'two', reference: 're_2', amount: 300, status: 'succeeded' }] },
  { refunds: [{ operationId: 'two', reference: 're_2', amount: 300, status: 'failed', failure: 'Account closed' }] },
  { dispute: { reference: 'dp_1', amount: 700, status: 'open', reason: 'fraudulent' } },
  { dispute: { reference: 'dp_1', amount: 700, status: 'lost', reason: 'fraudulent' } },
];

describe('what facts of a provider make of a payment', () => {
  const refunds = [refundOf('one', 200), refundOf('two', 300)];
  const paying = begun({ refunding: 500 });

  it('is the same in any order, however often each comes, and the sum of the ledger', () => {
    const expected = applyAll(paying, refunds, story);
    expect(expected.payment).to.include({
      status: 'captured',
      authorized: 0,
      voided: 300,
      captured: 700,
      refunded: 200,
      refunding: 0,
      failure: null,
    });
    expect(expected.payment.details.disputes?.map(({ status }) => status)).to.deep.equal(['lost']);
    const sequences = fc
      .array(fc.constantFrom(...story), { maxLength: 8 })
      .chain((again) => fc.shuffledSubarray([...story, ...again], { minLength: story.length + again.length }));
    fc.assert(
      fc.property(sequences, (facts) => {
        const { payment, steps, refunds: ended } = applyAll(paying, refunds, facts);
        expect({ ...payment, failure: null }).to.deep.equal(expected.payment);
        expect(ended.map(({ status }) => status)).to.deep.equal(['succeeded', 'failed']);
        expect(sums(steps)).to.deep.equal(columns(payment));
      }),
      { numRuns: 500 },
    );
  });

  it('never goes below nothing on the way, nor above what the payment is for', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(story, { minLength: story.length }), (facts) => {
        for (let length = 1; length <= facts.length; length += 1) {
          const { payment, steps } = applyAll(paying, refunds, facts.slice(0, length));
          const { authorized, voided, captured, refunding } = payment;
          expect(Math.min(authorized, voided, captured, refunding)).to.be.at.least(0);
          expect(authorized + voided + captured).to.be.at.most(payment.amount);
          expect(sums(steps)).to.deep.equal(columns(payment));
        }
      }),
    );
  });

  it('holds what is held, and lets go what is not captured', () => {
    const held = applyFact(begun(), [], { everAuthorized: 1_000 });
    expect(held.payment).to.include({ status: 'authorized', authorized: 1_000 });
    expect(held.news).to.deep.equal(['authorized']);
    const captured = applyFact(held.payment, [], { everCaptured: 600, closed: true });
    expect(captured.payment).to.include({ status: 'captured', authorized: 0, captured: 600, voided: 400 });
    expect(captured.news).to.deep.equal(['captured', 'voided']);
    const voided = applyFact(held.payment, [], { closed: true });
    expect(voided.payment).to.include({ status: 'voided', authorized: 0, voided: 1_000 });
  });

  it('holds nothing of a payment that was given up before it was heard to hold anything', () => {
    const { payment, steps } = applyAll(begun(), [], [{ closed: true }, { everAuthorized: 1_000 }]);
    expect(payment).to.include({ status: 'voided', authorized: 0, voided: 1_000 });
    expect(steps.map(({ kind }) => kind)).to.deep.equal(['authorization', 'void']);
  });

  it('tells a failure once, and forgets it when money comes', () => {
    const declined: PaymentFact = { phase: 'failed', failure: 'Declined.' };
    const first = applyFact(begun({ captureMethod: 'automatic' }), [], declined);
    expect([first.payment.status, first.news]).to.deep.equal(['failed', ['failed']]);
    expect(applyFact(first.payment, [], declined).news).to.deep.equal([]);
    expect(applyFact(first.payment, [], { ...declined, failure: 'Expired.' }).news).to.deep.equal(['failed']);
    const paid = applyFact(first.payment, [], { everCaptured: 1_000, closed: true });
    expect(paid.payment).to.include({ status: 'captured', failure: null, authorized: 0, voided: 0 });
    expect(applyFact(paid.payment, [], declined).payment).to.include({ status: 'captured', failure: null });
  });

  it('says nothing of refunds that nobody asked for', () => {
    const fact: PaymentFact = {
      refunds: [{ operationId: 'other', reference: 're_9', amount: 5, status: 'succeeded' }],
    };
    expect(applyFact(begun({ captured: 10, closed: true }), [], fact)).to.deep.include({ steps: [], refunds: [] });
  });
});
