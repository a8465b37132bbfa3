import { expect } from 'chai';
import fc from 'fast-check';
import { AmountTooLarge, type PricingInput, price, roundings, share } from '../src/orders/pricing.ts';

const rate = fc.oneof(fc.constantFrom(0, 55_000, 70_000, 190_000, 255_000), fc.integer({ min: 0, max: 1_000_000 }));
const line = fc.record({
  unitPrice: fc.integer({ min: 0, max: 5_000_000 }),
  quantity: fc.integer({ min: 1, max: 9_999 }),
  taxRatePpm: rate,
});
const input: fc.Arbitrary<PricingInput> = fc
  .record({
    pricesIncludeTax: fc.boolean(),
    rounding: fc.constantFrom(...roundings),
    lines: fc.array(line, { minLength: 1, maxLength: 200 }),
    shipping: fc.record({ price: fc.integer({ min: 0, max: 100_000 }), taxRatePpm: rate }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ part, ...rest }) => ({
    ...rest,
    discount: Math.floor(part * rest.lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0)),
  }));

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
      const { lines, ...sums } = price(given);
      for (const amount of [...Object.values(sums), ...lines.flatMap((each) => Object.values(each))]) {
        expect(Number.isSafeInteger(amount)).to.equal(true);
        expect(amount).to.be.at.least(0);
      }
    }));

  it('contains the tax of its lines and of shipping, and no other', () =>
    holds((given) => {
      const { lines, shippingTax, tax } = price(given);
      expect(sumOf(lines.map((each) => each.tax)) + shippingTax).to.equal(tax);
    }));

  it('shares the discount among the lines to the last cent, and takes from none more than it costs', () =>
    holds((given) => {
      const { lines, discount, subtotal } = price(given);
      expect(sumOf(lines.map((each) => each.discount))).to.equal(given.discount);
      expect(discount).to.equal(given.discount);
      expect(sumOf(lines.map((each) => each.subtotal))).to.equal(subtotal);
      for (const each of lines) expect(each.discount).to.be.at.most(each.subtotal);
    }));

  it('is what is quoted where prices include tax, and that with tax on top where they do not', () =>
    holds((given) => {
      const { lines, subtotal, discount, shipping, shippingTax, tax, total } = price(given);
      if (given.pricesIncludeTax) expect(total).to.equal(subtotal - discount + given.shipping.price);
      else expect(total).to.equal(subtotal - discount + given.shipping.price + tax);
      expect(given.pricesIncludeTax ? shipping : shipping - shippingTax).to.equal(given.shipping.price);
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
    const base = { rounding: 'half_up', discount: 1_000, shipping: { price: 490, taxRatePpm: 190_000 } } as const;
    const lines = [
      { unitPrice: 1_999, quantity: 2, taxRatePpm: 190_000 },
      { unitPrice: 1_050, quantity: 1, taxRatePpm: 70_000 },
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

  it('rounds halves as it is told', () => {
    expect(roundings.map((rounding) => share(5, 1, 2, rounding))).to.deep.equal([3, 2, 2]);
    expect(roundings.map((rounding) => share(7, 1, 2, rounding))).to.deep.equal([4, 4, 3]);
    expect(roundings.map((rounding) => share(8, 1, 3, rounding))).to.deep.equal([3, 3, 2]);
  });

  it('is refused rather than inexact when amounts grow too large', () => {
    const lines = [{ unitPrice: 1_000_000_000_000, quantity: 9_999, taxRatePpm: 0 }];
    const huge = {
      pricesIncludeTax: true,
      rounding: 'down',
      lines,
      discount: 0,
      shipping: { price: 0, taxRatePpm: 0 },
    } as const;
    expect(() => price(huge)).to.throw(AmountTooLarge);
  });
});
