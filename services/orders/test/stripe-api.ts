import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import nock from 'nock';
import { Stripe } from 'stripe';

export const stripeSettings = { STRIPE_SECRET_KEY: 'sk_test_orders', STRIPE_WEBHOOK_SECRET: 'whsec_orders' };

interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_received: number;
  capture_method: 'automatic' | 'manual';
  client_secret: string;
  currency: string;
  last_payment_error: { message: string } | null;
  metadata: Record<string, string>;
  status: string;
}

interface RefundObject {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  metadata: Record<string, string>;
  payment_intent: string;
  status: string;
  failure_reason?: string;
}

type Reply = [status: number, body: Record<string, unknown>];

/**
 * What OMS uses of Stripe's API, answered as its reference says (docs.stripe.com/api): an Idempotency-Key is answered as it was at
 * first, and what is not possible in the state of a PaymentIntent is refused.
 */
export function answerAsStripe() {
  const intents = new Map<string, Intent>();
  const refunds = new Map<string, RefundObject>();
  const answered = new Map<string, Reply>();
  const requests: { path: string; key: string; replayed: boolean }[] = [];
  const state = {
    /** Whether it answers at all. */
    isDown: false,
    /** Milliseconds until it answers. */
    delayMs: 0,
    /** Whether the work is done, and its answer lost on the way. */
    losesAnswers: false,
    refundStatus: 'succeeded',
  };

  const refuse = (status: number, type: string, message: string, intent?: Intent): Reply => [
    status,
    { error: { type, message, ...(intent && { payment_intent: { ...intent } }) } },
  ];

  function confirm(intent: Intent, paymentMethod: string): Reply {
    if (paymentMethod === 'pm_card_declined') {
      intent.last_payment_error = { message: 'Your card was declined.' };
      return refuse(402, 'card_error', 'Your card was declined.', intent);
    }
    intent.last_payment_error = null;
    if (intent.capture_method === 'manual') intent.status = 'requires_capture';
    else {
      intent.status = 'succeeded';
      intent.amount_received = intent.amount;
    }
    return [200, { ...intent }];
  }

  function create(form: URLSearchParams): Reply {
    const id = `pi_${randomUUID().slice(0, 8)}`;
    const intent: Intent = {
      id,
      object: 'payment_intent',
      amount: Number(form.get('amount')),
      amount_received: 0,
      capture_method: form.get('capture_method') === 'manual' ? 'manual' : 'automatic',
      client_secret: `${id}_secret_1`,
      currency: form.get('currency') ?? '',
      last_payment_error: null,
      metadata: metadataOf(form),
      status: 'requires_payment_method',
    };
    intents.set(id, intent);
    const method = form.get('payment_method');
    return method && form.get('confirm') === 'true' ? confirm(intent, method) : [200, { ...intent }];
  }

  function change(id: string, action: string, form: URLSearchParams): Reply {
    const intent = intents.get(id);
    if (!intent) return refuse(404, 'invalid_request_error', `No such payment_intent: '${id}'`);
    const unexpected = () =>
      refuse(400, 'invalid_request_error', `This PaymentIntent could not be changed: it is ${intent.status}.`, intent);
    if (action === 'capture') {
      if (intent.status !== 'requires_capture') return unexpected();
      intent.status = 'succeeded';
      intent.amount_received = Number(form.get('amount_to_capture') ?? intent.amount);
    } else {
      if (intent.status === 'succeeded' || intent.status === 'canceled') return unexpected();
      intent.status = 'canceled';
    }
    return [200, { ...intent }];
  }

  function refund(form: URLSearchParams): Reply {
    const intent = intents.get(form.get('payment_intent') ?? '');
    if (!intent) return refuse(404, 'invalid_request_error', 'No such payment_intent');
    const amount = Number(form.get('amount'));
    const before = [...refunds.values()].filter(
      (each) => each.payment_intent === intent.id && each.status !== 'failed',
    );
    if (before.reduce((sum, each) => sum + each.amount, amount) > intent.amount_received) {
      return refuse(400, 'invalid_request_error', 'Refund amount is greater than unrefunded amount on charge.');
    }
    return [200, { ...add(intent, amount, metadataOf(form)) }];
  }

  function add(intent: Intent, amount: number, metadata: Record<string, string>): RefundObject {
    const made: RefundObject = {
      id: `re_${randomUUID().slice(0, 8)}`,
      object: 'refund',
      amount,
      currency: intent.currency,
      metadata,
      payment_intent: intent.id,
      status: state.refundStatus,
    };
    refunds.set(made.id, made);
    return made;
  }

  if (!nock.isActive()) nock.activate();
  const scope = nock('https://api.stripe.com').persist();
  scope.post(/^\/v1\//).reply(async (request: Request) => {
    const path = new URL(request.url).pathname;
    const key = request.headers.get('idempotency-key') ?? '';
    requests.push({ path, key, replayed: answered.has(key) });
    const form = new URLSearchParams(await request.text());
    if (state.delayMs > 0) await delay(state.delayMs);
    if (state.isDown) return [503, { error: { type: 'api_error', message: 'Down for maintenance.' } }];
    const known = answered.get(key);
    if (known) return known;
    const [, id = '', action = ''] = /^\/v1\/payment_intents\/([^/]+)\/(capture|cancel)$/.exec(path) ?? [];
    const reply = path === '/v1/refunds' ? refund(form) : action === '' ? create(form) : change(id, action, form);
    answered.set(key, reply);
    return state.losesAnswers ? [500, { error: { type: 'api_error', message: 'Lost.' } }] : reply;
  });
  scope.get(/^\/v1\/refunds\//).reply((request: Request) => {
    const found = refunds.get(request.url.split('/').at(-1) ?? '');
    return found ? [200, { ...found }] : refuse(404, 'invalid_request_error', 'No such refund');
  });

  const signer = new Stripe('sk_test_signs_only');
  const event = (type: string, object: object, id = `evt_${randomUUID().slice(0, 8)}`) => {
    const payload = JSON.stringify({ id, object: 'event', type, data: { object } });
    const signature = signer.webhooks.generateTestHeaderString({
      payload,
      secret: stripeSettings.STRIPE_WEBHOOK_SECRET,
    });
    return { payload, signature };
  };

  return {
    state,
    intents,
    refunds,
    requests,
    /** The PaymentIntent of a payment. */
    intentOf: (payment: { reference: string | null }): Intent => {
      const found = intents.get(payment.reference ?? '');
      if (!found) throw new Error(`Stripe knows no ${payment.reference}`);
      return found;
    },
    /** What the payer does in the browser. */
    pay: (intent: Intent, paymentMethod = 'pm_card_visa') => confirm(intent, paymentMethod),
    /** What somebody pays back on Stripe's own pages. */
    refundOutside: (intent: Intent, amount: number): RefundObject => add(intent, amount, {}),
    /** A webhook about an object as it is now. */
    event,
    stop: () => {
      nock.cleanAll();
      nock.restore();
    },
  };
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  const entries = [...form].flatMap(([name, value]) => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

export type StripeApi = ReturnType<typeof answerAsStripe>;
