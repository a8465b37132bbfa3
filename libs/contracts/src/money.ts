import * as z from 'zod';
import { isCurrency, minorUnits } from './currency.ts';
import { numberFormat } from './formatters.ts';

const currency = z
  .string()
  .refine(isCurrency, { error: 'is not a known ISO 4217 currency code', params: { code: 'unknown_currency' } })
  .meta({ id: 'Currency', description: 'ISO 4217 code', pattern: '^[A-Z]{3}$', examples: ['EUR'] });

/** An amount that may be below zero: a difference, a ledger entry. */
export const signedMoney = z
  .strictObject({ amount: z.int().describe('In minor units: 1999 is 19.99 EUR'), currency })
  .meta({ id: 'SignedMoney' });

/** An amount of zero or more, in integer minor units. */
export const money = z
  .strictObject({ amount: z.int().min(0).describe('In minor units: 1999 is 19.99 EUR'), currency })
  .meta({ id: 'Money', examples: [{ amount: 1999, currency: 'EUR' }] });

export type Money = z.infer<typeof money>;

function sameCurrency(one: Money, other: Money): void {
  if (one.currency !== other.currency) throw new RangeError(`${one.currency} and ${other.currency} cannot be added`);
}

/** @throws {RangeError} when the currencies differ */
export function addMoney(one: Money, other: Money): Money {
  sameCurrency(one, other);
  return { amount: one.amount + other.amount, currency: one.currency };
}

export const multiplyMoney = (price: Money, quantity: number): Money => ({
  amount: price.amount * quantity,
  currency: price.currency,
});

/**
 * Parts `total` in proportion to `weights` so that the parts add up to it exactly: every part is rounded down and what is
 * left goes, one unit each, to the largest remainders, the earlier part first where they tie.
 *
 * @param total integer minor units, of any sign
 * @param weights integers >= 0; where all are zero the parts are as equal as can be
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  if (weights.length === 0) {
    if (total !== 0) throw new RangeError('an amount cannot be allocated to no part');
    return [];
  }
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new RangeError('weights must be integers of zero or more');
  }
  const sign = total < 0 ? -1 : 1;
  const whole = BigInt(Math.abs(total));
  const given = weights.map(BigInt);
  const sum = given.reduce((one, other) => one + other, 0n);
  const shares = sum === 0n ? given.map(() => 1n) : given;
  const divisor = sum === 0n ? BigInt(weights.length) : sum;
  const parts = shares.map((share, index) => ({
    index,
    amount: (whole * share) / divisor,
    remainder: (whole * share) % divisor,
  }));
  let left = whole - parts.reduce((one, part) => one + part.amount, 0n);
  const byRemainder = parts.toSorted((one, other) =>
    one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.amount += 1n;
    left -= 1n;
  }
  return parts.map((part) => (part.amount === 0n ? 0 : sign * Number(part.amount)));
}

/** As people of `locale` write it: `19,99 €`. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const decimals = minorUnits(currency);
  // The exact decimal text, not a quotient, so that no binary fraction can round the last digit.
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const text = `${amount < 0 ? '-' : ''}${digits.slice(0, digits.length - decimals)}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`;
  return numberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(text as Intl.StringNumericLiteral);
}
