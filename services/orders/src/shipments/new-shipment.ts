import { line } from '@oms/contracts';
import * as z from 'zod';
import { wantedPieces } from '../orders/pieces.ts';

const text = line(100);

export const newShipment = z
  .strictObject({
    items: wantedPieces.optional().describe('All that is left to ship unless given'),
    carrier: text.optional().meta({ examples: ['DHL'] }),
    trackingNumber: text.optional(),
    trackingUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional()
      .describe('Where the customer can follow the parcel'),
  })
  .default({})
  .meta({
    examples: [
      {
        items: [{ sku: 'MUG-BLUE', quantity: 1 }],
        carrier: 'DHL',
        trackingNumber: '00340434161094042557',
        trackingUrl: 'https://parcels.example.com/00340434161094042557',
      },
    ],
  });

export type NewShipment = z.infer<typeof newShipment>;
