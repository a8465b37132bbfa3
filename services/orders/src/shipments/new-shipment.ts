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
  .default({});

export type NewShipment = z.infer<typeof newShipment>;
