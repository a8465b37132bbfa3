import type { Transaction } from '@oms/database';
import { invalidFields, Problem } from '@oms/http';
import type { Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import { kept, maySee } from '../orders/order-access.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { lockOrder } from '../orders/order-store.ts';
import { requireAction } from '../orders/require-transition.ts';
import { requireTellable } from '../orders/tellable.ts';
import { notFound, orderProblems } from '../problems.ts';
import { refuseShortage } from '../stock/shortage.ts';
import { type Edit, type EditRecord, type NewEdit, presentEdit } from './edit.ts';
import { requireEditor } from './edit-access.ts';
import { insertEdit, loadEditOffer, supersedeEdit } from './edit-store.ts';
import { differenceOf, type EditItem, type EditOffer, reckonEdit, stockMoves } from './reckon-edit.ts';

/**
 * Reckons what an order would become with other lines, for somebody to confirm. Nothing of the order or of the stock changes yet.
 *
 * @throws {Problem} 403, 404, 409 or 422
 */
export async function proposeEdit(
  orderId: string,
  { items, reason }: NewEdit,
  principal: Principal,
  tx: Transaction,
): Promise<Edit> {
  const locked = await lockOrder(tx, orderId);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  const { found: order, now } = locked;
  requireEditor(order, principal);
  requireAction(order, 'edit');
  requireDestination(order, items);
  const offer = await loadEditOffer(tx, order, items);
  const reckoned = reckonEdit(order, items, offer, () => uuidv7());
  if ('errors' in reckoned) throw invalidFields(reckoned.errors);
  const { outcome } = reckoned;
  const difference = differenceOf(order, outcome);
  requireTellable({ ...order, ...outcome }, difference);
  refuseShortage(stockMoves(order.lines, outcome.lines), availableIn(offer));
  const edit: EditRecord = {
    id: uuidv7(),
    orderId,
    status: 'open',
    baseVersion: order.version,
    items,
    outcome,
    difference,
    reason: kept(order, reason),
    createdAt: now,
    updatedAt: now,
  };
  // In this order: there is one open edit an order.
  await Promise.all([supersedeEdit(tx, orderId, now), insertEdit(tx, edit)]);
  return presentEdit(edit, order);
}

/** @throws {Problem} 409 when nobody knows any more where new products would go, and thus how they are taxed */
function requireDestination({ lines, shippingAddress }: OrderRecord, items: readonly EditItem[]): void {
  if (shippingAddress || items.every(({ sku }) => lines.some((line) => line.sku === sku))) return;
  throw new Problem(orderProblems.account_erased, {
    detail: 'Only lines that the order has can be changed; place another order for the rest.',
  });
}

const availableIn = ({ products }: EditOffer) => products.map(({ id, available }) => ({ productId: id, available }));
