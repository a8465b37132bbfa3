import { expect } from 'chai';
import fc from 'fast-check';
import { AmountTooLarge, appliesTo, type PricingInput, price, roundings, share } from '../src/orders/pricing.ts';

const rate = fc.oneof(fc.constantFrom(0, 55_000, 70_000, 190_000, 255_000), fc.integer({ min: 0, max: 1_000_000 }));
const skus = ['A', 'B', 'C', 'D'];
const line = fc.record({
  sku: fc.constantFrom(...skus),
  unitPrice: fc.integer({ min: 0, max: 5_000_000 }),
  quantity: fc.integer({ min: 1, max: 9_999 }),
  taxRatePpm: rate,
});
const limit = fc.option(fc.subarray(skus, { minLength: 1 }), { nil: null });
const percentage = fc.record({
  kind: fc.constant('percentage' as const),
  code: fc.string(),
  skus: limit,
  ratePpm: fc.oneof(fc.constantFrom(100_000, 333_333, 1_000_000), fc.integer({ min: 1, max: 1_000_000 })),
});
const fixed = fc.record({
  kind: fc.constant('fixed' as const),
  code: fc.string(),
  skus: limit,
  fixedAmount: fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 1_000_000_000_000 })),
});
const freeShipping = fc.record({ kind: fc.constant('free_shipping' as const), code: fc.string(), skus: limit });
const input: fc.Arbitrary<PricingInput> = fc.record({
  pricesIncludeTax: fc.boolean(),
  rounding: fc.constantFrom(...roundings),
  lines: fc.array(line, { minLength: 1, maxLength: 200 }),
  discounts: fc.uniqueArray(fc.oneof(percentage, fixed, freeShipping), { maxLength: 10, selector: ({ code }) => code }),
  shipping: fc.record({ price: fc.integer({ min: 0, max: 100_000 }), taxRatePpm: rate }),
});
const offShipping = ({ discounts }: PricingInput, taken: number[]): number =>
  sumOf(taken.filter((_, index) => discounts[index]?.kind === 'free_shipping'));

const sumOf = (amounts: number[]): number => amounts.reduce((one, other) => one + other, 0);

describe('the price of an order', () => {
  const holds = (check: (given: PricingInput) => void) => fc.assert(fc.property(input, check), { numRuns: 300 });

  it('is the sum of its lines and shipping', () =>
    holds((given) => {
      const { lines, shipping, total } = price(given);
      expect(sumOf(lines.map((each) => each.total)) + shipping).to.equal(total);
    }));

  it('is whole minor units throughout, none below zero', () =>
    holds((given) => {
      const { lines, discounts, ...sums } = price(given);
      for (const amount of [...Object.values(sums), ...discounts, ...lines.flatMap((each) => Object.values(each))]) {
        expect(Number.isSafeInteger(amount)).to.equal(true);
        expect(amount).to.be.at.least(0);
      }
    }));

  it('contains the tax of its lines and of shipping, and no other', () =>
    holds((given) => {
      const { lines, shippingTax, tax } = price(given);
      expect(sumOf(lines.map((each) => each.tax)) + shippingTax).to.equal(tax);
    }));

  it('shares discounts among the lines to the last cent, and takes from none more than it costs', () =>
    holds((given) => {
      const { lines, discount, discounts, subtotal } = price(given);
      expect(sumOf(lines.map((each) => each.discount))).to.equal(discount);
      expect(sumOf(discounts) - offShipping(given, discounts)).to.equal(discount);
      expect(sumOf(lines.map((each) => each.subtotal))).to.equal(subtotal);
      for (const each of lines) expect(each.discount).to.be.at.most(each.subtotal);
    }));

  it('leaves lines alone that no discount is for', () =>
    holds((given) => {
      for (const [index, each] of price(given).lines.entries()) {
        const { sku } = given.lines[index] ?? { sku: '' };
        const covered = given.discounts.some((terms) => terms.kind !== 'free_shipping' && appliesTo(terms, sku));
        if (!covered) expect(each.discount).to.equal(0);
      }
    }));

  it('does not depend on the order in which discounts are given', () =>
    holds((given) => {
      const { discounts, ...rest } = price(given);
      const reversed = price({ ...given, discounts: given.discounts.toReversed() });
      expect(reversed).to.deep.equal({ ...rest, discounts: discounts.toReversed() });
    }));

  it('takes a single percentage off exactly, and of a fixed amount what the lines have', () =>
    fc.assert(
      fc.property(input, fc.oneof(percentage, fixed), (given, terms) => {
        const { discount } = price({ ...given, discounts: [terms] });
        const covered = given.lines.filter(({ sku }) => appliesTo(terms, sku));
        const whole = sumOf(covered.map(({ unitPrice, quantity }) => unitPrice * quantity));
        const wanted =
          terms.kind === 'fixed'
            ? Math.min(terms.fixedAmount, whole)
            : share(whole, terms.ratePpm, 1_000_000, given.rounding);
        expect(discount).to.equal(wanted);
      }),
    ));

  it('has no shipping, and no tax of it, where a discount makes it free', () =>
    holds((given) => {
      const { discounts, shipping, shippingTax } = price(given);
      const free = given.discounts.some(({ kind }) => kind === 'free_shipping');
      expect(offShipping(given, discounts)).to.equal(free ? given.shipping.price : 0);
      if (free) expect([shipping, shippingTax]).to.deep.equal([0, 0]);
    }));

  it('is what is quoted where prices include tax, and that with tax on top where they do not', () =>
    holds((given) => {
      const { lines, discounts, subtotal, discount, shipping, shippingTax, tax, total } = price(given);
      const quotedShipping = given.shipping.price - offShipping(given, discounts);
      expect(total).to.equal(subtotal - discount + quotedShipping + (given.pricesIncludeTax ? 0 : tax));
      expect(given.pricesIncludeTax ? shipping : shipping - shippingTax).to.equal(quotedShipping);
      for (const each of lines) {
        const quoted = each.subtotal - each.discount;
        expect(each.total).to.equal(given.pricesIncludeTax ? quoted : quoted + each.tax);
      }
    }));

  it('taxes each line to within one minor unit of the exact amount, half of one unless rounding down', () =>
    holds((given) => {
      for (const [index, each] of price(given).lines.entries()) {
        const ppm = given.lines[index]?.taxRatePpm ?? 0;
        const exact = ((each.subtotal - each.discount) * ppm) / (given.pricesIncludeTax ? 1_000_000 + ppm : 1_000_000);
        const difference = exact - each.tax;
        if (given.rounding === 'down') expect(difference).to.be.within(-0.001, 1.001);
        else expect(Math.abs(difference)).to.be.at.most(0.501);
      }
    }));

  it('is reckoned as people do by hand', () => {
    const base = {
      rounding: 'half_up',
      discounts: [{ kind: 'fixed', code: 'TEN', skus: null, fixedAmount: 1_000 }],
      shipping: { price: 490, taxRatePpm: 190_000 },
    } as const;
    const lines = [
      { sku: 'A', unitPrice: 1_999, quantity: 2, taxRatePpm: 190_000 },
      { sku: 'B', unitPrice: 1_050, quantity: 1, taxRatePpm: 70_000 },
    ];
    const inclusive = price({ ...base, lines, pricesIncludeTax: true });
    expect(inclusive.lines).to.deep.equal([
      { subtotal: 3_998, discount: 792, tax: 512, total: 3_206 },
      { subtotal: 1_050, discount: 208, tax: 55, total: 842 },
    ]);
    expect(inclusive).to.include({ shipping: 490, shippingTax: 78, tax: 645, total: 4_538 });
    const exclusive = price({ ...base, lines, pricesIncludeTax: false });
    expect(exclusive.lines.map(({ tax, total }) => [tax, total])).to.deep.equal([
      [609, 3_815],
      [59, 901],
    ]);
    expect(exclusive).to.include({ shipping: 583, shippingTax: 93, tax: 761, total: 5_299 });
  });

  it('takes percentages off before amounts, and each off what those before it left', () => {
    const { lines, discounts, total } = price({
      pricesIncludeTax: true,
      rounding: 'half_up',
      lines: [
        { sku: 'A', unitPrice: 1_000, quantity: 3, taxRatePpm: 0 },
        { sku: 'B', unitPrice: 1_000, quantity: 1, taxRatePpm: 0 },
      ],
      discounts: [
        { kind: 'free_shipping', code: 'A0', skus: null },
        { kind: 'fixed', code: 'A1', skus: ['B'], fixedAmount: 5_000 },
        { kind: 'fixed', code: 'A0', skus: null, fixedAmount: 100 },
        { kind: 'percentage', code: 'Z2', skus: ['A'], ratePpm: 500_000 },
        { kind: 'percentage', code: 'Z1', skus: null, ratePpm: 100_000 },
      ],
      shipping: { price: 490, taxRatePpm: 0 },
    });
    // 4000 less a tenth is 2700 and 900; half of 2700 is 1350; 100 are shared as 60 and 40; of B 860 are left.
    expect(discounts).to.deep.equal([490, 860, 100, 1_350, 400]);
    expect(lines.map(({ discount }) => discount)).to.deep.equal([1_710, 1_000]);
    expect(total).to.equal(1_290);
  });

  it('rounds halves as it is told', () => {
    expect(roundings.map((rounding) => share(5, 1, 2, rounding))).to.deep.equal([3, 2, 2]);
    expect(roundings.map((rounding) => share(7, 1, 2, rounding))).to.deep.equal([4, 4, 3]);
    expect(roundings.map((rounding) => share(8, 1, 3, rounding))).to.deep.equal([3, 3, 2]);
  });

  it('is refused rather than inexact when amounts grow too large', () => {
    const lines = [{ sku: 'A', unitPrice: 1_000_000_000_000, quantity: 9_999, taxRatePpm: 0 }];
    const huge = {
      pricesIncludeTax: true,
      rounding: 'down',
      lines,
      discounts: [],
      shipping: { price: 0, taxRatePpm: 0 },
    } as const;
    expect(() => price(huge)).to.throw(AmountTooLarge);
  });
});
