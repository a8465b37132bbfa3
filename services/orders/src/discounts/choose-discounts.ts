import { formatMoney, type Money } from '@oms/contracts';
import { type FieldError, invalidFields, Problem } from '@oms/http';
import { appliesTo, type DiscountTerms } from '../orders/pricing.ts';
import { orderProblems } from '../problems.ts';
import type { Discount } from './discount.ts';

/** A discount that can be used at times, as an order finds it. */
export interface OfferedDiscount extends Discount {
  /** By the customer whom the order is for. */
  usedByCustomer: number;
}

/** A discount and its terms, as an order is placed with them and keeps them. */
export type ChosenDiscount = DiscountTerms & { discountId: string };

/** Which limit keeps an order from a discount. */
export interface ReachedLimit {
  code: string;
  limit: 'maxUses' | 'maxUsesPerCustomer';
}

interface Applicant {
  currency: string;
  /** When it is placed, RFC 3339. */
  now: string;
  /** What is ordered, at the price before discounts. */
  lines: readonly { sku: string; amount: number }[];
}

type Refusal = Pick<FieldError, 'code' | 'detail'>;

/**
 * The terms of the discounts that an order asks for. Reads nothing and changes nothing.
 *
 * @param codes in upper case
 * @throws {Problem} 422 naming each code that the order cannot have; 409 for those that were used as often as they can be
 */
export function chooseDiscounts(
  codes: readonly string[],
  offered: readonly OfferedDiscount[],
  order: Applicant,
): ChosenDiscount[] {
  const byCode = new Map(offered.map((discount) => [discount.code, discount]));
  const errors: FieldError[] = [];
  const chosen: OfferedDiscount[] = [];
  for (const [index, code] of codes.entries()) {
    const found = byCode.get(code);
    const refusal =
      codes.indexOf(code) < index
        ? { code: 'duplicate_discount', detail: 'stands here already' }
        : refusalOf(found, codes.length, order);
    if (refusal) errors.push({ pointer: `/discountCodes/${index}`, in: 'body', ...refusal });
    else if (found) chosen.push(found);
  }
  if (errors.length > 0) throw invalidFields(errors);
  refuseUsedUp(chosen.flatMap(limitReachedBy));
  return chosen.map((discount) => termsOf(discount, order.currency));
}

/** @throws {Problem} 409 when a limit is reached */
export function refuseUsedUp(reached: readonly ReachedLimit[]): void {
  if (reached.length === 0) return;
  throw new Problem(orderProblems.discount_used_up, {
    detail: 'Order without the codes that discounts names.',
    extensions: { discounts: reached },
  });
}

function refusalOf(discount: OfferedDiscount | undefined, count: number, order: Applicant): Refusal | undefined {
  if (!discount) return { code: 'unknown_discount', detail: 'is not the code of a discount' };
  const { startsAt, endsAt, combinable, kind, amounts, minimumSubtotals } = discount;
  const now = Date.parse(order.now);
  if (startsAt !== null && now < Date.parse(startsAt)) {
    return { code: 'discount_not_started', detail: `cannot be used before ${new Date(startsAt).toISOString()}` };
  }
  if (endsAt !== null && now >= Date.parse(endsAt)) {
    return { code: 'discount_expired', detail: `could be used until ${new Date(endsAt).toISOString()}` };
  }
  if (count > 1 && !combinable) {
    return { code: 'discount_not_combinable', detail: 'cannot be used together with others' };
  }
  const minimum = amountIn(minimumSubtotals, order.currency);
  if ((kind === 'fixed' && !amountIn(amounts, order.currency)) || (minimumSubtotals.length > 0 && !minimum)) {
    return { code: 'no_amount_in_currency', detail: `cannot be used for orders in ${order.currency}` };
  }
  if (!order.lines.some(({ sku }) => appliesTo(discount, sku))) {
    return { code: 'discount_not_applicable', detail: 'is for none of the items' };
  }
  const subtotal = order.lines.reduce((sum, { amount }) => sum + amount, 0);
  if (minimum && subtotal < minimum.amount) {
    return { code: 'discount_minimum_not_met', detail: `is for items of ${formatMoney(minimum, 'en')} or more` };
  }
  return undefined;
}

function limitReachedBy({ code, maxUses, used, maxUsesPerCustomer, usedByCustomer }: OfferedDiscount): ReachedLimit[] {
  if (maxUses !== null && used >= maxUses) return [{ code, limit: 'maxUses' }];
  if (maxUsesPerCustomer !== null && usedByCustomer >= maxUsesPerCustomer)
    return [{ code, limit: 'maxUsesPerCustomer' }];
  return [];
}

function termsOf({ id, code, skus, kind, ratePpm, amounts }: Discount, currency: string): ChosenDiscount {
  const common = { discountId: id, code, skus };
  switch (kind) {
    case 'percentage':
      return { ...common, kind, ratePpm: ratePpm ?? 0 };
    case 'fixed':
      return { ...common, kind, fixedAmount: amountIn(amounts, currency)?.amount ?? 0 };
    case 'free_shipping':
      return { ...common, kind };
  }
}

const amountIn = (amounts: readonly Money[], currency: string): Money | undefined =>
  amounts.find((each) => each.currency === currency);
