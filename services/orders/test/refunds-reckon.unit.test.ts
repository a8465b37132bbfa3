import { expect } from 'chai';
import fc from 'fast-check';
import type { LineRecord } from '../src/orders/order-record.ts';
import { price } from '../src/orders/pricing.ts';
import {
  NotRefundable,
  type RefundedOrder,
  refundFor,
  refundWithoutPieces,
  restFor,
  restOfShipping,
  splitRefund,
} from '../src/refunds/reckon.ts';
import type { RefundParts } from '../src/refunds/refund.ts';

const rates = fc.constantFrom(0, 70_000, 190_000, 255_000);

/** Orders as placing makes them: priced, taxed, with a discount shared among the lines. */
const someOrder = fc
  .record({
    pricesIncludeTax: fc.boolean(),
    rounding: fc.constantFrom('half_up' as const, 'half_even' as const, 'down' as const),
    lines: fc.array(
      fc.record({
        unitPrice: fc.integer({ min: 0, max: 5_000 }),
        quantity: fc.integer({ min: 1, max: 7 }),
        sku: fc.constant('any'),
        taxRatePpm: rates,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    ratePpm: fc.integer({ min: 0, max: 1_000_000 }),
    shipping: fc.record({ price: fc.integer({ min: 0, max: 2_000 }), taxRatePpm: rates }),
  })
  .map(({ ratePpm, ...input }) => {
    const discounts = [{ code: 'OFF', skus: null, kind: 'percentage' as const, ratePpm }];
    const priced = price({ ...input, discounts });
    const lines = input.lines.map(({ quantity }, index) => {
      const { tax = 0, total = 0 } = priced.lines[index] ?? {};
      return { id: `line ${index}`, sku: `sku ${index}`, name: 'A thing', quantity, tax, total } as LineRecord;
    });
    return { lines, shipping: priced.shipping, shippingTax: priced.shippingTax, total: priced.total, tax: priced.tax };
  });

/** All pieces of an order, in some order. */
const piecesOf = ({ lines }: RefundedOrder): string[] =>
  lines.flatMap(({ id, quantity }) => Array.from({ length: quantity }, () => id));

const orderAndSteps = someOrder.chain((order) => {
  const pieces = piecesOf(order);
  return fc.record({
    order: fc.constant(order),
    pieces: fc.shuffledSubarray(pieces, { minLength: pieces.length, maxLength: pieces.length }),
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: pieces.length, maxLength: pieces.length }),
  });
});

/** Pays all pieces back, some at a time. */
function inSteps(
  order: RefundedOrder,
  pieces: readonly string[],
  sizes: readonly number[],
  shipping: boolean,
): RefundParts[] {
  const already = new Map<string, number>();
  const left = [...pieces];
  const steps: RefundParts[] = [];
  for (const size of sizes) {
    const taken = left.splice(0, size);
    if (taken.length === 0) break;
    steps.push(
      refundFor(
        order,
        already,
        taken.map((lineId) => ({ lineId, quantity: 1 })),
        { shipping },
      ),
    );
    for (const lineId of taken) already.set(lineId, (already.get(lineId) ?? 0) + 1);
  }
  return steps;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((one, other) => one + other, 0);

describe('reckoning refunds', () => {
  it('gives back the whole order to the unit, and its tax, in whatever steps all pieces come back', () => {
    fc.assert(
      fc.property(orderAndSteps, ({ order, pieces, sizes }) => {
        const steps = inSteps(order, pieces, sizes, true);
        expect(sum(steps.map(({ amount }) => amount))).to.equal(order.total);
        expect(sum(steps.map(({ tax }) => tax))).to.equal(order.tax);
        expect(sum(steps.map(({ shipping }) => shipping))).to.equal(order.shipping);
      }),
    );
  });

  it('gives back each line to the unit, and nothing of shipping where that is kept', () => {
    fc.assert(
      fc.property(orderAndSteps, ({ order, pieces, sizes }) => {
        const steps = inSteps(order, pieces, sizes, false);
        for (const { id, total, tax } of order.lines) {
          const items = steps.flatMap((step) => step.items.filter(({ lineId }) => lineId === id));
          expect([sum(items.map((item) => item.amount)), sum(items.map((item) => item.tax))]).to.deep.equal([
            total,
            tax,
          ]);
        }
        expect(sum(steps.map(({ shipping }) => shipping))).to.equal(0);
      }),
    );
  });

  it('gives back shipping and its tax to the unit where a part of it goes with pieces, and the rest alone', () => {
    fc.assert(
      fc.property(orderAndSteps, ({ order, pieces, sizes: [size = 1] }) => {
        const [first] = inSteps(order, pieces, [size], true);
        const { shipping: gone = 0, tax = 0, items = [] } = first ?? {};
        const rest = restOfShipping(order, gone);
        expect(gone + rest.amount).to.equal(order.shipping);
        expect(tax - sum(items.map((item) => item.tax)) + rest.tax).to.equal(order.shippingTax);
      }),
    );
    // Half a unit of tax in each of the two.
    const order = { lines: [], shipping: 4, shippingTax: 2 };
    expect([restOfShipping(order, 1).tax, restOfShipping(order, 3).tax]).to.deep.equal([1, 0]);
  });

  it('never has a share below nothing, or more tax than money', () => {
    fc.assert(
      fc.property(orderAndSteps, ({ order, pieces, sizes }) => {
        for (const { amount, tax, shipping, items } of inSteps(order, pieces, sizes, true)) {
          for (const part of [{ amount, tax }, ...items]) expect(part.tax).to.be.within(0, part.amount);
          expect(shipping).to.be.at.least(0);
          expect(amount).to.equal(sum(items.map((item) => item.amount)) + shipping);
        }
      }),
    );
  });

  it('is the same for pieces named one by one and together', () => {
    fc.assert(
      fc.property(someOrder, (order) => {
        const together = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
        const oneByOne = piecesOf(order).map((lineId) => ({ lineId, quantity: 1 }));
        const options = { shipping: true };
        expect(refundFor(order, new Map(), oneByOne, options)).to.deep.equal(
          refundFor(order, new Map(), together, options),
        );
      }),
    );
  });

  it('gives back what is left of shipping with the last piece where it was kept before', () => {
    const line = { id: 'a', sku: 'A', name: 'A thing', quantity: 2, total: 1_000, tax: 160 } as LineRecord;
    const order = { lines: [line], shipping: 499, shippingTax: 80 };
    const one = [{ lineId: 'a', quantity: 1 }];
    expect(refundFor(order, new Map(), one, { shipping: true }).shipping).to.equal(250);
    const last = refundFor(order, new Map([['a', 1]]), one, { shipping: true, shippingRefunded: 0 });
    expect(last).to.include({ amount: 999, shipping: 499, tax: 160 });
  });

  it('refuses more pieces than a line has left, and lines that there are not', () => {
    const line = { id: 'a', sku: 'A', name: 'A thing', quantity: 2, total: 1_000, tax: 160 } as LineRecord;
    const order = { lines: [line], shipping: 0, shippingTax: 0 };
    const reckon = (lineId: string, quantity: number) => () =>
      refundFor(order, new Map([['a', 1]]), [{ lineId, quantity }], { shipping: false });
    expect(reckon('a', 2)).to.throw(NotRefundable).with.property('left', 1);
    expect(reckon('b', 1)).to.throw(NotRefundable).with.property('left', 0);
  });

  it('shares the tax of amounts without pieces so that tax and money end together, after what was paid in excess', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 3_000 }));
    fc.assert(
      fc.property(someOrder, fc.nat(4_000), steps, (order, excess, amounts) => {
        const paid = order.total + excess;
        const refunds: RefundParts[] = [];
        let left = paid;
        for (const wanted of [...amounts, paid]) {
          const amount = Math.min(wanted, left);
          if (amount === 0) break;
          const parts = refundWithoutPieces({ ...order, paid }, refunds, amount);
          expect(parts.amount).to.equal(amount);
          expect(parts.tax).to.be.within(0, amount - parts.surplus);
          expect(parts.surplus).to.equal(Math.min(amount, Math.max(0, left - order.total)));
          refunds.push(parts);
          left -= amount;
        }
        expect(sum(refunds.map(({ tax }) => tax))).to.equal(order.tax);
        expect(sum(refunds.map(({ surplus }) => surplus))).to.equal(excess);
      }),
    );
  });

  it('gives back pieces and what was paid in excess where all is given back', () => {
    const line = { id: 'a', sku: 'A', name: 'A thing', quantity: 2, total: 1_000, tax: 160 } as LineRecord;
    const order = { lines: [line], shipping: 500, shippingTax: 80, total: 1_500, tax: 240, paid: 1_700 };
    const all = restFor(order, [], 1_700);
    expect(all).to.deep.include({ amount: 1_700, tax: 240, shipping: 500, surplus: 200 });
    expect(all.items.map(({ quantity }) => quantity)).to.deep.equal([2]);
    expect(restFor(order, [], 900)).to.deep.equal({ amount: 900, tax: 112, shipping: 0, surplus: 200, items: [] });
  });

  it('splits a refund of which a part fails so that both add up to it', () => {
    const parts = fc.record({
      credit: fc.nat(5_000),
      surplus: fc.nat(5_000),
      taxShare: fc.nat(100),
      shippingShare: fc.nat(100),
    });
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 9_999 }), ({ credit, surplus, taxShare, shippingShare }, paid) => {
        const amount = credit + surplus;
        fc.pre(paid < amount);
        const [tax, shipping] = [taxShare, shippingShare].map((each) => Math.floor((credit * each) / 100)) as [
          number,
          number,
        ];
        const both = splitRefund({ amount, tax, shipping, surplus, items: [] }, paid);
        for (const key of ['amount', 'tax', 'shipping', 'surplus'] as const) {
          expect(sum(both.map((each) => each[key]))).to.equal({ amount, tax, shipping, surplus }[key]);
        }
        for (const each of both) {
          expect(Math.min(each.tax, each.shipping, each.surplus)).to.be.at.least(0);
          expect(each.tax + each.surplus).to.be.at.most(each.amount);
        }
      }),
    );
  });
});
