import { line, money } from '@oms/contracts';
import { type FieldError, invalidFields, timestamp } from '@oms/http';
import * as z from 'zod';
import { newPrices } from '../prices.ts';
import { sku } from '../products/product.ts';

export const discountKinds = ['percentage', 'fixed', 'free_shipping'] as const;

export const discount = z
  .object({
    id: z.uuid(),
    code: z.string().meta({ examples: ['SPRING10'] }),
    name: z.string(),
    kind: z.enum(discountKinds),
    ratePpm: z.int().nullable().describe('Of a percentage: parts per million, 100000 is 10 %'),
    amounts: z.array(money).describe('Of a fixed discount: what it takes off in each currency, quoted as prices are'),
    minimumSubtotals: z.array(money).describe('Unless empty: what the lines of an order must cost before discounts'),
    skus: z.array(z.string()).nullable().describe('What it is limited to; null for everything'),
    startsAt: z.iso.datetime().nullable(),
    endsAt: z.iso.datetime().nullable().describe('The first moment at which it is over'),
    maxUses: z.int().nullable(),
    maxUsesPerCustomer: z.int().nullable(),
    combinable: z.boolean().describe('Whether an order may have other discounts beside it'),
    active: z.boolean().describe('Whether orders can use it'),
    used: z.int().min(0).describe('Orders that have it and were not given up'),
    version: z.int().min(1).describe('Of what staff decide; uses do not change it'),
  })
  .meta({
    id: 'Discount',
    examples: [
      {
        id: '0197c9a5-6f70-7182-8394-b5c6d7e8f90a',
        code: 'SPRING10',
        name: '10 % in spring',
        kind: 'percentage',
        ratePpm: 100_000,
        amounts: [],
        minimumSubtotals: [{ amount: 2000, currency: 'EUR' }],
        skus: null,
        startsAt: '2026-03-01T00:00:00.000Z',
        endsAt: null,
        maxUses: 1000,
        maxUsesPerCustomer: 1,
        combinable: false,
        active: true,
        used: 0,
        version: 1,
      },
    ],
  });

const fields = {
  code: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'must be 1 to 40 letters, digits, - or _')
    .toUpperCase()
    .describe('Upper and lower case are the same'),
  name: line(200),
  ratePpm: z.int().min(1).max(1_000_000).describe('Parts per million: 100000 is 10 %'),
  amounts: newPrices.min(1),
  minimumSubtotals: newPrices.describe('In other currencies than these it cannot be used; empty for no minimum'),
  skus: z.array(sku).min(1).max(200).nullable().describe('Null for everything'),
  startsAt: timestamp.nullable(),
  endsAt: timestamp.nullable(),
  maxUses: z.int32().min(1).nullable(),
  maxUsesPerCustomer: z.int32().min(1).nullable(),
  combinable: z.boolean(),
  active: z.boolean(),
};

const common = {
  code: fields.code,
  name: fields.name,
  minimumSubtotals: fields.minimumSubtotals.default([]),
  skus: fields.skus.default(null),
  startsAt: fields.startsAt.default(null),
  endsAt: fields.endsAt.default(null),
  maxUses: fields.maxUses.default(null),
  maxUsesPerCustomer: fields.maxUsesPerCustomer.default(null),
  combinable: fields.combinable.default(false),
  active: fields.active.default(true),
};

export const newDiscount = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('percentage'), ...common, ratePpm: fields.ratePpm }),
    z.strictObject({ kind: z.literal('fixed'), ...common, amounts: fields.amounts }),
    z.strictObject({ kind: z.literal('free_shipping'), ...common }),
  ])
  .meta({
    examples: [
      {
        kind: 'percentage',
        code: 'SPRING10',
        name: '10 % in spring',
        ratePpm: 100_000,
        minimumSubtotals: [{ amount: 2000, currency: 'EUR' }],
        startsAt: '2026-03-01T00:00:00Z',
        maxUses: 1000,
        maxUsesPerCustomer: 1,
      },
    ],
  });

export const discountChange = z
  .strictObject({
    code: fields.code.optional(),
    name: fields.name.optional(),
    ratePpm: fields.ratePpm.optional(),
    amounts: fields.amounts.optional().describe('All amounts anew'),
    minimumSubtotals: fields.minimumSubtotals.optional(),
    skus: fields.skus.optional(),
    startsAt: fields.startsAt.optional(),
    endsAt: fields.endsAt.optional(),
    maxUses: fields.maxUses.optional().describe('May be less than were made already: then there are no more'),
    maxUsesPerCustomer: fields.maxUsesPerCustomer.optional(),
    combinable: fields.combinable.optional(),
    active: fields.active.optional(),
  })
  .meta({ examples: [{ maxUses: 2000, combinable: true }] });

export type Discount = z.infer<typeof discount>;

/** @throws {Problem} 422 for terms that each are well-formed and do not go together */
export function requireConsistent({ kind, ratePpm, amounts, startsAt, endsAt }: Discount): void {
  const errors: FieldError[] = [];
  const refuse = (field: string, code: string, detail: string) =>
    errors.push({ pointer: `/${field}`, in: 'body', code, detail });
  if (kind !== 'percentage' && ratePpm !== null)
    refuse('ratePpm', 'not_of_this_kind', `a discount that is ${kind} has no rate`);
  if (kind !== 'fixed' && amounts.length > 0)
    refuse('amounts', 'not_of_this_kind', `a discount that is ${kind} has no amounts`);
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt)
    refuse('endsAt', 'ends_before_start', 'must be later than startsAt');
  if (errors.length > 0) throw invalidFields(errors);
}
