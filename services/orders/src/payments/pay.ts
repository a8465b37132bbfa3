import { line, money } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidFields, invalidTransition, Problem, problems } from '@oms/http';
import { can, type Principal } from '@oms/security';
import * as z from 'zod';
import type { OrdersContext } from '../context.ts';
import { owedOf } from '../orders/balance.ts';
import { kept, mayChange, maySee, needsPaymentsWrite } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { lockOrder } from '../orders/order-store.ts';
import { requireAction } from '../orders/require-transition.ts';
import { notFound, orderProblems } from '../problems.ts';
import { loadMoney, OrderMoney } from './order-money.ts';
import type { PaymentRecord } from './payment.ts';
import { requireStep } from './require-step.ts';

export const newPayment = z
  .strictObject({
    provider: z.string().min(1).max(40).describe('`manual`, which staff record, or `stripe`'),
    amount: money.optional().describe('All that is due unless given; never more'),
    capture: z
      .boolean()
      .default(true)
      .describe('False to hold the money only, until it is captured: with `payments:write`'),
    reference: line(200)
      .optional()
      .describe('`manual`: how the bookkeeping calls it; kept until the customer is erased'),
    paymentMethod: z
      .string()
      .regex(/^[A-Za-z0-9_]{1,255}$/)
      .optional()
      .describe(
        '`stripe`: id of a means of payment to charge at once; without it the client confirms with `clientSecret`',
      ),
  })
  .meta({ examples: [{ provider: 'manual', reference: 'BANK-2041' }] });

export const captureRequest = z
  .strictObject({ amount: money.optional().describe('All that is held unless given; the rest of it is let go') })
  .default({})
  .meta({ examples: [{ amount: { amount: 4497, currency: 'EUR' } }] });

type NewPayment = z.infer<typeof newPayment>;
type CaptureRequest = z.infer<typeof captureRequest>;

/** People see the payments of their own orders. */
export const maySeePayments = (order: Pick<OrderRecord, 'customerId'>, principal: Principal): boolean =>
  maySee(order, principal) || can(principal, 'payments:write');

/** Locks an order and all of its money. @throws {Problem} 404 */
export async function lockMoney(
  orderId: string,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<OrderMoney> {
  const [locked, known] = await Promise.all([lockOrder(tx, orderId), loadMoney(tx, orderId)]);
  if (!locked || !maySeePayments(locked.found, principal)) throw notFound('order');
  return new OrderMoney(context, new OrderChange(context, locked, actorOf(principal)), known);
}

/**
 * Begins to pay for an order: what staff record is captured or held at once, all else after the commit, by its provider.
 *
 * @throws {Problem} 403, 404, 409 or 422
 */
export async function payOrder(
  orderId: string,
  request: NewPayment,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<PaymentRecord> {
  const provider = providerOf(request, context);
  const money = await lockMoney(orderId, principal, tx, context);
  const { order } = money.change;
  if (!can(principal, 'payments:write') && (provider.isImmediate || !mayChange(order, principal))) {
    throw new Problem(problems.forbidden, { detail: needsPaymentsWrite });
  }
  // An order whose money is held is confirmed, and what is not captured in time lapses.
  if (!request.capture && !can(principal, 'payments:write')) {
    throw new Problem(problems.forbidden, {
      detail: `${needsPaymentsWrite} Leave capture out, or send true, to pay at once.`,
    });
  }
  requireAction(order, 'pay');
  const amount = amountOf(order, request.amount) ?? money.due;
  if (amount > money.due) {
    throw new Problem(orderProblems.amount_exceeds_due, {
      detail: 'Pay what due names, or less.',
      extensions: { due: { amount: money.due, currency: order.currency } },
    });
  }
  requireStep(provider, amount, order.currency);
  const { paymentMethod } = request;
  const payment = await money.pay({
    provider: provider.name,
    captureMethod: request.capture ? 'automatic' : 'manual',
    amount,
    reference: kept(order, request.reference),
    details: paymentMethod === undefined ? {} : { paymentMethod },
  });
  await money.save(tx);
  return money.payment(payment.id) ?? payment;
}

/**
 * Captures what a payment holds.
 *
 * @throws {Problem} 404, 409 or 422
 */
export async function capturePayment(
  { orderId, paymentId }: { orderId: string; paymentId: string },
  request: CaptureRequest,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<PaymentRecord> {
  const money = await lockMoney(orderId, principal, tx, context);
  const { order } = money.change;
  const payment = paymentOf(money, paymentId);
  if (payment.authorized === 0) throw refused(payment, 'nothing_authorized', 'The payment holds nothing to capture.');
  for (const kind of ['capture', 'void'] as const) {
    if (money.isAsked(paymentId, kind)) throw refused(payment, `${kind}_pending`, `A ${kind} of it is under way.`);
  }
  requireAction(order, 'capture');
  const owed = Math.max(0, owedOf(order));
  const amount = amountOf(order, request.amount) ?? Math.min(payment.authorized, owed);
  if (amount > payment.authorized) {
    throw new Problem(orderProblems.amount_exceeds_authorized, {
      detail: 'Capture what is held, or less.',
      extensions: { authorized: { amount: payment.authorized, currency: order.currency } },
    });
  }
  if (amount > owed || amount === 0) {
    throw new Problem(orderProblems.amount_exceeds_due, {
      detail: 'The order costs no more than due; void the payment, or capture less of it.',
      extensions: { due: { amount: owed, currency: order.currency } },
    });
  }
  requireStep(context.payments.providers.get(payment.provider), amount, order.currency);
  await money.capture(paymentId, amount);
  await money.save(tx);
  return paymentOf(money, paymentId);
}

/**
 * Lets go what a payment holds, or gives it up where it has not come so far.
 *
 * @throws {Problem} 404 or 409
 */
export async function voidPayment(
  { orderId, paymentId }: { orderId: string; paymentId: string },
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<PaymentRecord> {
  const money = await lockMoney(orderId, principal, tx, context);
  const payment = paymentOf(money, paymentId);
  if (payment.closed)
    throw refused(payment, 'nothing_authorized', 'The payment is over; what was captured can be refunded.');
  if (money.isAsked(paymentId, 'capture')) throw refused(payment, 'capture_pending', 'A capture of it is under way.');
  await money.void(paymentId);
  await money.save(tx);
  return paymentOf(money, paymentId);
}

/** @throws {Problem} 422 */
function providerOf({ provider: name, reference, paymentMethod }: NewPayment, { payments }: OrdersContext) {
  const provider = payments.providers.get(name);
  if (!provider) {
    const known = [...payments.providers.keys()].join(', ');
    throw name === 'stripe'
      ? new Problem(orderProblems.provider_not_configured, { detail: `Set STRIPE_SECRET_KEY, or pay by ${known}.` })
      : new Problem(orderProblems.unknown_provider, { detail: `Choose one of: ${known}.` });
  }
  const misplaced = provider.isImmediate ? paymentMethod && 'paymentMethod' : reference && 'reference';
  if (!misplaced) return provider;
  const detail = `is not taken with the provider ${name}`;
  throw invalidFields([{ pointer: `/${misplaced}`, in: 'body', code: 'not_for_provider', detail }]);
}

/** @throws {Problem} 422 for another currency or nothing at all */
export function amountOf({ currency }: OrderRecord, given: z.infer<typeof money> | undefined): number | undefined {
  if (given === undefined) return undefined;
  const refuse = (field: string, code: string, detail: string) =>
    invalidFields([{ pointer: `/amount/${field}`, in: 'body', code, detail }]);
  if (given.currency !== currency) throw refuse('currency', 'other_currency', `must be ${currency}, that of the order`);
  if (given.amount === 0) throw refuse('amount', 'too_small', 'must be more than zero');
  return given.amount;
}

function paymentOf(money: OrderMoney, id: string): PaymentRecord {
  const payment = money.payment(id);
  if (!payment) throw notFound('payment');
  return payment;
}

const refused = ({ status }: PaymentRecord, cause: string, detail: string): Problem =>
  new Problem(invalidTransition, { detail, extensions: { cause, currentStatus: status } });
