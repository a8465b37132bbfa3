import * as z from 'zod';
import { address } from './address.ts';
import { money, signedMoney } from './money.ts';

export const orderStatus = z
  .enum(['pending', 'confirmed', 'completed', 'canceled', 'expired'])
  .meta({ id: 'OrderStatus' });
export const paymentStatus = z
  .enum(['pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'voided'])
  .meta({ id: 'PaymentStatus' });
export const fulfillmentStatus = z
  .enum(['unfulfilled', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered'])
  .meta({ id: 'FulfillmentStatus' });

export const orderLine = z
  .object({
    id: z.uuid(),
    sku: z.string(),
    name: z.string(),
    quantity: z.int().min(1),
    unitPrice: money,
    discount: money.describe('Share of this line in all discounts'),
    taxRatePpm: z.int().min(0).describe('Rate of tax in parts per million: 190000 is 19 %'),
    tax: money.describe('Contained in the total, whether prices are quoted with tax or without'),
    total: money.describe('What the customer pays for this line: after discount, with tax'),
    shipped: z.int().min(0),
    delivered: z.int().min(0).default(0).describe('Of those shipped'),
    returned: z.int().min(0),
  })
  .meta({ id: 'OrderLine' });

export const orderTotals = z
  .object({
    subtotal: money.describe('Unit prices times quantities'),
    discount: money,
    shipping: money.describe('What the customer pays for shipping: with tax'),
    tax: money.describe('Contained in the total: of all lines and of shipping'),
    total: money.describe('Totals of all lines, and shipping'),
    paid: money.describe('All that was ever captured'),
    refunded: money.describe('Of what was paid'),
    due: signedMoney.describe(
      'What is still to be paid; below zero when too much was paid, or when an order that is given up was. What is paid back once all was paid is not due again',
    ),
  })
  .meta({ id: 'OrderTotals' });

export const appliedDiscount = z
  .object({ code: z.string(), amount: money.describe('What it takes off, shared among the lines or off shipping') })
  .meta({ id: 'AppliedDiscount' });

/** Keys and values that a client keeps with an order; OMS does not read them. */
export const metadata = z
  .record(z.string().min(1).max(40), z.string().max(500))
  .refine((entries) => Object.keys(entries).length <= 50, 'must have at most 50 entries');

export const order = z
  .object({
    id: z.uuid(),
    number: z.string().meta({ examples: ['A-100042'] }),
    customerId: z.uuid().nullable(),
    email: z.string().nullable(),
    status: orderStatus,
    paymentStatus,
    fulfillmentStatus,
    currency: z.string(),
    pricesIncludeTax: z.boolean().describe('Whether unit prices and discounts are quoted with tax'),
    lines: z.array(orderLine),
    discounts: z.array(appliedDiscount).default([]),
    totals: orderTotals,
    shippingAddress: address.nullable(),
    billingAddress: address.nullable(),
    shippingMethod: z.object({ code: z.string(), name: z.string() }).nullable(),
    note: z.string().nullable(),
    metadata,
    placedAt: z.iso.datetime(),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .describe('When an order that is not paid in full by then is given up, and what was paid of it paid back'),
    updatedAt: z.iso.datetime(),
    version: z.int().min(1),
  })
  .meta({
    id: 'Order',
    examples: [
      {
        id: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f',
        number: 'A-100042',
        customerId: '0197c99f-11d2-7a3b-9c44-5d6e7f809a1b',
        email: 'ada@example.com',
        status: 'pending',
        paymentStatus: 'pending',
        fulfillmentStatus: 'unfulfilled',
        currency: 'EUR',
        pricesIncludeTax: true,
        lines: [
          {
            id: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60',
            sku: 'MUG-BLUE',
            name: 'Mug, blue',
            quantity: 2,
            unitPrice: { amount: 1999, currency: 'EUR' },
            discount: { amount: 0, currency: 'EUR' },
            taxRatePpm: 200_000,
            tax: { amount: 666, currency: 'EUR' },
            total: { amount: 3998, currency: 'EUR' },
            shipped: 0,
            delivered: 0,
            returned: 0,
          },
        ],
        discounts: [],
        totals: {
          subtotal: { amount: 3998, currency: 'EUR' },
          discount: { amount: 0, currency: 'EUR' },
          shipping: { amount: 499, currency: 'EUR' },
          tax: { amount: 749, currency: 'EUR' },
          total: { amount: 4497, currency: 'EUR' },
          paid: { amount: 0, currency: 'EUR' },
          refunded: { amount: 0, currency: 'EUR' },
          due: { amount: 4497, currency: 'EUR' },
        },
        shippingAddress: {
          name: 'Ada Lovelace',
          line1: '12 St James Square',
          city: 'London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
        billingAddress: {
          name: 'Ada Lovelace',
          line1: '12 St James Square',
          city: 'London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
        shippingMethod: { code: 'standard', name: 'Standard' },
        note: 'Ring twice, please',
        metadata: { campaign: 'spring' },
        placedAt: '2026-03-14T09:26:53.589Z',
        expiresAt: '2026-03-14T10:26:53.589Z',
        updatedAt: '2026-03-14T09:26:53.589Z',
        version: 1,
      },
    ],
  });

/** Who did something to an order; `system` acts by itself, when time has run out for example. */
export const actor = z
  .object({ kind: z.enum(['person', 'apiKey', 'system']), id: z.uuid().nullable().describe('Account') })
  .meta({ id: 'Actor' });

export type Actor = z.infer<typeof actor>;
export type Order = z.infer<typeof order>;
export type OrderLine = z.infer<typeof orderLine>;
export type OrderTotals = z.infer<typeof orderTotals>;
