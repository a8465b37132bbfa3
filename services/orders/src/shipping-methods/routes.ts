import { money } from '@oms/contracts';
import { anyone, decodeCursor, etag, pageOf, pageQuery, permission, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { definedOnly, requireCurrent, saveChange, unlessTaken } from '../changes.ts';
import { route } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { newShippingMethod, type ShippingMethod, shippingMethod, shippingMethodChange } from './shipping-method.ts';
import {
  deleteShippingMethod,
  findShippingMethod,
  insertShippingMethod,
  listShippingMethods,
  lockShippingMethod,
  updateShippingMethod,
} from './shipping-method-store.ts';

const tag = 'Shipping methods';
const access = permission('products:write');
const params = z.object({ id: z.uuid() });
const tagged = { ETag: 'Version, for If-Match' };

const codeIsFree = unlessTaken(
  'shipping_methods_code_unique',
  orderProblems.code_taken,
  'Choose another code, or change the method that has it.',
);

export const shippingMethodRoutes = [
  route({
    method: 'get',
    path: '/api/v1/shipping-methods',
    operationId: 'listShippingMethods',
    summary: 'List shipping methods',
    tag,
    access: anyone(),
    query: z.strictObject({
      ...pageQuery,
      currency: money.shape.currency.optional().describe('Only methods with a price in this currency'),
    }),
    responses: { 200: { description: 'A page of shipping methods', body: pageOf(shippingMethod) } },
    handler: async ({ query: { limit, cursor, currency } }, { db }) => {
      const after = decodeCursor(cursor, z.tuple([z.int32(), z.string()]));
      const rows = await listShippingMethods(db, currency, after, limit + 1);
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          ({ position, code }) => [position, code],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/shipping-methods/:id',
    operationId: 'getShippingMethod',
    summary: 'One shipping method',
    tag,
    access: anyone(),
    params,
    responses: { 200: { description: 'The method', body: shippingMethod, headers: tagged } },
    handler: async ({ params }, { db }) => {
      const found = await findShippingMethod(db, params.id);
      if (!found) throw notFound('shipping method');
      return { status: 200, body: found, headers: { ETag: etag(found.version) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/shipping-methods',
    operationId: 'createShippingMethod',
    summary: 'Add a shipping method',
    tag,
    access,
    body: newShippingMethod,
    transaction: true,
    idempotent: true,
    responses: {
      201: { description: 'The method', body: shippingMethod, headers: { ...tagged, Location: 'Path of the method' } },
    },
    problems: [orderProblems.code_taken],
    handler: async ({ body, tx }) => {
      const created: ShippingMethod = { id: uuidv7(), ...body, version: 1 };
      await codeIsFree(insertShippingMethod(tx, created.id, body));
      return {
        status: 201,
        body: created,
        headers: { ETag: etag(1), Location: `/api/v1/shipping-methods/${created.id}` },
      };
    },
  }),

  route({
    method: 'patch',
    path: '/api/v1/shipping-methods/:id',
    operationId: 'updateShippingMethod',
    summary: 'Change a shipping method',
    description: 'Orders keep the name and the price that they were placed with.',
    tag,
    access,
    params,
    body: shippingMethodChange,
    transaction: true,
    ifMatch: true,
    responses: { 200: { description: 'The method as it is now', body: shippingMethod, headers: tagged } },
    problems: [orderProblems.code_taken],
    handler: async ({ params, body, tx, expectedVersion }) => {
      const found = requireCurrent(await lockShippingMethod(tx, params.id), 'shipping method', expectedVersion);
      const wanted = { ...found, ...definedOnly(body) };
      const changed = await saveChange(found, wanted, (method) => codeIsFree(updateShippingMethod(tx, method)));
      return { status: 200, body: changed, headers: { ETag: etag(changed.version) } };
    },
  }),

  route({
    method: 'delete',
    path: '/api/v1/shipping-methods/:id',
    operationId: 'deleteShippingMethod',
    summary: 'Remove a shipping method',
    description: 'Orders keep the name and the price that they were placed with.',
    tag,
    access,
    params,
    transaction: true,
    ifMatch: true,
    responses: { 204: { description: 'It is gone' } },
    handler: async ({ params, tx, expectedVersion }) => {
      requireCurrent(await lockShippingMethod(tx, params.id), 'shipping method', expectedVersion);
      await deleteShippingMethod(tx, params.id);
      return { status: 204 };
    },
  }),
];
