import { randomUUID } from 'node:crypto';
import { apiKeySuite } from '@oms/testing';
import { type Orders, startOrders } from './orders-harness.ts';

describe('API keys at orders', () => {
  let orders: Orders;
  let productId: string;
  before(async () => {
    orders = await startOrders();
    productId = (await orders.newProduct()).id;
  });
  after(() => orders?.stop());

  apiKeySuite(() => orders, {
    allowed: { path: () => `/api/v1/products/${productId}/stock`, permission: 'stock:write' },
    forbidden: { method: 'PATCH', path: `/api/v1/products/${randomUUID()}` },
  });
});
