import type { Stripe } from 'stripe';
import type { DisputeFact, PaymentFact, ProviderEvent, RefundFact } from './provider.ts';
import { fromStripe } from './stripe-amount.ts';

type Intent = Pick<
  Stripe.PaymentIntent,
  'id' | 'status' | 'amount' | 'amount_received' | 'capture_method' | 'currency' | 'last_payment_error'
>;

/** What a PaymentIntent says, whichever of its states it was caught in. */
export function factOfIntent(intent: Intent): PaymentFact {
  const { status, currency, last_payment_error: refusal } = intent;
  const isHeldFirst = intent.capture_method === 'manual';
  const fact: PaymentFact = { reference: intent.id };
  const captured = fromStripe(intent.amount_received, currency);
  if (captured > 0) fact.everCaptured = captured;
  switch (status) {
    case 'requires_capture':
      return { ...fact, everAuthorized: fromStripe(intent.amount, currency) };
    case 'succeeded':
      // Whatever was not captured of it has been let go.
      return { ...fact, closed: true, ...(isHeldFirst && { everAuthorized: fromStripe(intent.amount, currency) }) };
    case 'canceled':
      return { ...fact, closed: true };
    case 'processing':
      return { ...fact, phase: 'pending' };
    case 'requires_payment_method':
      if (refusal) return { ...fact, phase: 'failed', failure: refusal.message ?? refusal.code ?? 'It was declined.' };
      return { ...fact, phase: 'requires_action' };
    default:
      return { ...fact, phase: 'requires_action' };
  }
}

const refundStatuses: Readonly<Record<string, RefundFact['status']>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
};

export function factOfRefund(refund: Stripe.Refund): RefundFact {
  const status = refundStatuses[refund.status ?? ''] ?? 'pending';
  return {
    operationId: refund.metadata?.operationId ?? null,
    reference: refund.id,
    amount: fromStripe(refund.amount, refund.currency),
    status,
    ...(status === 'failed' && { failure: refund.failure_reason ?? 'It could not be paid out.' }),
  };
}

const disputeStatuses: Readonly<Record<string, DisputeFact['status']>> = {
  won: 'won',
  lost: 'lost',
  // An inquiry that never took money.
  warning_closed: 'won',
  prevented: 'won',
};

export const factOfDispute = ({ id, amount, currency, status, reason }: Stripe.Dispute): DisputeFact => ({
  reference: id,
  amount: fromStripe(amount, currency),
  status: disputeStatuses[status] ?? 'open',
  reason: reason || null,
});

const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a webhook of Stripe tells of a payment. */
export function factOfEvent(event: Stripe.Event): ProviderEvent {
  const { id, type } = event;
  const about = (
    reference: string | null,
    paymentId: string | undefined,
    currency: string,
    fact: PaymentFact,
  ): ProviderEvent => ({
    id,
    type,
    about:
      reference === null
        ? null
        : {
            reference,
            paymentId: paymentId !== undefined && uuid.test(paymentId) ? paymentId : null,
            currency: currency.toUpperCase(),
            fact,
          },
  });
  const object = event.data.object as { object?: string };
  switch (object.object) {
    case 'payment_intent': {
      const intent = object as Stripe.PaymentIntent;
      return about(intent.id, intent.metadata.paymentId, intent.currency, factOfIntent(intent));
    }
    case 'refund': {
      const refund = object as Stripe.Refund;
      const { currency, metadata } = refund;
      return about(idOf(refund.payment_intent), metadata?.paymentId, currency, { refunds: [factOfRefund(refund)] });
    }
    case 'charge': {
      // Lists its refunds in older versions of the API alone; in all of them each refund has events of its own.
      const charge = object as Stripe.Charge;
      const refunds = (charge.refunds?.data ?? []).map(factOfRefund);
      const reference = refunds.length > 0 ? idOf(charge.payment_intent) : null;
      return about(reference, charge.metadata.paymentId, charge.currency, { refunds });
    }
    case 'dispute': {
      const dispute = object as Stripe.Dispute;
      return about(idOf(dispute.payment_intent), undefined, dispute.currency, { dispute: factOfDispute(dispute) });
    }
    default:
      return { id, type, about: null };
  }
}
