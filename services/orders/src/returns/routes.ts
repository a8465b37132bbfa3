import { type OrderReturn, orderReturn } from '@oms/contracts';
import { decodeCursor, invalidTransition, pageOf, pageQuery, permission, problems, signedIn, toPage } from '@oms/http';
import * as z from 'zod';
import { type OrdersContext, route } from '../context.ts';
import { maySee } from '../orders/order-access.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { receiveReturn } from './receive-return.ts';
import { refundReturn } from './refund-return.ts';
import { requestReturn } from './request-return.ts';
import { approval, newReturn, receipt, rejection, repayment } from './return-requests.ts';
import { findReturn, listReturns } from './return-store.ts';
import { settleReturn } from './settle-return.ts';

const tag = 'Returns';
const ofOrder = z.object({ id: z.uuid() });
const params = z.object({ id: z.uuid(), returnId: z.uuid() });
const readers = signedIn({ keyPermission: 'orders:read' });
const writers = signedIn({ keyPermission: 'orders:write' });
const staff = permission('orders:write');
const changed = { 200: { description: 'The return as it is now', body: orderReturn } };

/** The return once its provider has paid it back, or is given time for it in vain. */
async function paidOut(given: OrderReturn, { db, payments }: OrdersContext): Promise<OrderReturn> {
  if (given.status !== 'received' || given.refundId === null) return given;
  await payments.finish({ refundId: given.refundId });
  return (await findReturn(db, given.orderId, given.id)) ?? given;
}

export const returnRoutes = [
  route({
    method: 'post',
    path: '/api/v1/orders/:id/returns',
    operationId: 'requestReturn',
    summary: 'Ask to send something back',
    description:
      'What was shipped and is not returned, or about to be. Customers can for so many days (`RETURN_WINDOW_DAYS`) from when it arrived, or left, where that was not noted; with `orders:write` there is no such limit. Staff approve or reject it.',
    tag,
    access: writers,
    params: ofOrder,
    body: newReturn,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: {
      201: { description: 'The return', body: orderReturn, headers: { Location: 'Path of the return' } },
    },
    problems: [problems.forbidden, invalidTransition],
    handler: async ({ params: { id }, body, principal, tx }, context) => {
      const requested = await requestReturn(id, body, principal, tx, context);
      return { status: 201, body: requested, headers: { Location: `/api/v1/orders/${id}/returns/${requested.id}` } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/returns',
    operationId: 'listReturns',
    summary: 'The returns of an order, the oldest first',
    tag,
    access: readers,
    params: ofOrder,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of returns', body: pageOf(orderReturn) } },
    handler: async ({ params: { id }, query: { limit, cursor }, principal }, { db }) => {
      const [after] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
      const [order, rows] = await Promise.all([findOrder(db, id), listReturns(db, id, after, limit + 1)]);
      if (!order || !maySee(order, principal)) throw notFound('order');
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          (row) => [row.id],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/returns/:returnId',
    operationId: 'getReturn',
    summary: 'One return',
    tag,
    access: readers,
    params,
    responses: { 200: { description: 'The return', body: orderReturn } },
    handler: async ({ params: { id, returnId }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), findReturn(db, id, returnId)]);
      if (!order || !found || !maySee(order, principal)) throw notFound('return');
      return { status: 200, body: found };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/returns/:returnId/approve',
    operationId: 'approveReturn',
    summary: 'Agree to take something back',
    description: 'The customer is told by mail, with the answer.',
    tag,
    access: staff,
    params,
    body: approval,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: changed,
    problems: [invalidTransition],
    handler: async ({ params: { id: orderId, returnId }, body: { answer }, principal, tx }, context) => ({
      status: 200,
      body: await settleReturn({ orderId, returnId }, 'approve', answer, principal, tx, context),
    }),
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/returns/:returnId/reject',
    operationId: 'rejectReturn',
    summary: 'Refuse to take something back',
    description: 'The customer is told why by mail.',
    tag,
    access: staff,
    params,
    body: rejection,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: changed,
    problems: [invalidTransition],
    handler: async ({ params: { id: orderId, returnId }, body: { answer }, principal, tx }, context) => ({
      status: 200,
      body: await settleReturn({ orderId, returnId }, 'reject', answer, principal, tx, context),
    }),
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/returns/:returnId/receive',
    operationId: 'receiveReturn',
    summary: 'Take in what was sent back',
    description:
      'All of an approved return, or less where less came. What can be sold again is back in stock. What the customer paid for it goes back, never more than was captured and not yet paid back: the return is `refunded` once that is paid out, `received` again should it fail later, and stays so where nothing was captured. Paying back needs `payments:write` as well, and of a person a sign-in of late; without that permission it stays `received`, to be paid back by `POST …/refund`.',
    tag,
    access: staff,
    params,
    body: receipt,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: changed,
    problems: [problems.recent_login_required, invalidTransition, orderProblems.amount_not_taken],
    handler: async ({ params: { id: orderId, returnId }, body, principal, tx }, context) => ({
      status: 200,
      body: await receiveReturn({ orderId, returnId }, body, principal, tx, context),
    }),
    settle: async (reply, _input, context) =>
      'body' in reply && reply.body ? { ...reply, body: await paidOut(reply.body, context) } : reply,
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/returns/:returnId/refund',
    operationId: 'refundReturn',
    summary: 'Pay back what was received',
    description:
      'For a return that was received without a refund, or whose refund failed. Besides `payments:write` it needs `orders:write`.',
    tag,
    access: permission('payments:write', { recentLogin: 'people' }),
    params,
    body: repayment,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: changed,
    problems: [invalidTransition, orderProblems.refund_exceeds_captured, orderProblems.amount_not_taken],
    handler: async ({ params: { id: orderId, returnId }, body, principal, tx }, context) => ({
      status: 200,
      body: await refundReturn({ orderId, returnId }, body, principal, tx, context),
    }),
    settle: async (reply, _input, context) =>
      'body' in reply && reply.body ? { ...reply, body: await paidOut(reply.body, context) } : reply,
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/returns/:returnId/cancel',
    operationId: 'cancelReturn',
    summary: 'Give up a return',
    description: 'Its customer can until it is approved; with `orders:write` until it is received.',
    tag,
    access: writers,
    params,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: changed,
    problems: [problems.forbidden, invalidTransition],
    handler: async ({ params: { id: orderId, returnId }, principal, tx }, context) => ({
      status: 200,
      body: await settleReturn({ orderId, returnId }, 'cancel', undefined, principal, tx, context),
    }),
  }),
];
