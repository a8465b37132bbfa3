import { decodeCursor, invalidTransition, pageOf, pageQuery, problems, signedIn, toPage } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { maySee } from '../orders/order-access.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { confirmEdit } from './confirm-edit.ts';
import { discardEdit } from './discard-edit.ts';
import { edit, editConfirmation, newEdit, presentEdit } from './edit.ts';
import { findEdit, listEdits } from './edit-store.ts';
import { proposeEdit } from './propose-edit.ts';

const tag = 'Edits';
const ofOrder = z.object({ id: z.uuid() });
const params = ofOrder.extend({ editId: z.uuid() });
const readers = signedIn({ keyPermission: 'orders:read' });
const editors = signedIn({ keyPermission: 'orders:write' });

export const editRoutes = [
  route({
    method: 'post',
    path: '/api/v1/orders/:id/edits',
    operationId: 'proposeOrderEdit',
    summary: 'Propose other lines for an order',
    description:
      'Until something of what it costs is paid back: for its customer while the order is pending and nothing is paid for it, and with `orders:write`. What is shipped stays; the rest can be taken out. Answers with what the order would become, and changes nothing of it until that is confirmed. Lines that stay keep their price, new ones come at the present one; discounts are taken off anew, shipping stays. An order has one open edit; another one takes its place.',
    tag,
    access: editors,
    params: ofOrder,
    body: newEdit,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 201: { description: 'The edit', body: edit, headers: { Location: 'Path of the edit' } } },
    problems: [problems.forbidden, invalidTransition, orderProblems.insufficient_stock, orderProblems.account_erased],
    handler: async ({ params: { id }, body, principal, tx }) => {
      const proposed = await proposeEdit(id, body, principal, tx);
      return { status: 201, body: proposed, headers: { Location: `/api/v1/orders/${id}/edits/${proposed.id}` } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/edits',
    operationId: 'listOrderEdits',
    summary: 'The edits of an order, the newest first',
    tag,
    access: readers,
    params: ofOrder,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of edits', body: pageOf(edit) } },
    handler: async ({ params: { id }, query: { limit, cursor }, principal }, { db }) => {
      const [before] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
      const [order, rows] = await Promise.all([findOrder(db, id), listEdits(db, id, before, limit + 1)]);
      if (!order || !maySee(order, principal)) throw notFound('order');
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          (row) => [row.id],
          (row) => presentEdit(row, order),
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/edits/:editId',
    operationId: 'getOrderEdit',
    summary: 'One edit',
    tag,
    access: readers,
    params,
    responses: { 200: { description: 'The edit', body: edit } },
    handler: async ({ params: { id, editId }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), findEdit(db, id, editId)]);
      if (!order || !found || !maySee(order, principal)) throw notFound('edit');
      return { status: 200, body: presentEdit(found, order) };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/edits/:editId/confirm',
    operationId: 'confirmOrderEdit',
    summary: 'Change the lines of an order as an edit proposes',
    description:
      'All of it, with the stock that it reserves and releases, or nothing: 412 where the order is not at `version`, 409 `preview_outdated` where the outcome would not be the previewed one. An order that is covered by what was paid is confirmed by that; one that is confirmed stays so, and is not shipped before what it costs in addition is paid. What was paid in excess is for staff to refund.',
    tag,
    access: editors,
    params,
    body: editConfirmation,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'The edit, with the order as it is now', body: edit } },
    problems: [
      problems.forbidden,
      problems.precondition_failed,
      invalidTransition,
      orderProblems.preview_outdated,
      orderProblems.insufficient_stock,
    ],
    handler: async ({ params: { id: orderId, editId }, body: { version }, principal, tx }, context) => ({
      status: 200,
      body: await confirmEdit({ orderId, editId }, version, principal, tx, context),
    }),
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/edits/:editId/discard',
    operationId: 'discardOrderEdit',
    summary: 'Give up an edit',
    tag,
    access: editors,
    params,
    transaction: true,
    idempotent: true,
    responses: { 200: { description: 'The edit as it is now', body: edit } },
    problems: [problems.forbidden, invalidTransition],
    handler: async ({ params: { id: orderId, editId }, principal, tx }) => ({
      status: 200,
      body: await discardEdit({ orderId, editId }, principal, tx),
    }),
  }),
];
