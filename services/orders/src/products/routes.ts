import { money } from '@oms/contracts';
import { anyone, decodeCursor, etag, pageOf, pageQuery, permission, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { definedOnly, requireCurrent, saveChange, unlessTaken } from '../changes.ts';
import { route } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { importExamples, importProducts, importTypes } from './import/import-products.ts';
import { importReport } from './import/import-report.ts';
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
const tagOf = ({ version, availability }: Product) => etag(version, availability);

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

const skuIsFree = unlessTaken(
  'products_sku_unique',
  orderProblems.sku_taken,
  'Choose another sku, or change the product that has it.',
);

const importDescription = `A line a product, by its sku: one that there is is changed, another is added with nothing in stock. What a line
leaves out stays as it is, and is the default of a new product, which needs a name and a price. At most 10 MiB and 50,000 lines, in UTF-8.

- \`application/x-ndjson\`: each line a JSON object with the members of \`POST /products\`. \`prices\` are all prices anew.
- \`text/csv\`: the first line names the columns, in any order: \`sku\`, \`name\`, \`description\`, \`taxClass\`, \`active\`, and
  \`price.EUR\` and the like for each currency, with decimal amounts such as 19.99. Prices in currencies without a column stay; an empty
  cell takes that price away. An empty \`taxClass\` or \`active\` says nothing.

All or nothing, unless \`mode=partial\`: when a line is wrong, the answer is 422 \`import_refused\` with the same report as its member
\`report\`. A sku that stands in the file twice is wrong in the later line.`;

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
      return { status: 200, body: found, headers: { ETag: tagOf(found) } };
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
        headers: { ETag: tagOf(created), Location: `/api/v1/products/${created.id}` },
      };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/products/import',
    operationId: 'importProducts',
    summary: 'Add and change products from a file',
    description: importDescription,
    tag,
    access: permission('products:write'),
    query: z.strictObject({
      mode: z
        .enum(['all', 'partial'])
        .default('all')
        .describe('`all` writes nothing when a line is wrong; `partial` writes the lines that are right'),
    }),
    bodyTypes: importTypes,
    examples: importExamples,
    // As much as the gateway lets through; `importProducts` bounds the lines.
    bodyLimit: 10 * 1024 * 1024,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'What became of each line', body: importReport } },
    problems: [orderProblems.import_refused],
    handler: async ({ body, query: { mode }, tx, request: { mediaType } }) => ({
      status: 200,
      body: await importProducts(tx, { bytes: body, mediaType }, mode),
    }),
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
      const found = requireCurrent(await lockProduct(tx, params.id), 'product', expectedVersion);
      const wanted: Product = { ...found, ...definedOnly(body) };
      const changed = await saveChange(found, wanted, (product) => skuIsFree(updateProduct(tx, product)));
      return { status: 200, body: changed, headers: { ETag: tagOf(changed) } };
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
      requireCurrent(await lockProduct(tx, params.id), 'product', expectedVersion);
      await archiveProduct(tx, params.id);
      return { status: 204 };
    },
  }),
];
