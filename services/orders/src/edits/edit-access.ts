import { invalidTransition, Problem } from '@oms/http';
import { can, type Principal } from '@oms/security';
import { customersMayEdit, needsOrdersWrite, requireOwnerOrStaff } from '../orders/order-access.ts';
import type { OrderRecord } from '../orders/order-record.ts';

/** @throws {Problem} 403 for who may only see the order, 409 for a customer whose order has gone too far */
export function requireEditor(order: OrderRecord, principal: Principal): void {
  requireOwnerOrStaff(order, principal);
  if (can(principal, 'orders:write') || customersMayEdit(order)) return;
  const { status, paymentStatus, version } = order;
  throw new Problem(invalidTransition, {
    detail: `Customers can edit an order while it is pending and nothing is paid for it. ${needsOrdersWrite}`,
    extensions: { cause: 'forbidden', currentStatus: status, paymentStatus, version },
  });
}
