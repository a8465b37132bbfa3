import { words } from '@oms/contracts';
import * as z from 'zod';

const levels = {
  onHand: z.int().min(0).describe('Pieces in the warehouse'),
  reserved: z.int().min(0).describe('Of these, pieces that orders wait for'),
  available: z.int().min(0).describe('What can still be ordered'),
};

export const stock = z.object(levels).meta({ id: 'Stock', examples: [{ onHand: 25, reserved: 2, available: 23 }] });

export const movement = z
  .object({
    id: z.uuid(),
    kind: z.enum(['adjustment', 'reservation', 'release', 'shipment', 'return']),
    onHandDelta: z.int(),
    reservedDelta: z.int(),
    orderId: z.uuid().nullable(),
    actorId: z.uuid().nullable().describe('Account of who adjusted'),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: 'StockMovement',
    description: 'One entry of the ledger whose sums are the stock',
    examples: [
      {
        id: '0197c9a4-5e6f-7071-8283-a4b5c6d7e8f9',
        kind: 'adjustment',
        onHandDelta: 25,
        reservedDelta: 0,
        orderId: null,
        actorId: '0197c99f-11d2-7a3b-9c44-5d6e7f809a1b',
        reason: 'Delivery of 14 March',
        createdAt: '2026-03-14T08:00:00.000Z',
      },
    ],
  });

export const newAdjustment = z
  .strictObject({
    delta: z
      .int()
      .min(-1_000_000_000)
      .max(1_000_000_000)
      .refine((delta) => delta !== 0, 'must not be zero')
      .describe('Pieces that came in, or below zero, that are gone'),
    reason: words(500),
  })
  .meta({ examples: [{ delta: 25, reason: 'Delivery of 14 March' }] });

export const adjustment = z.object({ id: z.uuid(), delta: z.int(), reason: z.string(), ...levels }).meta({
  id: 'StockAdjustment',
  description: 'An adjustment, and the stock after it',
  examples: [
    {
      id: '0197c9a4-5e6f-7071-8283-a4b5c6d7e8f9',
      delta: 25,
      reason: 'Delivery of 14 March',
      onHand: 25,
      reserved: 0,
      available: 25,
    },
  ],
});

export type Stock = z.infer<typeof stock>;
export type Movement = z.infer<typeof movement>;
