import { line, money } from '@oms/contracts';
import * as z from 'zod';
import { newPrices } from '../prices.ts';
import { taxClass } from '../products/product.ts';

export const shippingMethod = z
  .object({
    id: z.uuid(),
    code: z.string().meta({ examples: ['standard'] }),
    name: z.string().meta({ examples: ['Standard'] }),
    prices: z.array(money),
    taxClass,
    active: z.boolean().describe('Whether orders can choose it'),
    position: z.int().describe('Orders that name no method get the lowest that has a price in their currency'),
    version: z.int().min(1),
  })
  .meta({ id: 'ShippingMethod' });

const code = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits, - or _');
const name = line(200);
const position = z.int().min(0).max(1_000_000);

export const newShippingMethod = z
  .strictObject({
    code,
    name,
    prices: newPrices,
    taxClass: taxClass.default('standard'),
    active: z.boolean().default(true),
    position: position.default(100),
  })
  .meta({
    examples: [{ code: 'standard', name: 'Standard', prices: [{ amount: 499, currency: 'EUR' }], position: 10 }],
  });

export const shippingMethodChange = z
  .strictObject({
    code: code.optional(),
    name: name.optional(),
    prices: newPrices.optional().describe('All prices anew'),
    taxClass: taxClass.optional(),
    active: z.boolean().optional(),
    position: position.optional(),
  })
  .meta({ examples: [{ name: 'Standard, 2 to 3 days', prices: [{ amount: 599, currency: 'EUR' }] }] });

export type ShippingMethod = z.infer<typeof shippingMethod>;
export type NewShippingMethod = z.infer<typeof newShippingMethod>;
