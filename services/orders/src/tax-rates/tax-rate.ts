import { isCountry, line } from '@oms/contracts';
import * as z from 'zod';
import { taxClasses } from './tax-rate-for.ts';

/** Nothing is ever taxed in the class zero. */
const taxedClass = z.enum(taxClasses).exclude(['zero']);

export const taxRate = z
  .object({
    id: z.uuid(),
    taxClass: taxedClass,
    country: z.string().describe('Destination, ISO 3166-1 alpha-2'),
    region: z
      .string()
      .nullable()
      .meta({ examples: [null] })
      .describe('Null: all of the country that has no rate of its own'),
    ratePpm: z.int().describe('Parts per million: 190000 is 19 %'),
    version: z.int().min(1),
  })
  .meta({ id: 'TaxRate' });

const country = z
  .string()
  .refine(isCountry, { error: 'is not an ISO 3166-1 alpha-2 country code', params: { code: 'unknown_country' } })
  .meta({ pattern: '^[A-Z]{2}$' });
const region = line(100).nullable();
const ratePpm = z.int().min(0).max(1_000_000).describe('Parts per million: 190000 is 19 %');

export const newTaxRate = z
  .strictObject({ taxClass: taxedClass, country, region: region.default(null), ratePpm })
  .meta({ examples: [{ taxClass: 'standard', country: 'GB', ratePpm: 200_000 }] });
export const taxRateChange = z
  .strictObject({ ratePpm: ratePpm.optional(), region: region.optional() })
  .meta({ examples: [{ ratePpm: 175_000 }] });

export const taxRateFilter = { country: country.optional(), taxClass: taxedClass.optional() };

export type TaxRate = z.infer<typeof taxRate>;
export type NewTaxRate = z.infer<typeof newTaxRate>;
