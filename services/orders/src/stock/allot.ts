import type { Demand } from './stock-store.ts';

/**
 * Gives several orders, in their order, all that each wants, or nothing when there is too little of something.
 *
 * @param available of each product, before the first
 * @returns for each order what is available of what it falls short of; empty where it gets everything
 */
export function allot(
  orders: readonly (readonly Demand[])[],
  available: ReadonlyMap<string, number>,
): { productId: string; available: number }[][] {
  const left = new Map(available);
  const leftOf = (productId: string): number => {
    const pieces = left.get(productId);
    if (pieces === undefined) throw new Error(`product ${productId} has no stock`);
    return pieces;
  };
  return orders.map((demands) => {
    const short = demands.filter(({ productId, quantity }) => leftOf(productId) < quantity);
    if (short.length > 0) return short.map(({ productId }) => ({ productId, available: leftOf(productId) }));
    for (const { productId, quantity } of demands) left.set(productId, leftOf(productId) - quantity);
    return [];
  });
}
