import { decodeCursor, etag, pageOf, pageQuery, permission, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { definedOnly, requireCurrent, saveChange, unlessTaken } from '../changes.ts';
import { route } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { type Discount, discount, discountChange, discountKinds, newDiscount, requireConsistent } from './discount.ts';
import {
  archiveDiscount,
  findDiscount,
  insertDiscount,
  listDiscounts,
  lockDiscount,
  updateDiscount,
} from './discount-store.ts';

const tag = 'Discounts';
const access = permission('products:write');
const params = z.object({ id: z.uuid() });
const tagged = { ETag: 'Version, for If-Match' };
const tagOf = ({ version, used }: Discount) => etag(version, used);

const codeIsFree = unlessTaken(
  'discounts_code_unique',
  orderProblems.discount_code_taken,
  'Choose another code, or change the discount that has it.',
);

export const discountRoutes = [
  route({
    method: 'get',
    path: '/api/v1/discounts',
    operationId: 'listDiscounts',
    summary: 'List discounts',
    tag,
    access,
    query: z.strictObject({
      ...pageQuery,
      active: z.enum(['true', 'false']).optional(),
      kind: z.enum(discountKinds).optional(),
    }),
    responses: { 200: { description: 'A page of discounts, by code', body: pageOf(discount) } },
    handler: async ({ query: { limit, cursor, active, kind } }, { db }) => {
      const after = decodeCursor(cursor, z.tuple([z.string()]))?.[0];
      const filter = { kind, active: active === undefined ? undefined : active === 'true' };
      const rows = await listDiscounts(db, filter, after, limit + 1);
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          ({ code }) => [code],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/discounts/:id',
    operationId: 'getDiscount',
    summary: 'One discount',
    tag,
    access,
    params,
    responses: { 200: { description: 'The discount', body: discount, headers: tagged } },
    handler: async ({ params }, { db }) => {
      const found = await findDiscount(db, params.id);
      if (!found) throw notFound('discount');
      return { status: 200, body: found, headers: { ETag: tagOf(found) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/discounts',
    operationId: 'createDiscount',
    summary: 'Add a discount',
    tag,
    access,
    body: newDiscount,
    transaction: true,
    idempotent: true,
    responses: {
      201: { description: 'The discount', body: discount, headers: { ...tagged, Location: 'Path of the discount' } },
    },
    problems: [orderProblems.discount_code_taken],
    handler: async ({ body, tx }) => {
      const created: Discount = { id: uuidv7(), ratePpm: null, amounts: [], ...body, used: 0, version: 1 };
      requireConsistent(created);
      await codeIsFree(insertDiscount(tx, created));
      return {
        status: 201,
        body: created,
        headers: { ETag: tagOf(created), Location: `/api/v1/discounts/${created.id}` },
      };
    },
  }),

  route({
    method: 'patch',
    path: '/api/v1/discounts/:id',
    operationId: 'updateDiscount',
    summary: 'Change a discount',
    description: 'Orders keep the terms that they were placed with. A discount of another kind is another discount.',
    tag,
    access,
    params,
    body: discountChange,
    transaction: true,
    ifMatch: true,
    responses: { 200: { description: 'The discount as it is now', body: discount, headers: tagged } },
    problems: [orderProblems.discount_code_taken],
    handler: async ({ params, body, tx, expectedVersion }) => {
      const found = requireCurrent(await lockDiscount(tx, params.id), 'discount', expectedVersion);
      const wanted: Discount = { ...found, ...definedOnly(body) };
      requireConsistent(wanted);
      const changed = await saveChange(found, wanted, (one) => codeIsFree(updateDiscount(tx, one)));
      return { status: 200, body: changed, headers: { ETag: tagOf(changed) } };
    },
  }),

  route({
    method: 'delete',
    path: '/api/v1/discounts/:id',
    operationId: 'archiveDiscount',
    summary: 'End a discount for good',
    description: 'Orders that have it stay as they are. Its code is free again.',
    tag,
    access,
    params,
    transaction: true,
    ifMatch: true,
    responses: { 204: { description: 'It is archived' } },
    handler: async ({ params, tx, expectedVersion }) => {
      requireCurrent(await lockDiscount(tx, params.id), 'discount', expectedVersion);
      await archiveDiscount(tx, params.id);
      return { status: 204 };
    },
  }),
];
