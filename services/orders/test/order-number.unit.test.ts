import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { orderNumber, permute } from '../src/orders/order-number.ts';

const key = Buffer.from('0123456789abcdef0123456789abcdef', 'hex');

describe('an order number', () => {
  it('is the sequence in the style sequential', () => {
    expect(orderNumber(100_042, 'sequential', key)).to.equal('A-100042');
  });

  it('has nine digits in the style random, ten once those are used up', () => {
    expect(orderNumber(100_001, 'random', key)).to.match(/^A-[1-9]\d{8}$/);
    expect(orderNumber(100_001 + 900_000_000 - 1, 'random', key)).to.match(/^A-[1-9]\d{8}$/);
    expect(orderNumber(100_001 + 900_000_000, 'random', key)).to.match(/^A-[1-9]\d{9}$/);
  });

  it('depends on the key', () => {
    expect(orderNumber(100_001, 'random', randomBytes(32))).to.not.equal(orderNumber(100_001, 'random', key));
  });

  it('is unique: the permutation takes every value once, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 700 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (size, bytes) => {
        const values = Array.from({ length: size }, (_, index) => permute(index, size, Buffer.from(bytes)));
        expect(new Set(values).size).to.equal(size);
        expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < size)).to.equal(true);
      }),
      { numRuns: 30 },
    );
  });

  it('tells nothing of its neighbours', () => {
    const numbers = Array.from({ length: 200 }, (_, index) =>
      Number(orderNumber(100_001 + index, 'random', key).slice(2)),
    );
    const rising = numbers.filter((number, index) => number > (numbers[index - 1] ?? 0)).length;
    expect(rising).to.be.within(70, 130);
    expect(Math.max(...numbers) - Math.min(...numbers)).to.be.greaterThan(600_000_000);
  });
});
