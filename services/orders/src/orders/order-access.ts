import { Problem, problems } from '@oms/http';
import { can, type Principal } from '@oms/security';
import type { OrderRecord } from './order-record.ts';

type Owned = Pick<OrderRecord, 'customerId'>;

/** People see their own orders; to all others an order does not exist. */
export const maySee = (order: Owned, principal: Principal): boolean =>
  order.customerId === principal.subject || can(principal, 'orders:read') || can(principal, 'orders:write');

export const mayChange = (order: Owned, principal: Principal): boolean =>
  order.customerId === principal.subject || can(principal, 'orders:write');

/** Until when customers change themselves what they have ordered. */
export const customersMayEdit = ({ status, authorized, paid }: OrderRecord): boolean =>
  status === 'pending' && authorized === 0 && paid === 0;

export const needsOrdersWrite = 'This needs the permission orders:write.';
export const needsPaymentsWrite = 'This needs the permission payments:write.';

/** @throws {Problem} 403 */
export function requireOwnerOrStaff(order: Owned, principal: Principal): void {
  if (!mayChange(order, principal)) throw new Problem(problems.forbidden, { detail: needsOrdersWrite });
}
