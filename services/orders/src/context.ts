import type { Database } from '@oms/database';
import { routesFor } from '@oms/http';
import type { PersonKeys, SealingKey } from '@oms/security';
import type { Logger } from '@oms/telemetry';
import type { Invoicing } from './documents/document.ts';
import type { Announce } from './orders/order-events.ts';
import type { ReadOrder } from './orders/order-reader.ts';
import type { Rounding } from './orders/pricing.ts';
import type { OperationScope } from './payments/carrier.ts';
import type { Providers } from './payments/provider.ts';
import type { ReceiverRules } from './webhooks/receiver-url.ts';

/** What the use cases of orders work with. */
export interface OrdersContext {
  db: Database;
  logger: Logger;
  readOrder: ReadOrder;
  /** Minutes from placing to expiry of an order that nobody pays for. */
  paymentWindowMinutes: number;
  /** Days from placing to expiry of an order that is paid, or its payment held, in part. */
  partialPaymentWindowDays: number;
  /** Days in which customers can send something back. */
  returnWindowDays: number;
  pricesIncludeTax: boolean;
  rounding: Rounding;
  /** The number of an order from a value of the sequence. */
  orderNumber: (sequence: number) => string;
  announce: Announce;
  /** Keys of people, which what is kept of them for good is encrypted with. */
  personKeys: PersonKeys;
  /** 32 bytes, which seal what the tables must not hold in clear. */
  keyEncryptionKey: SealingKey;
  invoicing: Invoicing;
  payments: {
    providers: Providers;
    /** Look for operations at providers to carry out now. */
    wake(): void;
    /** Carries out what a payment or refund waits for; returns when that is over, put off, or has taken ten seconds. */
    finish(scope: OperationScope): Promise<void>;
  };
  /** Counts a webhook of a payment provider. */
  countPaymentWebhook(
    provider: string,
    outcome: 'applied' | 'repeated' | 'irrelevant' | 'unknown' | 'other_currency' | 'refused',
  ): void;
  webhooks: {
    rules: ReceiverRules;
    /** Look for webhooks to send now. */
    wake(): void;
  };
}

export const route = routesFor<OrdersContext>();
