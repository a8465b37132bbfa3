import { shipment } from '@oms/contracts';
import { decodeCursor, invalidTransition, pageOf, pageQuery, permission, signedIn, toPage } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { maySee } from '../orders/order-access.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound } from '../problems.ts';
import { newShipment } from './new-shipment.ts';
import { cancelShipment, deliverShipment } from './settle-shipment.ts';
import { shipOrder } from './ship-order.ts';
import { findShipment, listShipments } from './shipment-store.ts';

const tag = 'Shipments';
const ofOrder = z.object({ id: z.uuid() });
const params = z.object({ id: z.uuid(), shipmentId: z.uuid() });
const readers = signedIn({ keyPermission: 'orders:read' });
const staff = permission('orders:write');

export const shipmentRoutes = [
  route({
    method: 'post',
    path: '/api/v1/orders/:id/shipments',
    operationId: 'shipOrder',
    summary: 'Ship an order, or pieces of it',
    description:
      'For orders that are confirmed. What is shipped leaves the stock. Without `items` it is all that is left. The customer is told by mail.',
    tag,
    access: staff,
    params: ofOrder,
    body: newShipment,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: {
      201: { description: 'The shipment', body: shipment, headers: { Location: 'Path of the shipment' } },
    },
    problems: [invalidTransition],
    handler: async ({ params: { id }, body, principal, tx }, context) => {
      const shipped = await shipOrder(id, body, principal, tx, context);
      return { status: 201, body: shipped, headers: { Location: `/api/v1/orders/${id}/shipments/${shipped.id}` } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/shipments',
    operationId: 'listShipments',
    summary: 'The shipments of an order, the oldest first',
    tag,
    access: readers,
    params: ofOrder,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of shipments', body: pageOf(shipment) } },
    handler: async ({ params: { id }, query: { limit, cursor }, principal }, { db }) => {
      const [after] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
      const [order, rows] = await Promise.all([findOrder(db, id), listShipments(db, id, after, limit + 1)]);
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
    path: '/api/v1/orders/:id/shipments/:shipmentId',
    operationId: 'getShipment',
    summary: 'One shipment',
    tag,
    access: readers,
    params,
    responses: { 200: { description: 'The shipment', body: shipment } },
    handler: async ({ params: { id, shipmentId }, principal }, { db }) => {
      const [order, found] = await Promise.all([findOrder(db, id), findShipment(db, id, shipmentId)]);
      if (!order || !found || !maySee(order, principal)) throw notFound('shipment');
      return { status: 200, body: found };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/shipments/:shipmentId/deliver',
    operationId: 'deliverShipment',
    summary: 'Note that a shipment has arrived',
    description: 'An order of which all is delivered and paid is completed by that.',
    tag,
    access: staff,
    params,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'The shipment as it is now', body: shipment } },
    problems: [invalidTransition],
    handler: async ({ params: { id: orderId, shipmentId }, principal, tx }, context) => ({
      status: 200,
      body: await deliverShipment({ orderId, shipmentId }, principal, tx, context),
    }),
  }),

  route({
    method: 'post',
    path: '/api/v1/orders/:id/shipments/:shipmentId/cancel',
    operationId: 'cancelShipment',
    summary: 'Take back a shipment that did not leave after all',
    description:
      'Its pieces are in stock again, reserved for the order, and can be shipped anew. Not once it was delivered.',
    tag,
    access: staff,
    params,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'The shipment as it is now', body: shipment } },
    problems: [invalidTransition],
    handler: async ({ params: { id: orderId, shipmentId }, principal, tx }, context) => ({
      status: 200,
      body: await cancelShipment({ orderId, shipmentId }, principal, tx, context),
    }),
  }),
];
