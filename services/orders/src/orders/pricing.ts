import { allocate } from '@oms/contracts';

/** What becomes of a fraction of a minor unit of tax; kept with each order, so that it can be reckoned again. */
export const roundings = ['half_up', 'half_even', 'down'] as const;
export type Rounding = (typeof roundings)[number];

/** Amounts are integer minor units of one currency, rates parts per million. */
export interface PricingInput {
  pricesIncludeTax: boolean;
  rounding: Rounding;
  lines: readonly { unitPrice: number; quantity: number; taxRatePpm: number }[];
  /** Off the lines as a whole, quoted like prices; shared among them in proportion to their amounts. */
  discount: number;
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
  subtotal: number;
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
 * Reckons an order. Tax is rounded once a line, on what is left of the line after its share of the discount; all else is
 * whole numbers, so that the parts always add up to the total.
 *
 * @throws {AmountTooLarge}
 * @throws {RangeError} when the discount is more than the lines cost
 */
export function price(input: PricingInput): Pricing {
  const { pricesIncludeTax, rounding, discount } = input;
  const subtotals = input.lines.map(({ unitPrice, quantity }) => exact(unitPrice * quantity));
  const subtotal = sum(subtotals);
  if (!Number.isSafeInteger(discount) || discount < 0 || discount > subtotal) {
    throw new RangeError(`a discount of ${discount} cannot be taken off ${subtotal}`);
  }
  const discounts = allocate(discount, subtotals);
  const withTax = (amount: number, ratePpm: number) => taxed(amount, ratePpm, pricesIncludeTax, rounding);
  const lines = input.lines.map(({ taxRatePpm }, index) => {
    const lineSubtotal = subtotals[index] ?? 0;
    const lineDiscount = discounts[index] ?? 0;
    return {
      subtotal: lineSubtotal,
      discount: lineDiscount,
      ...withTax(lineSubtotal - lineDiscount, taxRatePpm),
    };
  });
  const shipping = withTax(input.shipping.price, input.shipping.taxRatePpm);
  return {
    lines,
    subtotal,
    discount,
    shipping: shipping.total,
    shippingTax: shipping.tax,
    tax: exact(sum(lines.map(({ tax }) => tax)) + shipping.tax),
    total: exact(sum(lines.map(({ total }) => total)) + shipping.total),
  };
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

function exact(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new AmountTooLarge('the amount is too large to be counted exactly');
  return amount;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((one, other) => exact(one + other), 0);
