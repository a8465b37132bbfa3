import { money } from '@oms/contracts';
import { isUniqueViolation } from '@oms/database';
import { anyone, decodeCursor, etag, Problem, pageOf, pageQuery, permission, requireVersion, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { definedOnly } from '../changes.ts';
import { route } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { newProduct, type Product, product, productChange } from './product.ts';
import {
  archiveProduct,
  findProduct,
  insertProduct,
  listProducts,
  lockProduct,
  type ProductSort,
  updateProduct,
} from './product-store.ts';

const tag = 'Products';
const id = z.object({ id: z.uuid() });
const tagged = { ETag: 'Version, for If-Match' };

const cursor = z.union([
  z.tuple([z.literal('name'), z.string(), z.uuid()]),
  z.tuple([z.literal('-createdAt'), z.string(), z.uuid()]),
]);

/** Another sort than the one that the cursor was made for finds no such cursor. */
const after = (given: string | undefined, sort: ProductSort) => {
  const key = decodeCursor(
    given,
    cursor.refine(([made]) => made === sort),
  );
  return key && { name: key[1], id: key[2] };
};

async function skuIsFree<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!isUniqueViolation(error, 'products_sku_unique')) throw error;
    throw new Problem(orderProblems.sku_taken, { detail: 'Choose another sku, or change the product that has it.' });
  });
}

export const productRoutes = [
  route({
    method: 'get',
    path: '/api/v1/products',
    operationId: 'listProducts',
    summary: 'List products',
    tag,
    access: anyone(),
    query: z.strictObject({
      ...pageQuery,
      q: z.string().max(200).optional().describe('Words that sku, name or description contain'),
      currency: money.shape.currency
        .optional()
        .describe('Only products with a price in this currency, and only that price'),
      active: z.enum(['true', 'false']).default('true').describe('`false` lists what cannot be ordered at present'),
      sort: z.enum(['name', '-createdAt']).default('name'),
    }),
    responses: { 200: { description: 'A page of products', body: pageOf(product) } },
    handler: async ({ query: { limit, cursor, q, currency, active, sort } }, { db }) => {
      const filter = { q, currency, active: active === 'true' };
      const rows = await listProducts(db, filter, sort, after(cursor, sort), limit + 1);
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          (row) => [sort, row.name, row.id],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/products/:id',
    operationId: 'getProduct',
    summary: 'One product',
    tag,
    access: anyone(),
    params: id,
    responses: { 200: { description: 'The product', body: product, headers: tagged } },
    handler: async ({ params }, { db }) => {
      const found = await findProduct(db, params.id);
      if (!found) throw notFound('product');
      return { status: 200, body: found, headers: { ETag: etag(found.version) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/products',
    operationId: 'createProduct',
    summary: 'Add a product, with nothing in stock yet',
    tag,
    access: permission('products:write'),
    body: newProduct,
    transaction: true,
    idempotent: true,
    responses: {
      201: { description: 'The product', body: product, headers: { ...tagged, Location: 'Path of the product' } },
    },
    problems: [orderProblems.sku_taken],
    handler: async ({ body, tx }) => {
      const created: Product = { id: uuidv7(), ...body, availability: 'out_of_stock', version: 1 };
      await skuIsFree(insertProduct(tx, created.id, body));
      return {
        status: 201,
        body: created,
        headers: { ETag: etag(1), Location: `/api/v1/products/${created.id}` },
      };
    },
  }),

  route({
    method: 'patch',
    path: '/api/v1/products/:id',
    operationId: 'updateProduct',
    summary: 'Change a product',
    description: 'Orders keep the name and the price that they were placed with.',
    tag,
    access: permission('products:write'),
    params: id,
    body: productChange,
    transaction: true,
    ifMatch: true,
    responses: { 200: { description: 'The product as it is now', body: product, headers: tagged } },
    problems: [orderProblems.sku_taken],
    handler: async ({ params, body, tx, expectedVersion }) => {
      const found = await lockProduct(tx, params.id);
      if (!found) throw notFound('product');
      requireVersion(expectedVersion, found.version);
      const changed: Product = { ...found, ...definedOnly(body) };
      const version = await skuIsFree(updateProduct(tx, changed));
      return { status: 200, body: { ...changed, version }, headers: { ETag: etag(version) } };
    },
  }),

  route({
    method: 'delete',
    path: '/api/v1/products/:id',
    operationId: 'archiveProduct',
    summary: 'Take a product out of the catalogue for good',
    description: 'Orders of it stay as they are. Its sku is free again.',
    tag,
    access: permission('products:write'),
    params: id,
    transaction: true,
    ifMatch: true,
    responses: { 204: { description: 'It is archived' } },
    handler: async ({ params, tx, expectedVersion }) => {
      const found = await lockProduct(tx, params.id);
      if (!found) throw notFound('product');
      requireVersion(expectedVersion, found.version);
      await archiveProduct(tx, params.id);
      return { status: 204 };
    },
  }),
];
