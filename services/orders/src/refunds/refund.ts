import type { Refund } from '@oms/contracts';
import type { RefundedAmounts } from '../documents/snapshots.ts';

/** Pieces of a line and what is paid back for them, in minor units. */
export interface RefundedPieces {
  lineId: string;
  sku: string;
  name: string;
  quantity: number;
  /** With tax. */
  amount: number;
  /** Contained in `amount`. */
  tax: number;
}

/** What is to be paid back, in minor units of the order's currency. */
export interface RefundParts {
  amount: number;
  /** Contained in `amount`. */
  tax: number;
  /** Share of shipping, contained in `amount`. */
  shipping: number;
  /** What of `amount` is on no invoice, and without tax: paid beyond what the order costs, or before it was paid in full. */
  surplus: number;
  /** Empty where it is an amount without pieces. */
  items: readonly RefundedPieces[];
}

/** A refund as the tables hold it. */
export interface RefundRecord extends RefundParts {
  id: string;
  orderId: string;
  returnId: string | null;
  status: Refund['status'];
  currency: string;
  reason: string | null;
  createdAt: string;
  updatedAt: string;
}

/** The refund as clients and events show it. */
export function presentRefund(record: RefundRecord): Refund {
  const money = (amount: number) => ({ amount, currency: record.currency });
  return {
    id: record.id,
    orderId: record.orderId,
    status: record.status,
    amount: money(record.amount),
    tax: money(record.tax),
    shipping: money(record.shipping),
    items: record.items.map(({ lineId, sku, name, quantity, amount, tax }) => ({
      lineId,
      sku,
      name,
      quantity,
      amount: money(amount),
      tax: money(tax),
    })),
    returnId: record.returnId,
    reason: record.reason,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

/** What of a refund takes off what the order costs. */
export const creditOf = ({ amount, surplus }: Pick<RefundParts, 'amount' | 'surplus'>): number => amount - surplus;

/**
 * What the credit note of a refund is made from: what it takes off what the order costs.
 *
 * @param limit what is still to be credited of all refunds. It is less where an earlier one was credited and then not paid out.
 */
export function creditedBy(refund: RefundRecord, limit: number): RefundedAmounts | undefined {
  const { id, tax, shipping, items, reason } = refund;
  const credit = creditOf(refund);
  const amount = Math.min(credit, limit);
  if (amount <= 0) return undefined;
  if (amount === credit) return { id, amount, tax, shipping, lines: items, reason };
  return { id, amount, tax: Math.min(amount, Math.round((tax * amount) / credit)), reason };
}
