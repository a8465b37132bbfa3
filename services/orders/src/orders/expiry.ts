import type { OrdersContext } from '../context.ts';
import type { OrderRecord } from './order-record.ts';

export type PaymentWindows = Pick<OrdersContext, 'paymentWindowMinutes' | 'partialPaymentWindowDays'>;

type Money = Pick<OrderRecord, 'authorized' | 'paid' | 'refunded' | 'refunding'>;

const keepsMoney = ({ authorized, paid, refunded, refunding }: Money): boolean =>
  authorized + paid - refunded - refunding > 0;

/**
 * What becomes of the time at which a pending order is given up when its money moves. Once a part is paid or held it is longer, for the
 * rest may come by bank transfer; once all of that went back there is as much time again as for a new order.
 *
 * @param money as it is afterwards
 * @param now RFC 3339
 */
export function expiryAfter(
  order: OrderRecord,
  money: Partial<Money>,
  now: string,
  { paymentWindowMinutes, partialPaymentWindowDays }: PaymentWindows,
): Partial<Pick<OrderRecord, 'expiresAt'>> {
  const { status, expiresAt, placedAt } = order;
  if (status !== 'pending' || expiresAt === null) return {};
  const keeps = keepsMoney({ ...order, ...money });
  if (keeps === keepsMoney(order)) return {};
  const at = keeps
    ? Math.max(Date.parse(expiresAt), Date.parse(placedAt) + partialPaymentWindowDays * 86_400_000)
    : Date.parse(now) + paymentWindowMinutes * 60_000;
  return { expiresAt: new Date(at).toISOString() };
}
