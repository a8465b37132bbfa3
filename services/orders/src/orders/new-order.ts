import { address, metadata, money, printable } from '@oms/contracts';
import * as z from 'zod';

/** Pieces of one product in an order. */
export const highestQuantity = 9_999;

export const note = printable.max(2_000);

export const newOrder = z
  .strictObject({
    customerId: z
      .uuid()
      .toLowerCase()
      .optional()
      .describe('Whom the order is for, if not for oneself; needs `orders:write`'),
    currency: money.shape.currency,
    items: z
      .array(
        z.strictObject({
          sku: z.string().min(1).max(64),
          quantity: z.int().min(1).max(highestQuantity),
        }),
      )
      .min(1)
      .max(200)
      .describe('Items of one sku become one line'),
    shippingAddress: address,
    billingAddress: address.optional().describe('As the shipping address unless given'),
    shippingMethod: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .describe(
        'Code of a shipping method; the first that has a price in the currency unless given. Shops without any send nothing',
      ),
    discountCodes: z
      .array(z.string().trim().min(1).max(40).toUpperCase())
      .max(10)
      .optional()
      .describe('Upper and lower case are the same. Percentages come off before fixed amounts, each off what is left'),
    note: note.optional(),
    metadata: metadata.optional(),
  })
  .meta({
    examples: [
      {
        currency: 'EUR',
        items: [{ sku: 'MUG-BLUE', quantity: 2 }],
        shippingAddress: {
          name: 'Ada Lovelace',
          line1: '12 St James Square',
          city: 'London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
        shippingMethod: 'standard',
        discountCodes: [],
        note: 'Ring twice, please',
        metadata: { campaign: 'spring' },
      },
    ],
  });

export type NewOrder = z.infer<typeof newOrder>;

/** What is wanted of one product. */
export interface Item {
  sku: string;
  quantity: number;
  /** Where it stood first in the request. */
  index: number;
}

/** One item a sku, in the order in which they came. */
export function mergeItems(items: NewOrder['items']): Item[] {
  const merged = new Map<string, Item>();
  for (const [index, { sku, quantity }] of items.entries()) {
    const present = merged.get(sku);
    if (present) present.quantity += quantity;
    else merged.set(sku, { sku, quantity, index });
  }
  return [...merged.values()];
}
