import { decodeCursor, Problem, pageOf, pageQuery, permission, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { route } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { adjustment, movement, newAdjustment, stock } from './stock.ts';
import { adjustStock, findStock, listMovements, lockStock } from './stock-store.ts';

const tag = 'Stock';
const access = permission('stock:write');
const params = z.object({ id: z.uuid() });

export const stockRoutes = [
  route({
    method: 'get',
    path: '/api/v1/products/:id/stock',
    operationId: 'getStock',
    summary: 'What is in stock of a product',
    tag,
    access,
    params,
    responses: { 200: { description: 'Pieces', body: stock } },
    handler: async ({ params }, { db }) => {
      const found = await findStock(db, params.id);
      if (!found) throw notFound('product');
      return { status: 200, body: found };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/products/:id/stock/adjustments',
    operationId: 'adjustStock',
    summary: 'Correct what is in stock of a product',
    description: 'What orders wait for cannot be taken away.',
    tag,
    access,
    params,
    body: newAdjustment,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 201: { description: 'The adjustment, and the stock after it', body: adjustment } },
    problems: [orderProblems.insufficient_stock],
    handler: async ({ params, body: { delta, reason }, principal, tx }) => {
      const before = await lockStock(tx, params.id);
      if (!before) throw notFound('product');
      const { onHand, reserved, available } = before;
      if (available + delta < 0) {
        throw new Problem(orderProblems.insufficient_stock, {
          detail: `Of ${onHand} pieces ${reserved} are reserved: at most ${available} can be taken away.`,
          extensions: { onHand, reserved, available },
        });
      }
      const id = uuidv7();
      await adjustStock(tx, { id, productId: params.id, delta, reason, actorId: principal.subject });
      const after = { onHand: onHand + delta, reserved, available: available + delta };
      return { status: 201, body: { id, delta, reason, ...after } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/products/:id/stock/movements',
    operationId: 'listStockMovements',
    summary: 'Every movement of a product’s stock, newest first',
    tag,
    access,
    params,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of movements', body: pageOf(movement) } },
    handler: async ({ params, query: { limit, cursor } }, { db }) => {
      const before = decodeCursor(cursor, z.tuple([z.uuid()]))?.[0];
      const rows = await listMovements(db, params.id, before, limit + 1);
      if (rows.length === 0 && !(await findStock(db, params.id))) throw notFound('product');
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
];
