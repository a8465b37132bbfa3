import { money, payment, paymentExample } from '@oms/contracts';
import {
  anyone,
  decodeCursor,
  invalidTransition,
  pageOf,
  pageQuery,
  permission,
  problems,
  signedIn,
  toPage,
} from '@oms/http';
import * as z from 'zod';
import { type OrdersContext, route } from '../context.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { clientSecretOf } from './client-secret.ts';
import { type WaitingOperation, waitingOperations } from './operation-store.ts';
import { capturePayment, captureRequest, maySeePayments, newPayment, payOrder, voidPayment } from './pay.ts';
import { type PaymentRecord, presentPayment } from './payment.ts';
import { findPayment, paymentsOf } from './payment-store.ts';
import { receiveWebhook } from './receive-webhook.ts';

const tag = 'Payments';
const params = z.object({ id: z.uuid() });
const paymentParams = z.object({ id: z.uuid(), paymentId: z.uuid() });

const paymentWithSecret = payment
  .extend({
    clientSecret: z
      .string()
      .nullable()
      .describe('`stripe`: what Stripe.js goes on with; null once that is over, and with other providers'),
  })
  .meta({
    id: 'PaymentToConfirm',
    description: 'A payment, with what the payer’s client needs to go on',
    examples: [{ ...paymentExample, clientSecret: null }],
  });

const waitingOperation = z
  .object({
    id: z.uuid().describe('The provider’s idempotency key'),
    orderId: z.uuid(),
    orderNumber: z.string(),
    paymentId: z.uuid(),
    refundId: z.uuid().nullable(),
    provider: z.string(),
    kind: z.enum(['create', 'capture', 'void', 'refund']),
    amount: money,
    waitsFor: z.enum(['answer', 'payout']).describe('`payout`: the provider has accepted a refund and not paid it out'),
    attempts: z.int().min(0),
    error: z.string().nullable().describe('What came of the last attempt'),
    createdAt: z.iso.datetime(),
    nextAttemptAt: z.iso.datetime(),
  })
  .meta({ id: 'PaymentOperation', description: 'Something that a payment provider was asked for' });

const presentWaiting = (operation: WaitingOperation): z.infer<typeof waitingOperation> => ({
  id: operation.id,
  orderId: operation.orderId,
  orderNumber: operation.number,
  paymentId: operation.paymentId,
  refundId: operation.refundId,
  provider: operation.provider,
  kind: operation.kind,
  amount: { amount: operation.amount, currency: operation.currency },
  waitsFor: operation.reference === null ? 'answer' : 'payout',
  attempts: operation.attempts,
  error: operation.error,
  createdAt: operation.createdAt,
  nextAttemptAt: operation.nextAttemptAt,
});

type PaymentWithSecret = z.infer<typeof paymentWithSecret>;

const show = (record: PaymentRecord, { keyEncryptionKey }: OrdersContext): PaymentWithSecret => ({
  ...presentPayment(record),
  clientSecret: clientSecretOf(record, keyEncryptionKey),
});

/** The payment once its provider has done what it was asked, or is given time for it in vain. */
async function finished(id: string, context: OrdersContext): Promise<PaymentWithSecret> {
  await context.payments.finish({ paymentId: id });
  const found = await findPayment(context.db, id);
  if (!found) throw notFound('payment');
  return show(found, context);
}

export const paymentRoutes = [
  route({
    method: 'post',
    path: '/api/v1/orders/:id/payments',
    operationId: 'payOrder',
    summary: 'Pay for an order',
    description:
      'By `stripe`: for its customer. The answer holds a `clientSecret` for Stripe.js, unless `paymentMethod` is charged at once. A provider that does not answer in time leaves the payment `pending`, and it goes on by itself. By `manual`: staff record money that came in another way, which needs `payments:write`, as does `capture: false`: whoever sells decides whether money is only held for now. A payment that was begun before, and would take more than is due together with this one, is given up.',
    tag,
    access: signedIn({ keyPermission: 'payments:write' }),
    params,
    body: newPayment,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: {
      201: { description: 'The payment', body: paymentWithSecret, headers: { Location: 'Path of the payment' } },
    },
    problems: [
      problems.forbidden,
      invalidTransition,
      orderProblems.amount_exceeds_due,
      orderProblems.unknown_provider,
      orderProblems.provider_not_configured,
      orderProblems.amount_not_taken,
    ],
    handler: async ({ params: { id }, body, principal, tx }, context) => {
      const made = await payOrder(id, body, principal, tx, context);
      return {
        status: 201,
        body: show(made, context),
        headers: { Location: `/api/v1/orders/${id}/payments/${made.id}` },
      };
    },
    settle: async (reply, _input, context) => {
      if (!('body' in reply) || reply.body?.status !== 'pending') return reply;
      return { ...reply, body: await finished(reply.body.id, context) };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/payments',
    operationId: 'listPayments',
    summary: 'The payments of an order',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params,
    responses: { 200: { description: 'All of them, the oldest first', body: z.object({ data: z.array(payment) }) } },
    handler: async ({ params: { id }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), paymentsOf(db, id)]);
      if (!order || !maySeePayments(order, principal)) throw notFound('order');
      return { status: 200, body: { data: found.map(presentPayment) } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/payments/:paymentId',
    operationId: 'getPayment',
    summary: 'One payment',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params: paymentParams,
    responses: { 200: { description: 'The payment', body: paymentWithSecret } },
    handler: async ({ params: { id, paymentId }, principal }, context) => {
      const { db } = context;
      const [order, found] = await Promise.all([findOrder(db, id), findPayment(db, paymentId)]);
      if (!order || !maySeePayments(order, principal)) throw notFound('order');
      if (found?.orderId !== id) throw notFound('payment');
      return { status: 200, body: show(found, context) };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/payments/:paymentId/capture',
    operationId: 'capturePayment',
    summary: 'Capture what a payment holds',
    description: 'A payment is captured once: what is held beyond the amount is let go.',
    tag,
    access: permission('payments:write'),
    params: paymentParams,
    body: captureRequest,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'The payment as it is now', body: payment } },
    problems: [
      invalidTransition,
      orderProblems.amount_exceeds_authorized,
      orderProblems.amount_exceeds_due,
      orderProblems.amount_not_taken,
    ],
    handler: async ({ params: { id, paymentId }, body, principal, tx }, context) => {
      const captured = await capturePayment({ orderId: id, paymentId }, body, principal, tx, context);
      return { status: 200, body: presentPayment(captured) };
    },
    settle: async (reply, { params: { paymentId } }, context) => {
      if (!('body' in reply) || reply.body?.status !== 'authorized') return reply;
      const { clientSecret: _, ...body } = await finished(paymentId, context);
      return { ...reply, body };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/payments/:paymentId/void',
    operationId: 'voidPayment',
    summary: 'Let go what a payment holds',
    description: 'A payment that has not come so far is given up.',
    tag,
    access: permission('payments:write'),
    params: paymentParams,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'The payment as it is now', body: payment } },
    problems: [invalidTransition],
    handler: async ({ params: { id, paymentId }, principal, tx }, context) => {
      const voided = await voidPayment({ orderId: id, paymentId }, principal, tx, context);
      return { status: 200, body: presentPayment(voided) };
    },
    settle: async (reply, { params: { paymentId } }, context) => {
      if (!('body' in reply) || reply.body?.status === 'voided') return reply;
      const { clientSecret: _, ...body } = await finished(paymentId, context);
      return { ...reply, body };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/payments/operations',
    operationId: 'listPaymentOperations',
    summary: 'What payment providers were asked for and have not done yet, the oldest first',
    description:
      'Each is asked for again by itself, at the latest after ten minutes, until it is done or refused. One that was asked for often, and waits for an `answer` still, is for somebody to look into: what the provider said last is its `error`.',
    tag,
    access: permission('payments:write'),
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of operations', body: pageOf(waitingOperation) } },
    handler: async ({ query: { limit, cursor } }, { db }) => {
      const [after] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
      const rows = await waitingOperations(db, after, limit + 1);
      return { status: 200, body: toPage(rows, limit, ({ id }) => [id], presentWaiting) };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/payments/webhooks/:provider',
    operationId: 'receivePaymentWebhook',
    summary: 'What a payment provider tells',
    description:
      'For the provider, which signs it. What came before, and what is not of ours, is answered with 200 as well.',
    tag,
    access: anyone(),
    params: z.object({
      provider: z
        .string()
        .max(40)
        .meta({ examples: ['stripe'] }),
    }),
    rawBody: true,
    examples: {
      '*/*': '{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1"}}}',
    },
    responses: { 200: { description: 'It was taken in', body: z.object({ received: z.literal(true) }) } },
    problems: [orderProblems.bad_signature],
    handler: async ({ params: { provider }, body, request }, context) => {
      await receiveWebhook(provider, body, request.header, context);
      return { status: 200, body: { received: true as const } };
    },
  }),
];
