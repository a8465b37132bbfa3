import { randomUUID } from 'node:crypto';
import { shippingAddress } from '../test/system/shipping-address.ts';
import type { BenchSystem } from './system.ts';

/** Pieces of each product: more than a run sells. */
const plenty = 100_000_000;

async function call(
  system: BenchSystem,
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${system.urlOf('orders')}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': randomUUID(),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

export interface Shop {
  products: readonly { id: string; sku: string }[];
  skus: readonly string[];
  /** Places an order of two products. @returns its id and who placed it */
  placeOne(): Promise<{ id: string; token: string }>;
}

/** The shop that the system was seeded with, stocked so that nothing runs out. */
export async function stockShop(system: BenchSystem): Promise<Shop> {
  const staff = system.tokens.of('admin');
  const { data } = await call(system, 'GET', '/products?currency=EUR&limit=50', staff);
  const products = data as { id: string; sku: string }[];
  for (const { id } of products) {
    const body = { delta: plenty, reason: 'More than anybody orders' };
    await call(system, 'POST', `/products/${id}/stock/adjustments`, staff, body);
  }
  const skus = products.map(({ sku }) => sku);
  return {
    products,
    skus,
    async placeOne() {
      const token = system.tokens.of('customer');
      const items = [
        { sku: skus[0], quantity: 2 },
        { sku: skus[1], quantity: 1 },
      ];
      const { id } = await call(system, 'POST', '/orders', token, { currency: 'EUR', items, shippingAddress });
      return { id: id as string, token };
    },
  };
}
