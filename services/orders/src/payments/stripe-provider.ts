import { Stripe } from 'stripe';
import {
  BadSignature,
  type Operation,
  type PaymentFact,
  type PaymentToMake,
  type Provider,
  ProviderRefusal,
} from './provider.ts';
import { stripeStep, toStripe } from './stripe-amount.ts';
import { factOfEvent, factOfIntent, factOfRefund } from './stripe-facts.ts';

export interface StripeOptions {
  secretKey: string;
  /** Verifies webhooks; without one none is taken. */
  webhookSecret: string | undefined;
  /** Where the API is, in place of https://api.stripe.com. */
  apiBase: string | undefined;
}

/** Milliseconds that Stripe is given to answer. */
const timeoutMs = 20_000;

/** Hours for which Stripe surely knows an idempotency key; it keeps them for at least a day. */
const keyHours = 20;

/** Payments by PaymentIntents (docs.stripe.com/payments/payment-intents). */
export function createStripeProvider({ secretKey, webhookSecret, apiBase }: StripeOptions): Provider {
  const base = apiBase === undefined ? undefined : new URL(apiBase);
  const stripe = new Stripe(secretKey, {
    // Operations are tried again by whoever claims them, later and under the same key.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(base && {
      protocol: base.protocol === 'http:' ? ('http' as const) : ('https' as const),
      host: base.hostname,
      port: base.port || (base.protocol === 'http:' ? 80 : 443),
    }),
  });

  async function create({ id, amount }: Operation, payment: PaymentToMake): Promise<PaymentFact> {
    const { paymentMethod } = payment.details;
    const intent = await stripe.paymentIntents.create(
      {
        amount: toStripe(amount, payment.currency),
        currency: payment.currency.toLowerCase(),
        capture_method: payment.captureMethod === 'manual' ? 'manual' : 'automatic',
        metadata: { orderId: payment.orderId, paymentId: payment.id },
        ...(paymentMethod === undefined
          ? { automatic_payment_methods: { enabled: true } }
          : {
              payment_method: paymentMethod,
              confirm: true,
              // There is no page to come back to.
              automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
            }),
      },
      { idempotencyKey: id },
    );
    return withSecret(intent);
  }

  async function refund(operation: Operation, reference: string, payment: PaymentToMake): Promise<PaymentFact> {
    const { id, orderId, paymentId, amount, createdAt } = operation;
    const isLate = Date.now() - Date.parse(createdAt) > keyHours * 3_600_000;
    const known =
      operation.reference !== null
        ? await stripe.refunds.retrieve(operation.reference)
        : isLate
          ? await findRefund(reference, id)
          : undefined;
    const found =
      known ??
      (await stripe.refunds.create(
        {
          payment_intent: reference,
          amount: toStripe(amount, payment.currency),
          metadata: { orderId, paymentId, operationId: id },
        },
        { idempotencyKey: id },
      ));
    return { refunds: [{ ...factOfRefund(found), operationId: id }] };
  }

  /** A refund that was asked for so long ago that its key may be forgotten. */
  async function findRefund(paymentIntent: string, operationId: string): Promise<Stripe.Refund | undefined> {
    for await (const each of stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 })) {
      if (each.metadata?.operationId === operationId) return each;
    }
    return undefined;
  }

  async function ask(operation: Operation, payment: PaymentToMake): Promise<PaymentFact> {
    const { id: idempotencyKey, kind, amount } = operation;
    const { reference, currency } = payment;
    if (kind === 'create') return create(operation, payment);
    if (reference === null) throw new ProviderRefusal('The payment was never begun.');
    switch (kind) {
      case 'capture':
        return factOfIntent(
          await stripe.paymentIntents.capture(
            reference,
            { amount_to_capture: toStripe(amount, currency) },
            { idempotencyKey },
          ),
        );
      case 'void':
        return factOfIntent(await stripe.paymentIntents.cancel(reference, {}, { idempotencyKey }));
      case 'refund':
        return refund(operation, reference, payment);
    }
  }

  return {
    name: 'stripe',
    isImmediate: false,
    stepOf: stripeStep,
    async carryOut(operation, payment) {
      try {
        return await ask(operation, payment);
      } catch (error) {
        return answerOfError(operation, error);
      }
    },
    readWebhook(body, header) {
      const signature = header('stripe-signature');
      if (webhookSecret === undefined) throw new BadSignature('Set STRIPE_WEBHOOK_SECRET to take webhooks of Stripe.');
      if (signature === undefined) throw new BadSignature('The header Stripe-Signature is missing.');
      let event: Stripe.Event;
      try {
        event = stripe.webhooks.constructEvent(body, signature, webhookSecret);
      } catch (cause) {
        throw new BadSignature('The signature does not fit the body, the secret, or the time.', { cause });
      }
      return factOfEvent(event);
    },
  };
}

const withSecret = (intent: Stripe.PaymentIntent): PaymentFact => ({
  ...factOfIntent(intent),
  ...(intent.client_secret !== null && { clientSecret: intent.client_secret }),
});

/**
 * What an error of Stripe's means. Of a declined card the PaymentIntent stays open for another one.
 *
 * @throws {ProviderRefusal} where it will never be done; the error itself where it can be tried again
 */
function answerOfError({ kind }: Operation, error: unknown): PaymentFact {
  const isFinal =
    error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;
  if (!isFinal) throw error;
  const intent = error.payment_intent as Stripe.PaymentIntent | undefined;
  const message = error.message || 'Stripe refused it.';
  if (!intent) {
    // Declined while it was made, and nothing is left of it.
    throw new ProviderRefusal(message, kind === 'create' ? { closed: true, phase: 'failed', failure: message } : {});
  }
  const fact = kind === 'create' ? withSecret(intent) : factOfIntent(intent);
  if (kind === 'create') return { ...fact, phase: 'failed', failure: message };
  // Done before: a retry whose key is forgotten, or somebody at the provider.
  if (fact.closed && (kind === 'void' || (kind === 'capture' && fact.everCaptured !== undefined))) return fact;
  throw new ProviderRefusal(message, fact);
}
