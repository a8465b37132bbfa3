import { type SealingKey, unseal } from '@oms/security';
import type { PaymentRecord } from './payment.ts';

/** What a sealed client secret is authenticated with. */
export const clientSecretContext = (paymentId: string): string => `orders client secret of payment ${paymentId}`;

/** What the payer's client goes on with while a payment is open; null once it is over, and where there is none. */
export function clientSecretOf(payment: PaymentRecord, key: SealingKey): string | null {
  const { id, closed, authorized, details } = payment;
  if (closed || authorized > 0 || details.clientSecret === undefined) return null;
  return unseal(key, details.clientSecret, clientSecretContext(id));
}
