import type { Address, Order } from '@oms/contracts';
import type { ChosenDiscount } from '../discounts/choose-discounts.ts';
import type { TaxClass } from '../tax-rates/tax-rate-for.ts';
import { owedOf } from './balance.ts';
import type { Rounding } from './pricing.ts';

export interface LineRecord {
  id: string;
  productId: string;
  sku: string;
  name: string;
  quantity: number;
  unitPrice: number;
  discount: number;
  taxClass: TaxClass;
  taxRatePpm: number;
  tax: number;
  total: number;
  shipped: number;
  /** Of those shipped. */
  delivered: number;
  returned: number;
}

/** A discount that an order has: its terms, to reckon it again when lines change, and what it takes off, in minor units. */
export type AppliedDiscountRecord = ChosenDiscount & { amount: number };

/** An order as the tables hold it; amounts in minor units of its currency. */
export interface OrderRecord {
  id: string;
  number: string;
  customerId: string | null;
  email: string | null;
  status: Order['status'];
  paymentStatus: Order['paymentStatus'];
  fulfillmentStatus: Order['fulfillmentStatus'];
  currency: string;
  pricesIncludeTax: boolean;
  rounding: Rounding;
  subtotal: number;
  discount: number;
  shipping: number;
  shippingTax: number;
  shippingTaxClass: TaxClass | null;
  shippingTaxRatePpm: number;
  tax: number;
  total: number;
  /** Held by providers, not yet captured. */
  authorized: number;
  /** Held once, and let go. */
  voided: number;
  /** All that was ever captured. */
  paid: number;
  /** On its way back. */
  refunding: number;
  refunded: number;
  /** Of that, what took nothing off what the order costs; the rest is not due again. */
  refundedSurplus: number;
  discounts: AppliedDiscountRecord[];
  shippingMethodCode: string | null;
  shippingMethodName: string | null;
  shippingAddress: Address | null;
  billingAddress: Address | null;
  note: string | null;
  metadata: Record<string, string>;
  placedAt: string;
  expiresAt: string | null;
  updatedAt: string;
  version: number;
  lines: LineRecord[];
}

/** The order as clients and events show it. */
export function present(record: OrderRecord): Order {
  const money = (amount: number) => ({ amount, currency: record.currency });
  return {
    id: record.id,
    number: record.number,
    customerId: record.customerId,
    email: record.email,
    status: record.status,
    paymentStatus: record.paymentStatus,
    fulfillmentStatus: record.fulfillmentStatus,
    currency: record.currency,
    pricesIncludeTax: record.pricesIncludeTax,
    lines: record.lines.map((line) => ({
      id: line.id,
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      unitPrice: money(line.unitPrice),
      discount: money(line.discount),
      taxRatePpm: line.taxRatePpm,
      tax: money(line.tax),
      total: money(line.total),
      shipped: line.shipped,
      delivered: line.delivered,
      returned: line.returned,
    })),
    discounts: record.discounts.map(({ code, amount }) => ({ code, amount: money(amount) })),
    totals: {
      subtotal: money(record.subtotal),
      discount: money(record.discount),
      shipping: money(record.shipping),
      tax: money(record.tax),
      total: money(record.total),
      paid: money(record.paid),
      refunded: money(record.refunded),
      due: money(owedOf(record)),
    },
    shippingAddress: record.shippingAddress,
    billingAddress: record.billingAddress,
    shippingMethod:
      record.shippingMethodCode === null || record.shippingMethodName === null
        ? null
        : { code: record.shippingMethodCode, name: record.shippingMethodName },
    note: record.note,
    metadata: record.metadata,
    placedAt: record.placedAt,
    expiresAt: record.expiresAt,
    updatedAt: record.updatedAt,
    version: record.version,
  };
}

/** The text that a search looks through. */
export const searchText = (record: OrderRecord): string =>
  [
    record.number,
    record.email,
    ...[record.shippingAddress, record.billingAddress].flatMap((address) =>
      address
        ? [
            address.name,
            address.company,
            address.line1,
            address.line2,
            address.city,
            address.region,
            address.postalCode,
            address.country,
          ]
        : [],
    ),
    ...record.lines.map(({ sku }) => sku),
  ]
    .filter((part) => part)
    // What both addresses say is kept once.
    .filter((part, index, parts) => parts.indexOf(part) === index)
    .join(' ');
