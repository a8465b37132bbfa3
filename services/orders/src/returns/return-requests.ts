import { words } from '@oms/contracts';
import * as z from 'zod';
import { wantedPieces } from '../orders/pieces.ts';

const explanation = words(2_000);

export const newReturn = z
  .strictObject({
    items: wantedPieces,
    reason: explanation.describe('Why; kept until the customer is erased'),
  })
  .meta({ examples: [{ items: [{ sku: 'MUG-BLUE', quantity: 1 }], reason: 'Wrong colour' }] });

export const approval = z
  .strictObject({ answer: explanation.optional().describe('How to send it, for example; the customer is told') })
  .default({})
  .meta({ examples: [{ answer: 'Please send it to our warehouse.' }] });

export const rejection = z
  .strictObject({ answer: explanation.describe('Why; the customer is told') })
  .meta({ examples: [{ answer: 'The mug has been used.' }] });

const refundShipping = z
  .boolean()
  .default(false)
  .describe('Whether shipping is paid back as well, in proportion; what is left of it once nothing is kept');

export const receipt = z
  .strictObject({
    restock: z.boolean().describe('Whether what came can be sold again'),
    items: wantedPieces.optional().describe('What came, where it is less than what was requested'),
    refund: z
      .boolean()
      .optional()
      .describe(
        'Whether what was paid for it goes back; not where it was paid back before, or is exchanged. It does with `payments:write` unless told otherwise, and stays for whoever may without',
      ),
    refundShipping,
  })
  .meta({ examples: [{ restock: true }] });

export const repayment = z.strictObject({ refundShipping }).default({ refundShipping: false });

export type NewReturn = z.infer<typeof newReturn>;
export type Receipt = z.infer<typeof receipt>;
