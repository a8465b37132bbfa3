import * as z from 'zod';
import { money, signedMoney } from './money.ts';

/** Pieces of a line: what a shipment, a return or a refund is made of. */
export const linePieces = z
  .object({
    lineId: z.uuid(),
    sku: z.string(),
    name: z.string(),
    quantity: z.int().min(1),
  })
  .meta({ id: 'LinePieces' });

export const dispute = z
  .object({
    status: z.enum(['open', 'won', 'lost']).describe('`lost` where the provider has taken the money back'),
    amount: money,
    reason: z.string().nullable().describe('As the provider names it, such as `fraudulent`'),
  })
  .meta({ id: 'PaymentDispute', description: 'A payer has a payment taken back by their bank (a chargeback)' });

/** What the documents show where a payment, or more than one, is told of. */
export const paymentExample = {
  id: '0197c9a1-2b3c-7d4e-8f60-718293a4b5c6',
  orderId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f',
  provider: 'manual',
  status: 'captured' as const,
  amount: { amount: 4497, currency: 'EUR' },
  authorized: { amount: 0, currency: 'EUR' },
  captured: { amount: 4497, currency: 'EUR' },
  voided: { amount: 0, currency: 'EUR' },
  refunded: { amount: 0, currency: 'EUR' },
  reference: 'BANK-2041',
  failure: null,
  disputes: [],
  createdAt: '2026-03-14T09:30:00.000Z',
  updatedAt: '2026-03-14T09:30:00.000Z',
};

export const payment = z
  .object({
    id: z.uuid(),
    orderId: z.uuid(),
    provider: z.string().meta({ examples: ['manual', 'stripe'] }),
    status: z
      .enum(['pending', 'requires_action', 'authorized', 'captured', 'voided', 'failed'])
      .describe('`captured` once all of it, or all that will be, was captured'),
    amount: money.describe('What it was made for'),
    authorized: money.describe('Held by the provider and not yet captured'),
    captured: money,
    voided: money.describe('Held once, and let go'),
    refunded: money.describe('Of what was captured'),
    reference: z.string().nullable().describe('How the provider, or the bookkeeping, calls it'),
    failure: z.string().nullable().describe('Why the provider refused it last'),
    disputes: z.array(dispute).default([]).describe('Money of lost ones is not booked as refunded'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Payment', examples: [paymentExample] });

export const refund = z
  .object({
    id: z.uuid(),
    orderId: z.uuid(),
    status: z.enum(['pending', 'succeeded', 'failed']).describe('`pending` until the provider has paid it out'),
    amount: money,
    tax: money.describe('Contained in the amount'),
    shipping: money.describe('Share of shipping, contained in the amount'),
    items: z
      .array(linePieces.extend({ amount: money, tax: money }))
      .describe('What it is for; empty when it is an amount without pieces'),
    returnId: z.uuid().nullable(),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({
    id: 'Refund',
    examples: [
      {
        id: '0197c9a2-3c4d-7e5f-9071-8293a4b5c6d7',
        orderId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f',
        status: 'succeeded',
        amount: { amount: 1999, currency: 'EUR' },
        tax: { amount: 333, currency: 'EUR' },
        shipping: { amount: 0, currency: 'EUR' },
        items: [
          {
            lineId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60',
            sku: 'MUG-BLUE',
            name: 'Mug, blue',
            quantity: 1,
            amount: { amount: 1999, currency: 'EUR' },
            tax: { amount: 333, currency: 'EUR' },
          },
        ],
        returnId: null,
        reason: 'Arrived with a scratch',
        createdAt: '2026-03-20T15:00:00.000Z',
        updatedAt: '2026-03-20T15:00:01.000Z',
      },
    ],
  });

export const shipment = z
  .object({
    id: z.uuid(),
    orderId: z.uuid(),
    status: z.enum(['shipped', 'delivered', 'canceled']),
    items: z.array(linePieces).min(1),
    carrier: z.string().nullable(),
    trackingNumber: z.string().nullable(),
    trackingUrl: z.string().nullable(),
    shippedAt: z.iso.datetime(),
    deliveredAt: z.iso.datetime().nullable(),
    canceledAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Shipment', description: 'A parcel' });

export const orderReturn = z
  .object({
    id: z.uuid(),
    orderId: z.uuid(),
    status: z.enum(['requested', 'approved', 'rejected', 'received', 'refunded', 'canceled']),
    items: z
      .array(
        linePieces.extend({
          received: z.int().min(0).nullable().optional().describe('Of these, pieces that came; null until they did'),
        }),
      )
      .min(1),
    reason: z.string().nullable().describe('Why the customer sends it back'),
    answer: z.string().nullable().describe('What the customer was told with the approval or the rejection'),
    restocked: z.boolean().nullable().describe('Whether what came back can be sold again; null until it came'),
    refundId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({
    id: 'OrderReturn',
    examples: [
      {
        id: '0197c9a3-4d5e-7f60-8172-93a4b5c6d7e8',
        orderId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f',
        status: 'requested',
        items: [
          {
            lineId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60',
            sku: 'MUG-BLUE',
            name: 'Mug, blue',
            quantity: 1,
            received: null,
          },
        ],
        reason: 'Wrong colour',
        answer: null,
        restocked: null,
        refundId: null,
        createdAt: '2026-03-18T12:00:00.000Z',
        updatedAt: '2026-03-18T12:00:00.000Z',
      },
    ],
  });

export const comment = z
  .object({
    id: z.uuid(),
    orderId: z.uuid(),
    visibility: z.enum(['public', 'internal']).describe('`internal` is seen by staff alone'),
    body: z.string().nullable().describe('Null once the customer is erased'),
    author: z.enum(['customer', 'staff']),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'OrderComment' });

/** What changing the lines of an order means. */
export const editDifference = z
  .object({
    total: signedMoney.describe('New total less the old one'),
    due: signedMoney.describe('What is due after it; below zero when too much was paid'),
    lines: z.array(
      z.object({
        lineId: z.uuid(),
        sku: z.string(),
        name: z.string(),
        before: z.int().min(0),
        after: z.int().min(0),
        stock: z.int().describe('Pieces reserved in addition; below zero, released'),
      }),
    ),
  })
  .meta({
    id: 'EditDifference',
    examples: [
      {
        total: { amount: 1999, currency: 'EUR' },
        due: { amount: 1999, currency: 'EUR' },
        lines: [
          {
            lineId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60',
            sku: 'MUG-BLUE',
            name: 'Mug, blue',
            before: 2,
            after: 3,
            stock: 1,
          },
        ],
      },
    ],
  });

export type LinePieces = z.infer<typeof linePieces>;
export type Payment = z.infer<typeof payment>;
export type Refund = z.infer<typeof refund>;
export type Shipment = z.infer<typeof shipment>;
export type OrderReturn = z.infer<typeof orderReturn>;
export type Comment = z.infer<typeof comment>;
export type EditDifference = z.infer<typeof editDifference>;
