import * as z from 'zod';
import { isCountry } from './countries.ts';
import { line } from './text.ts';

export const address = z
  .strictObject({
    name: line(200),
    company: line(200).optional(),
    line1: line(200),
    line2: line(200).optional(),
    city: line(100),
    region: line(100).optional(),
    postalCode: line(20),
    country: z
      .string()
      .refine(isCountry, { error: 'is not an ISO 3166-1 alpha-2 country code', params: { code: 'unknown_country' } })
      .meta({ description: 'ISO 3166-1 alpha-2', pattern: '^[A-Z]{2}$' }),
    phone: line(32).optional(),
  })
  .meta({
    id: 'Address',
    examples: [
      { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    ],
  });

export type Address = z.infer<typeof address>;
