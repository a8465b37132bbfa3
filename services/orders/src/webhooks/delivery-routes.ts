import { decodeCursor, invalidTransition, Problem, pageOf, pageQuery, permission, toPage } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { notFound } from '../problems.ts';
import { delivery, deliveryStatuses } from './delivery.ts';
import { findDelivery, listDeliveries, lockDelivery, requeueDelivery } from './delivery-store.ts';

const tag = 'Webhooks';
const access = permission('webhooks:write');
const params = z.object({ id: z.uuid() });

export const deliveryRoutes = [
  route({
    method: 'get',
    path: '/api/v1/webhooks/deliveries',
    operationId: 'listWebhookDeliveries',
    summary: 'List deliveries with every attempt, newest first',
    description: 'Deliveries that are over are kept for 30 days.',
    tag,
    access,
    query: z.strictObject({
      ...pageQuery,
      subscriptionId: z.uuid().optional(),
      status: z.enum(deliveryStatuses).optional(),
    }),
    responses: { 200: { description: 'A page of deliveries', body: pageOf(delivery) } },
    handler: async ({ query: { limit, cursor, ...filter } }, { db }) => {
      const [before] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
      const rows = await listDeliveries(db, filter, before, limit + 1);
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          ({ id }) => [id],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/webhooks/deliveries/:id',
    operationId: 'getWebhookDelivery',
    summary: 'One delivery with every attempt',
    tag,
    access,
    params,
    responses: { 200: { description: 'The delivery', body: delivery } },
    handler: async ({ params }, { db }) => {
      const found = await findDelivery(db, params.id);
      if (!found) throw notFound('delivery');
      return { status: 200, body: found };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/webhooks/deliveries/:id/replay',
    operationId: 'replayWebhookDelivery',
    summary: 'Send a delivery again, or at once',
    description:
      'It keeps its `webhook-id` and is tried for another three days. One that was over goes out by itself: it does not wait for ' +
      'other events of its order, nor they for it.',
    tag,
    access,
    params,
    transaction: true,
    idempotent: true,
    responses: { 200: { description: 'It is queued', body: delivery } },
    problems: [invalidTransition],
    handler: async ({ params, tx }, { webhooks }) => {
      const status = await lockDelivery(tx, params.id);
      if (status === undefined) throw notFound('delivery');
      if (status === 'sending') {
        const detail = 'It is being sent right now; look at it again in a moment.';
        throw new Problem(invalidTransition, { detail, extensions: { currentStatus: status } });
      }
      await requeueDelivery(tx, params.id);
      const queued = await findDelivery(tx, params.id);
      if (!queued) throw new Error(`delivery ${params.id} vanished while it was locked`);
      tx.afterCommit(webhooks.wake);
      return { status: 200, body: queued };
    },
  }),
];
