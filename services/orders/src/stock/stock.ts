import { words } from '@oms/contracts';
import * as z from 'zod';

const levels = {
  onHand: z.int().min(0).describe('Pieces in the warehouse'),
  reserved: z.int().min(0).describe('Of these, pieces that orders wait for'),
  available: z.int().min(0).describe('What can still be ordered'),
};

export const stock = z.object(levels).meta({ id: 'Stock' });

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
  .meta({ id: 'StockMovement', description: 'One entry of the ledger whose sums are the stock' });

export const newAdjustment = z.strictObject({
  delta: z
    .int()
    .min(-1_000_000_000)
    .max(1_000_000_000)
    .refine((delta) => delta !== 0, 'must not be zero')
    .describe('Pieces that came in, or below zero, that are gone'),
  reason: words(500),
});

export const adjustment = z
  .object({ id: z.uuid(), delta: z.int(), reason: z.string(), ...levels })
  .meta({ id: 'StockAdjustment', description: 'An adjustment, and the stock after it' });

export type Stock = z.infer<typeof stock>;
export type Movement = z.infer<typeof movement>;
