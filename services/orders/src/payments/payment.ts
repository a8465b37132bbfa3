import type { Payment } from '@oms/contracts';
import type { DisputeFact } from './provider.ts';

/** What its provider needs or gave. */
export interface PaymentDetails {
  /** Sealed; see client-secret.ts. */
  clientSecret?: string;
  /** Provider's name of the means of payment to be charged. */
  paymentMethod?: string;
  disputes?: DisputeFact[];
}

/** A payment as the tables hold it; amounts in minor units of its order's currency. */
export interface PaymentRecord {
  id: string;
  orderId: string;
  provider: string;
  reference: string | null;
  captureMethod: 'automatic' | 'manual';
  status: Payment['status'];
  currency: string;
  amount: number;
  /** Held and not yet captured. */
  authorized: number;
  /** Held once, and let go. */
  voided: number;
  captured: number;
  /** Asked of the provider and not yet paid out. */
  refunding: number;
  refunded: number;
  /** The provider can neither hold nor capture any more of it. */
  closed: boolean;
  details: PaymentDetails;
  failure: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What of a payment can still be paid back. */
export const refundableOf = ({ captured, refunded, refunding }: PaymentRecord): number =>
  captured - refunded - refunding;

/** What a payment may still bring in beside what it holds or has captured. */
export const openAmountOf = ({ closed, amount, authorized, captured }: PaymentRecord): number =>
  closed ? 0 : amount - authorized - captured;

/** How many payments may still bring something in. */
export const begunOf = (payments: readonly PaymentRecord[]): number =>
  payments.filter((payment) => openAmountOf(payment) > 0).length;

/** The payment as clients and events show it. */
export function presentPayment(record: PaymentRecord): Payment {
  const money = (amount: number) => ({ amount, currency: record.currency });
  return {
    id: record.id,
    orderId: record.orderId,
    provider: record.provider,
    status: record.status,
    amount: money(record.amount),
    authorized: money(record.authorized),
    captured: money(record.captured),
    voided: money(record.voided),
    refunded: money(record.refunded),
    reference: record.reference,
    failure: record.failure,
    disputes: (record.details.disputes ?? []).map(({ status, amount, reason }) => ({
      status,
      amount: money(amount),
      reason,
    })),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}
