import { comment } from '@oms/contracts';
import { decodeCursor, pageOf, pageQuery, problems, signedIn, toPage } from '@oms/http';
import { can, type Principal } from '@oms/security';
import * as z from 'zod';
import { route } from '../context.ts';
import { maySee } from '../orders/order-access.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { addComment, newComment } from './add-comment.ts';
import { findComment, listComments, presentComment } from './comment-store.ts';

const tag = 'Comments';
const params = z.object({ id: z.uuid() });

/** Which comments of an order somebody is shown who may see it. */
const shownTo = (principal: Principal, orderId: string) => ({
  orderId,
  internal: can(principal, 'orders:read') || can(principal, 'orders:write'),
});

export const commentRoutes = [
  route({
    method: 'get',
    path: '/api/v1/orders/:id/comments',
    operationId: 'listOrderComments',
    summary: 'What was written about an order',
    description: 'The oldest first unless `sort` says otherwise. Internal comments are shown to staff alone.',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params,
    query: z.strictObject({ ...pageQuery, sort: z.enum(['createdAt', '-createdAt']).default('createdAt') }),
    responses: { 200: { description: 'A page of comments', body: pageOf(comment) } },
    handler: async ({ params, query: { limit, cursor, sort }, principal }, { db }) => {
      const after = decodeCursor(cursor, z.tuple([z.literal(sort), z.int32()]))?.[1];
      const [order, rows] = await Promise.all([
        findOrder(db, params.id),
        listComments(db, shownTo(principal, params.id), sort, after, limit + 1),
      ]);
      if (!order || !maySee(order, principal)) throw notFound('order');
      return { status: 200, body: toPage(rows, limit, ({ version }) => [sort, version], presentComment) };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/comments/:commentId',
    operationId: 'getOrderComment',
    summary: 'One comment',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params: params.extend({ commentId: z.uuid() }),
    responses: { 200: { description: 'The comment', body: comment } },
    handler: async ({ params: { id, commentId }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), findComment(db, shownTo(principal, id), commentId)]);
      if (!order || !found || !maySee(order, principal)) throw notFound('comment');
      return { status: 200, body: presentComment(found) };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/comments',
    operationId: 'addOrderComment',
    summary: 'Write about an order',
    description:
      'Its customer writes to staff, and staff with `orders:write` to the customer; the other side is told by mail. Internal comments are for staff, and nobody is told of them. A comment takes the order one version on. Once the customer is erased nothing more is written.',
    tag,
    access: signedIn({ keyPermission: 'orders:write' }),
    params,
    body: newComment,
    transaction: true,
    idempotent: true,
    responses: {
      201: { description: 'The comment', body: comment, headers: { Location: 'Path of the comment' } },
    },
    problems: [problems.forbidden, orderProblems.account_erased],
    handler: async ({ params, body, principal, tx }, context) => {
      const added = await addComment(params.id, body, principal, tx, context);
      return {
        status: 201,
        body: added,
        headers: { Location: `/api/v1/orders/${params.id}/comments/${added.id}` },
      };
    },
  }),
];
