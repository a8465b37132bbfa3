import { allocate } from '@oms/contracts';

/** What becomes of a fraction of a minor unit, of tax or of a percentage; kept with each order, so that it can be reckoned again. */
export const roundings = ['half_up', 'half_even', 'down'] as const;
export type Rounding = (typeof roundings)[number];

/** What a discount takes off: a part of the lines, an amount off the lines, quoted like prices, or all of shipping. */
export type DiscountTerms = {
  code: string;
  /** What it is limited to; null for all lines. */
  skus: readonly string[] | null;
} & ({ kind: 'percentage'; ratePpm: number } | { kind: 'fixed'; fixedAmount: number } | { kind: 'free_shipping' });

/** Amounts are integer minor units of one currency, rates parts per million. */
export interface PricingInput {
  pricesIncludeTax: boolean;
  rounding: Rounding;
  lines: readonly { sku: string; unitPrice: number; quantity: number; taxRatePpm: number }[];
  /** In any order. */
  discounts: readonly DiscountTerms[];
  /** As quoted, before discounts. */
  shipping: { price: number; taxRatePpm: number };
}

export interface PricedLine {
  subtotal: number;
  discount: number;
  /** Contained in `total`. */
  tax: number;
  /** What the customer pays: after discount, with tax. */
  total: number;
}

export interface Pricing {
  lines: PricedLine[];
  /** What each discount takes off, quoted like prices, in the order in which they were given. */
  discounts: number[];
  subtotal: number;
  /** Off the lines; what is taken off shipping is not in it. */
  discount: number;
  /** What the customer pays for shipping, with tax. */
  shipping: number;
  shippingTax: number;
  /** All tax that `total` contains. */
  tax: number;
  /** The lines' totals and shipping. */
  total: number;
}

/** An amount grew beyond what can be counted exactly (2^53 minor units). */
export class AmountTooLarge extends RangeError {}

/**
 * Reckons an order. Discounts come off first: percentages, then fixed amounts, each kind by code, each off what those before
 * it left of the lines that it applies to, shared among them in proportion to that by largest remainder. Then tax, rounded
 * once a line, on what is left of it. All else is whole numbers, so that the parts always add up to the total.
 *
 * @throws {AmountTooLarge}
 */
export function price(input: PricingInput): Pricing {
  const { pricesIncludeTax, rounding } = input;
  const subtotals = input.lines.map(({ unitPrice, quantity }) => exact(unitPrice * quantity));
  const subtotal = sum(subtotals);
  const left = takeOff(input, subtotals);
  const withTax = (amount: number, ratePpm: number) => taxed(amount, ratePpm, pricesIncludeTax, rounding);
  const lines = input.lines.map(({ taxRatePpm }, index) => {
    const lineSubtotal = subtotals[index] ?? 0;
    const lineLeft = left.lines[index] ?? 0;
    return { subtotal: lineSubtotal, discount: lineSubtotal - lineLeft, ...withTax(lineLeft, taxRatePpm) };
  });
  const shipping = withTax(left.shipping, input.shipping.taxRatePpm);
  return {
    lines,
    discounts: left.taken,
    subtotal,
    discount: subtotal - sum(left.lines),
    shipping: shipping.total,
    shippingTax: shipping.tax,
    tax: exact(sum(lines.map(({ tax }) => tax)) + shipping.tax),
    total: exact(sum(lines.map(({ total }) => total)) + shipping.total),
  };
}

export const appliesTo = ({ skus }: Pick<DiscountTerms, 'skus'>, sku: string): boolean =>
  skus === null || skus.includes(sku);

const turns = { percentage: 0, fixed: 1, free_shipping: 2 } as const;

const byTurn = (one: DiscountTerms, other: DiscountTerms): number =>
  turns[one.kind] - turns[other.kind] || (one.code < other.code ? -1 : 1);

/** What discounts leave of the lines and of shipping, and what each of them took. */
function takeOff(
  { lines, discounts, shipping, rounding }: PricingInput,
  subtotals: readonly number[],
): { lines: number[]; shipping: number; taken: number[] } {
  let left = [...subtotals];
  let shippingLeft = shipping.price;
  const taken = new Map<DiscountTerms, number>();
  for (const terms of discounts.toSorted(byTurn)) {
    if (terms.kind === 'free_shipping') {
      taken.set(terms, shippingLeft);
      shippingLeft = 0;
      continue;
    }
    const eligible = lines.map(({ sku }, index) => (appliesTo(terms, sku) ? (left[index] ?? 0) : 0));
    const whole = sum(eligible);
    const amount =
      terms.kind === 'percentage'
        ? share(whole, terms.ratePpm, 1_000_000, rounding)
        : Math.min(terms.fixedAmount, whole);
    const parts = allocate(amount, eligible);
    left = left.map((each, index) => each - (parts[index] ?? 0));
    taken.set(terms, amount);
  }
  return { lines: left, shipping: shippingLeft, taken: discounts.map((terms) => taken.get(terms) ?? 0) };
}

function taxed(
  amount: number,
  ratePpm: number,
  inclusive: boolean,
  rounding: Rounding,
): { tax: number; total: number } {
  if (inclusive) return { tax: share(amount, ratePpm, 1_000_000 + ratePpm, rounding), total: amount };
  const tax = share(amount, ratePpm, 1_000_000, rounding);
  return { tax, total: exact(amount + tax) };
}

/** `amount * numerator / denominator`, rounded once; all are integers of zero or more. */
export function share(amount: number, numerator: number, denominator: number, rounding: Rounding): number {
  // The product outgrows 2^53 long before its quotient does.
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = product / divisor;
  const twice = (product % divisor) * 2n;
  return exact(Number(roundsUp(twice, divisor, quotient, rounding) ? quotient + 1n : quotient));
}

function roundsUp(twiceRemainder: bigint, divisor: bigint, quotient: bigint, rounding: Rounding): boolean {
  if (rounding === 'down' || twiceRemainder < divisor) return false;
  if (twiceRemainder > divisor) return true;
  return rounding === 'half_up' || quotient % 2n === 1n;
}

/** @throws {AmountTooLarge} */
export function exact(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new AmountTooLarge('the amount is too large to be counted exactly');
  return amount;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((one, other) => exact(one + other), 0);
