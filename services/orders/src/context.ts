import type { Database } from '@oms/database';
import { routesFor } from '@oms/http';
import type { Logger } from '@oms/telemetry';
import type { Invoicing } from './documents/document.ts';
import type { OrderEvents } from './orders/order-events.ts';
import type { Rounding } from './orders/pricing.ts';

/** What the use cases of orders work with. */
export interface OrdersContext {
  db: Database;
  logger: Logger;
  /** Minutes from placing to expiry of an order that nobody pays for. */
  paymentWindowMinutes: number;
  pricesIncludeTax: boolean;
  rounding: Rounding;
  /** The number of an order from a value of the sequence. */
  orderNumber: (sequence: number) => string;
  events: OrderEvents;
  invoicing: Invoicing;
}

export const route = routesFor<OrdersContext>();
