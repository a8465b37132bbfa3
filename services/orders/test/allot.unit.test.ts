import { expect } from 'chai';
import fc from 'fast-check';
import { allot } from '../src/stock/allot.ts';

const stock = (pieces: Record<string, number>): Map<string, number> => new Map(Object.entries(pieces));
const order = (demands: Record<string, number>) =>
  Object.entries(demands).map(([productId, quantity]) => ({ productId, quantity }));

describe('allotting stock to several orders', () => {
  it('serves who came first, and tells the others what is left', () => {
    const wanted = [order({ cup: 3 }), order({ cup: 3 }), order({ cup: 2 }), order({ cup: 1 })];
    expect(allot(wanted, stock({ cup: 5 }))).to.deep.equal([
      [],
      [{ productId: 'cup', available: 2 }],
      [],
      [{ productId: 'cup', available: 0 }],
    ]);
  });

  it('takes nothing at all for an order that falls short of something', () => {
    const wanted = [order({ cup: 2, pot: 1 }), order({ cup: 2 })];
    expect(allot(wanted, stock({ cup: 2, pot: 0 }))).to.deep.equal([[{ productId: 'pot', available: 0 }], []]);
  });

  it('names all that an order falls short of', () => {
    const [short] = allot([order({ cup: 2, jug: 1, pot: 3 })], stock({ cup: 1, jug: 1, pot: 2 }));
    expect(short).to.deep.equal([
      { productId: 'cup', available: 1 },
      { productId: 'pot', available: 2 },
    ]);
  });

  it('leaves what it was given as it is', () => {
    const available = stock({ cup: 5 });
    allot([order({ cup: 5 })], available);
    expect(available.get('cup')).to.equal(5);
  });

  it('refuses to guess about a product of which nothing is known', () => {
    expect(() => allot([order({ lid: 1 })], stock({ cup: 5 }))).to.throw('lid');
  });

  it('never gives more than there is, and refuses nobody for whom there was enough', () => {
    const products = ['a', 'b', 'c'];
    const demands = fc.uniqueArray(
      fc.record({ productId: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 4 }) }),
      { selector: ({ productId }) => productId, minLength: 1 },
    );
    fc.assert(
      fc.property(fc.array(demands), fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }), (orders, pieces) => {
        const left = new Map(products.map((product, index) => [product, pieces[index] ?? 0]));
        const shortages = allot(orders, new Map(left));
        for (const [index, wanted] of orders.entries()) {
          const isEnough = wanted.every(({ productId, quantity }) => quantity <= (left.get(productId) ?? 0));
          expect(shortages[index]?.length === 0).to.equal(isEnough);
          if (!isEnough) continue;
          for (const { productId, quantity } of wanted) left.set(productId, (left.get(productId) ?? 0) - quantity);
        }
        expect([...left.values()].every((count) => count >= 0)).to.equal(true);
      }),
    );
  });
});
