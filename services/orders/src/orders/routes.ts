import { fulfillmentStatus, type Order, order, orderStatus, paymentStatus } from '@oms/contracts';
import {
  decodeCursor,
  etag,
  exportsOf,
  exportTypes,
  invalidTransition,
  Problem,
  pageOf,
  pageQuery,
  problems,
  sendRows,
  signedIn,
  timestamp,
  toPage,
} from '@oms/http';
import { can, type Principal } from '@oms/security';
import * as z from 'zod';
import { route } from '../context.ts';
import { begunOf } from '../payments/payment.ts';
import { paymentsOf } from '../payments/payment-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { loadReturnable } from '../returns/returnable.ts';
import { orderAt } from '../timeline/history.ts';
import { loadHistory } from '../timeline/load-history.ts';
import { cancellation, cancelOrder } from './cancel-order.ts';
import { listOrders, streamOrders } from './list-store.ts';
import { newOrder } from './new-order.ts';
import { maySee } from './order-access.ts';
import { orderColumns } from './order-columns.ts';
import { type OrderRecord, present } from './order-record.ts';
import { findOrder } from './order-store.ts';
import { type Placement, placeOrders } from './place-orders.ts';
import { transitions, transitionsOf } from './transitions.ts';
import { orderChange, updateOrder } from './update-order.ts';

const tag = 'Orders';
const params = z.object({ id: z.uuid() });
const tagged = { ETag: 'Version, for If-Match' };
const time = timestamp.optional();

/** Whose orders a list shows: everybody's to staff, unless they ask for somebody's; to others their own. */
function listedCustomer(asked: string | undefined, principal: Principal): string | undefined {
  if (can(principal, 'orders:read')) return asked;
  if (asked === undefined || asked === principal.subject) return principal.subject;
  throw new Problem(problems.forbidden, { detail: 'Orders of somebody else need the permission orders:read.' });
}

const placedReply = (placed: Order) =>
  ({
    status: 201,
    body: placed,
    headers: { Location: `/api/v1/orders/${placed.id}`, ETag: etag(placed.version) },
  }) as const;

async function* presentAll(records: AsyncIterable<OrderRecord>) {
  for await (const record of records) yield present(record);
}

export const orderRoutes = [
  route({
    method: 'post',
    path: '/api/v1/orders',
    operationId: 'placeOrder',
    summary: 'Place an order',
    description:
      'Prices and taxes are the server’s. All that is ordered is reserved, or nothing. With `dryRun=true` it is a quote: what the order would be, with `quote-` and its id for a number.',
    tag,
    access: signedIn({ keyPermission: 'orders:write' }),
    body: newOrder,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: {
      201: { description: 'The order', body: order, headers: { ...tagged, Location: 'Path of the order' } },
    },
    problems: [
      problems.forbidden,
      orderProblems.insufficient_stock,
      orderProblems.discount_used_up,
      orderProblems.account_erased,
    ],
    handler: async ({ body, principal, tx, dryRun }, context) => {
      const placement: Placement = { request: body, principal, isQuote: dryRun, within: (work) => work() };
      const [placed] = await placeOrders([placement], tx, context);
      if (placed === undefined || placed instanceof Error) throw placed;
      return placedReply(placed);
    },
    together: {
      takes: ({ body }) => body.discountCodes === undefined || body.discountCodes.length === 0,
      handler: async (inputs, tx, context) => {
        const placements = inputs.map(({ body, principal, within }) => ({
          request: body,
          principal,
          isQuote: false,
          within,
        }));
        const placed = await placeOrders(placements, tx, context);
        return placed.map((each) => (each instanceof Error ? each : placedReply(each)));
      },
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders',
    operationId: 'listOrders',
    summary: 'List orders',
    description:
      'Customers see their own orders; `orders:read` sees all. With `Accept: text/csv` or `application/x-ndjson` all that match are streamed, from one snapshot; `limit` does not count then.',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    query: z.strictObject({
      ...pageQuery,
      status: orderStatus.optional(),
      paymentStatus: paymentStatus.optional(),
      fulfillmentStatus: fulfillmentStatus.optional(),
      customerId: z.uuid().optional(),
      number: z.string().max(40).toUpperCase().optional(),
      sku: z.string().max(64).optional().describe('Orders with a line of this sku'),
      q: z.string().max(200).optional().describe('Words that number, e-mail, sku, names or addresses contain'),
      placedAfter: time,
      placedBefore: time,
      sort: z.enum(['-placedAt', 'placedAt']).default('-placedAt'),
    }),
    responses: { 200: { description: 'A page of orders', body: pageOf(order), ...exportsOf(order, orderColumns) } },
    problems: [problems.forbidden],
    handler: async ({ query: { limit, cursor, sort, ...asked }, principal, request }, { db }) => {
      const customerId = listedCustomer(asked.customerId, principal);
      const filter = { ...asked, customerId };
      const after = decodeCursor(cursor, z.tuple([z.literal(sort), z.uuid()]))?.[1];
      const type = request.prefers(['application/json', ...exportTypes]);
      if (type !== 'application/json') {
        const all = presentAll(streamOrders(db, filter, sort, after));
        return { status: 200, ...sendRows(type, all, { name: 'orders', columns: orderColumns }) };
      }
      const rows = await listOrders(db, filter, sort, after, limit + 1);
      return { status: 200, body: toPage(rows, limit, ({ id }) => [sort, id], present) };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id',
    operationId: 'getOrder',
    summary: 'One order',
    description:
      'With `asOf` as it stood at that time, rebuilt from its timeline; the person is left out of it once they are erased. 404 for a time before it was placed.',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params,
    query: z.strictObject({ asOf: time }),
    responses: { 200: { description: 'The order', body: order, headers: tagged } },
    handler: async ({ params, query: { asOf }, principal }, context) => {
      const found = await context.readOrder(params.id);
      if (!found || !maySee(found, principal)) throw notFound('order');
      if (asOf !== undefined) {
        const then = orderAt(await loadHistory(context.db, context, params.id), Date.parse(asOf));
        if (!then) throw notFound('order at that time');
        return { status: 200, body: present(then) };
      }
      return { status: 200, type: 'application/json', content: found.json, headers: { ETag: etag(found.version) } };
    },
  }),

  route({
    method: 'patch',
    path: '/api/v1/orders/:id',
    operationId: 'updateOrder',
    summary: 'Change addresses, note or metadata of an order',
    description: 'Customers can while the order is pending; others need `orders:write`. Amounts stay as they are.',
    tag,
    access: signedIn({ keyPermission: 'orders:write' }),
    params,
    body: orderChange,
    transaction: true,
    ifMatch: true,
    responses: { 200: { description: 'The order as it is now', body: order, headers: tagged } },
    problems: [problems.forbidden, invalidTransition, orderProblems.tax_would_change, orderProblems.account_erased],
    handler: async ({ params, body, principal, tx, expectedVersion }, context) => {
      const updated = await updateOrder(params.id, body, expectedVersion, principal, tx, context);
      return { status: 200, body: updated, headers: { ETag: etag(updated.version) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/cancel',
    operationId: 'cancelOrder',
    summary: 'Cancel an order',
    description:
      'Possible until something is shipped: for its customer, and with `orders:write`. What was reserved for the order can be sold again, and the customer is told the reason by mail.',
    tag,
    access: signedIn({ keyPermission: 'orders:write' }),
    params,
    body: cancellation,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'The order as it is now', body: order, headers: tagged } },
    problems: [problems.forbidden, invalidTransition],
    handler: async ({ params, body, principal, tx }, context) => {
      const canceled = await cancelOrder(params.id, body.reason, principal, tx, context);
      return { status: 200, body: canceled, headers: { ETag: etag(canceled.version) } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/transitions',
    operationId: 'listOrderTransitions',
    summary: 'What can be done with an order now',
    description: 'Every action on the order, whether the caller can do it, and if not, why.',
    tag,
    access: signedIn({ keyPermission: 'orders:read' }),
    params,
    responses: { 200: { description: 'The actions', body: transitions } },
    handler: async ({ params, principal }, { db, returnWindowDays }) => {
      const [found, returnable, payments] = await Promise.all([
        findOrder(db, params.id),
        loadReturnable(db, params.id, principal, returnWindowDays),
        paymentsOf(db, params.id),
      ]);
      if (!found || !maySee(found, principal)) throw notFound('order');
      return {
        status: 200,
        body: transitionsOf(found, principal, { ...returnable.facts(found.lines), begun: begunOf(payments) }),
      };
    },
  }),
];
