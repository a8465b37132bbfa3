import { line, money, printable } from '@oms/contracts';
import * as z from 'zod';
import { newPrices } from '../prices.ts';
import { taxClasses } from '../tax-rates/tax-rate-for.ts';

export const taxClass = z.enum(taxClasses).meta({
  id: 'TaxClass',
  description: 'Decides, with the destination, the rate of tax',
});

export const sku = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, hyphens or underscores');

export const product = z
  .object({
    id: z.uuid(),
    sku: z.string().meta({ examples: ['MUG-BLUE'] }),
    name: z.string(),
    description: z.string().meta({ examples: ['Stoneware, 0.3 l, safe in the dishwasher'] }),
    prices: z.array(money),
    taxClass,
    active: z.boolean().describe('Whether it can be ordered'),
    availability: z.enum(['in_stock', 'out_of_stock']),
    version: z.int().min(1),
  })
  .meta({ id: 'Product' });

const name = line(200);
const description = printable.max(10_000);

export const newProduct = z
  .strictObject({
    sku,
    name,
    description: description.default(''),
    prices: newPrices.min(1),
    taxClass: taxClass.default('standard'),
    active: z.boolean().default(true),
  })
  .meta({
    examples: [
      {
        sku: 'MUG-BLUE',
        name: 'Mug, blue',
        description: 'Stoneware, 0.3 l, safe in the dishwasher',
        prices: [{ amount: 1999, currency: 'EUR' }],
      },
    ],
  });

export const productChange = z
  .strictObject({
    sku: sku.optional(),
    name: name.optional(),
    description: description.optional(),
    prices: newPrices.min(1).optional().describe('All prices anew'),
    taxClass: taxClass.optional(),
    active: z.boolean().optional(),
  })
  .meta({ examples: [{ name: 'Mug, light blue', prices: [{ amount: 1799, currency: 'EUR' }] }] });

export type Product = z.infer<typeof product>;
export type NewProduct = z.infer<typeof newProduct>;
