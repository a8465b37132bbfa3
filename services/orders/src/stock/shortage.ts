import { Problem } from '@oms/http';
import { orderProblems } from '../problems.ts';

/**
 * @param known what is available of products; of those it does not name there is enough
 * @throws {Problem} 409 naming what there is too little of
 */
export function refuseShortage(
  wanted: readonly { productId: string; sku: string; quantity: number }[],
  known: readonly { productId: string; available: number }[],
): void {
  const available = new Map(known.map((entry) => [entry.productId, entry.available]));
  const items = wanted.flatMap(({ productId, sku, quantity }) => {
    const left = available.get(productId) ?? quantity;
    return left < quantity ? [{ sku, requested: quantity, available: left }] : [];
  });
  if (items.length === 0) return;
  throw new Problem(orderProblems.insufficient_stock, {
    detail: 'Order less of what items names, or wait until there is more.',
    extensions: { items },
  });
}
