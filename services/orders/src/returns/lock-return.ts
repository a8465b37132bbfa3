import type { OrderReturn } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type { Principal } from '@oms/security';
import { maySee, requireOwnerOrStaff } from '../orders/order-access.ts';
import { type LockedOrder, lockOrder } from '../orders/order-store.ts';
import { notFound } from '../problems.ts';
import { findReturn } from './return-store.ts';

/** A return, and the order that it is of. */
export interface Place {
  orderId: string;
  returnId: string;
}

/**
 * Locking the order locks its returns: nothing else changes them.
 *
 * @throws {Problem} 403 or 404
 */
export async function lockReturn(
  { orderId, returnId }: Place,
  principal: Principal,
  tx: Transaction,
): Promise<{ locked: LockedOrder; found: OrderReturn }> {
  // Sent together; what is sent later sees what was committed while the first waited.
  const [locked, found] = await Promise.all([lockOrder(tx, orderId), findReturn(tx, orderId, returnId)]);
  if (!locked || !found || !maySee(locked.found, principal)) throw notFound('return');
  requireOwnerOrStaff(locked.found, principal);
  return { locked, found };
}
