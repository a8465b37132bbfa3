import { Problem, problems } from '@oms/http';
import { can, type Principal } from '@oms/security';
import { orderProblems } from '../problems.ts';
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

/**
 * What somebody writes about an order, as it is kept: not at all once its customer is erased, for words tell of people, and
 * nobody would take them out again.
 */
export const kept = <T>({ customerId }: Owned, told: T | undefined): T | null =>
  customerId === null ? null : (told ?? null);

/** @throws {Problem} 409 where the customer of an order is erased, and what is written about it is all there is to do */
export function requireCustomer({ customerId }: Owned): void {
  if (customerId !== null) return;
  throw new Problem(orderProblems.account_erased, {
    detail: 'The account of its customer is erased: nothing more that tells of people is kept with the order.',
  });
}

export const needsOrdersWrite = 'This needs the permission orders:write.';
export const needsPaymentsWrite = 'This needs the permission payments:write.';

/** @throws {Problem} 403 */
export function requireOwnerOrStaff(order: Owned, principal: Principal): void {
  if (!mayChange(order, principal)) throw new Problem(problems.forbidden, { detail: needsOrdersWrite });
}
