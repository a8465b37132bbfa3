import type { OrderRecord } from './order-record.ts';

type Balance = Pick<OrderRecord, 'status' | 'total' | 'paid' | 'refunded' | 'refundedSurplus'>;

export const isGivenUp = ({ status }: Pick<OrderRecord, 'status'>): boolean =>
  status === 'canceled' || status === 'expired';

/** Whether all that the order costs has come in: it is invoiced, and money that goes back from now on takes off what it costs. */
export const isSettled = ({ status, total, paid }: Pick<OrderRecord, 'status' | 'total' | 'paid'>): boolean =>
  status !== 'pending' && paid >= total;

/**
 * What is still to be paid, held money not counted, in minor units; below zero, what was paid in excess. A refund makes it due
 * again only while the order is not settled; afterwards it is for something, and nobody has to pay that once more. Nor does such a
 * refund give back what was paid in excess: of a settled order its surplus alone does.
 */
export function owedOf(order: Balance): number {
  const { total, paid, refunded, refundedSurplus } = order;
  if (isGivenUp(order)) return refunded - paid;
  return isSettled(order) ? Math.min(0, total - paid + refundedSurplus) : total - paid + refunded;
}
