import { refund } from '@oms/contracts';
import { invalidTransition, permission, signedIn } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { findOrder } from '../orders/order-store.ts';
import { maySeePayments } from '../payments/pay.ts';
import { notFound, orderProblems } from '../problems.ts';
import { presentRefund } from './refund.ts';
import { newRefund, refundOrder } from './refund-order.ts';
import { findRefund, refundsOf } from './refund-store.ts';

const tag = 'Payments';
const params = z.object({ id: z.uuid() });

export const refundRoutes = [
  route({
    method: 'post',
    path: '/api/v1/orders/:id/refunds',
    operationId: 'refundOrder',
    summary: 'Pay back money of an order',
    description:
      'An amount, pieces with or without shipping, or, where neither is named, all that is left; never more than was captured. A person needs to have signed in lately. What has to be paid out by a provider that does not answer in time stays `pending`, and it goes on by itself.',
    tag,
    access: permission('payments:write', { recentLogin: 'people' }),
    params,
    body: newRefund,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 201: { description: 'The refund', body: refund, headers: { Location: 'Path of the refund' } } },
    problems: [invalidTransition, orderProblems.refund_exceeds_captured, orderProblems.amount_not_taken],
    handler: async ({ params: { id }, body, principal, tx }, context) => {
      const made = await refundOrder(id, body, principal, tx, context);
      return {
        status: 201,
        body: presentRefund(made),
        headers: { Location: `/api/v1/orders/${id}/refunds/${made.id}` },
      };
    },
    settle: async (reply, _input, context) => {
      if (!('body' in reply) || reply.body?.status !== 'pending') return reply;
      await context.payments.finish({ refundId: reply.body.id });
      const found = await findRefund(context.db, reply.body.id);
      return found ? { ...reply, body: presentRefund(found) } : reply;
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/refunds',
    operationId: 'listRefunds',
    summary: 'The refunds of an order',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params,
    responses: { 200: { description: 'All of them, the oldest first', body: z.object({ data: z.array(refund) }) } },
    handler: async ({ params: { id }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), refundsOf(db, id)]);
      if (!order || !maySeePayments(order, principal)) throw notFound('order');
      return { status: 200, body: { data: found.map(presentRefund) } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/refunds/:refundId',
    operationId: 'getRefund',
    summary: 'One refund',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params: params.extend({ refundId: z.uuid() }),
    responses: { 200: { description: 'The refund', body: refund } },
    handler: async ({ params: { id, refundId }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), findRefund(db, refundId)]);
      if (!order || !maySeePayments(order, principal)) throw notFound('order');
      if (found?.orderId !== id) throw notFound('refund');
      return { status: 200, body: presentRefund(found) };
    },
  }),
];
