import { addMoney, allocate, formatMoney } from '@oms/contracts';
import { expect } from 'chai';
import fc from 'fast-check';

describe('allocate', () => {
  it('gives the left-over units to the largest remainders, the earlier part first', () => {
    expect(allocate(100, [1, 1, 1])).to.deep.equal([34, 33, 33]);
    expect(allocate(10, [1, 2, 4])).to.deep.equal([1, 3, 6]);
    expect(allocate(-100, [1, 1, 1])).to.deep.equal([-34, -33, -33]);
    expect(allocate(5, [0, 0])).to.deep.equal([3, 2]);
  });

  it('always adds up, and no part is off its exact share by one unit or more', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), weights, (total, shares) => {
        const parts = allocate(total, shares);
        expect(parts.reduce((one, other) => one + other, 0)).to.equal(total);
        const sum = shares.reduce((one, other) => one + other, 0);
        if (sum === 0) return;
        for (const [index, part] of parts.entries()) {
          const exact = (total * (shares[index] ?? 0)) / sum;
          expect(Math.abs(part - exact)).to.be.lessThan(1 + 1e-3);
        }
      }),
    );
  });

  it('stays exact where a product is beyond the safe integers', () => {
    const parts = allocate(9_007_199_254_740_991, [9_007_199_254_740_991, 1]);
    expect(parts).to.deep.equal([9_007_199_254_740_990, 1]);
  });

  it('refuses to lose an amount', () => {
    expect(() => allocate(1, [])).to.throw(RangeError);
    expect(() => allocate(1, [-1])).to.throw(RangeError);
  });
});

describe('money', () => {
  it('is not added across currencies', () => {
    expect(() => addMoney({ amount: 1, currency: 'EUR' }, { amount: 1, currency: 'USD' })).to.throw(RangeError);
  });

  it('is written as the locale and the currency have it', () => {
    const plain = (text: string) => text.replaceAll(/\s/g, ' ');
    expect(plain(formatMoney({ amount: 1999, currency: 'EUR' }, 'de-DE'))).to.equal('19,99 €');
    expect(plain(formatMoney({ amount: 5, currency: 'USD' }, 'en-US'))).to.equal('$0.05');
    expect(plain(formatMoney({ amount: 1999, currency: 'JPY' }, 'en-US'))).to.equal('¥1,999');
    expect(plain(formatMoney({ amount: -1234567, currency: 'KWD' }, 'en-US'))).to.equal('-KWD 1,234.567');
  });

  it('keeps the last digit of amounts that a binary fraction cannot hold', () => {
    expect(formatMoney({ amount: 9_007_199_254_740_991, currency: 'EUR' }, 'en-US')).to.equal('€90,071,992,547,409.91');
  });
});
