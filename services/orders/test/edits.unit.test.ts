import { expect } from 'chai';
import fc from 'fast-check';
import { differenceOf, type EditOffer, type EditOutcome, reckonEdit, stockMoves } from '../src/edits/reckon-edit.ts';
import type { LineRecord, OrderRecord } from '../src/orders/order-record.ts';
import { type DiscountTerms, price, roundings } from '../src/orders/pricing.ts';

const sum = (amounts: readonly number[]): number => amounts.reduce((one, other) => one + other, 0);
const skus = ['A', 'B', 'C', 'D', 'E'];
const rate = fc.constantFrom(0, 55_000, 70_000, 190_000, 255_000);
const quantity = fc.integer({ min: 1, max: 9_999 });
const unitPrice = fc.integer({ min: 0, max: 5_000_000 });
const limit = fc.option(fc.subarray(skus, { minLength: 1 }), { nil: null });
const code = fc.string({ minLength: 1 });
const terms: fc.Arbitrary<DiscountTerms> = fc.oneof(
  fc.record({
    kind: fc.constant('percentage' as const),
    code,
    skus: limit,
    ratePpm: fc.integer({ min: 1, max: 1_000_000 }),
  }),
  fc.record({
    kind: fc.constant('fixed' as const),
    code,
    skus: limit,
    fixedAmount: fc.integer({ min: 0, max: 10_000_000 }),
  }),
  fc.record({ kind: fc.constant('free_shipping' as const), code, skus: limit }),
);

/** An order as it was placed. */
const placed: fc.Arbitrary<OrderRecord> = fc
  .record({
    pricesIncludeTax: fc.boolean(),
    rounding: fc.constantFrom(...roundings),
    lines: fc.uniqueArray(fc.record({ sku: fc.constantFrom(...skus), unitPrice, quantity, taxRatePpm: rate }), {
      minLength: 1,
      selector: ({ sku }) => sku,
    }),
    discounts: fc.uniqueArray(terms, { maxLength: 4, selector: ({ code }) => code }),
    shipping: fc.record({ price: fc.integer({ min: 0, max: 10_000 }), taxRatePpm: rate }),
  })
  .map((given) => {
    const { lines, discounts, ...sums } = price(given);
    return {
      ...sums,
      status: 'pending',
      currency: 'EUR',
      pricesIncludeTax: given.pricesIncludeTax,
      rounding: given.rounding,
      paid: 0,
      refunded: 0,
      refundedSurplus: 0,
      discounts: given.discounts.map((each, index) => ({
        ...each,
        discountId: each.code,
        amount: discounts[index] ?? 0,
      })),
      shippingAddress: { name: 'Ada', line1: '1', city: 'Berlin', postalCode: '10117', country: 'DE' },
      lines: given.lines.map(
        (line, index): LineRecord => ({
          ...line,
          id: `line-${index}`,
          productId: `product-${line.sku}`,
          name: line.sku,
          taxClass: 'standard',
          discount: lines[index]?.discount ?? 0,
          tax: lines[index]?.tax ?? 0,
          total: lines[index]?.total ?? 0,
          shipped: 0,
          delivered: 0,
          returned: 0,
        }),
      ),
    } as unknown as OrderRecord;
  });

const offer: fc.Arbitrary<EditOffer> = fc.record({
  products: fc.tuple(...skus.map(() => unitPrice)).map((prices) =>
    skus.map((sku, index) => ({
      id: `product-${sku}`,
      sku,
      name: sku,
      active: true,
      taxClass: 'standard' as const,
      price: prices[index] ?? 0,
      available: 0,
    })),
  ),
  rates: rate.map((ratePpm) => [{ taxClass: 'standard' as const, region: '', ratePpm }]),
});

const items = fc.uniqueArray(
  fc.record({ sku: fc.constantFrom(...skus), quantity: fc.oneof(fc.constant(0), quantity) }),
  { minLength: 1, selector: ({ sku }) => sku },
);

const reckon = (order: OrderRecord, wanted: { sku: string; quantity: number }[], offered: EditOffer) =>
  reckonEdit(order, wanted, offered, (sku) => `new-${sku}`);

/** Of random edits those that are possible. */
const holds = (check: (order: OrderRecord, outcome: EditOutcome, offered: EditOffer) => void): void =>
  fc.assert(
    fc.property(placed, items, offer, (order, wanted, offered) => {
      const reckoned = reckon(order, wanted, offered);
      if ('outcome' in reckoned) check(order, reckoned.outcome, offered);
    }),
    { numRuns: 300 },
  );

describe('an edit of an order', () => {
  it('leaves totals that are the sums of lines and shipping, as the table checks them', () =>
    holds((order, { lines, subtotal, discount, tax, total, discounts }) => {
      expect(total).to.equal(sum(lines.map((line) => line.total)) + order.shipping);
      expect(tax).to.equal(sum(lines.map((line) => line.tax)) + order.shippingTax);
      expect(subtotal).to.equal(sum(lines.map((line) => line.unitPrice * line.quantity)));
      expect(discount).to.equal(sum(lines.map((line) => line.discount)));
      expect(discount).to.equal(
        sum(discounts.filter(({ kind }) => kind !== 'free_shipping').map(({ amount }) => amount)),
      );
      const taxOnTop = order.pricesIncludeTax ? 0 : tax - order.shippingTax;
      expect(total).to.equal(subtotal - discount + order.shipping + taxOnTop);
      for (const line of lines) {
        expect(line.quantity).to.be.within(1, 9_999);
        expect(line.discount).to.be.within(0, line.unitPrice * line.quantity);
        expect(line.tax).to.be.within(0, line.total);
      }
    }));

  it('keeps prices and rates of lines that stay, and takes the present ones for new lines', () =>
    holds((order, { lines }, { products, rates }) => {
      for (const line of lines) {
        const known = order.lines.find(({ id }) => id === line.id);
        const { price: present } = products.find(({ sku }) => sku === line.sku) ?? {};
        expect(line.unitPrice).to.equal(known ? known.unitPrice : present);
        expect(line.taxRatePpm).to.equal(known ? known.taxRatePpm : rates[0]?.ratePpm);
      }
    }));

  it('costs what an order that is placed with these lines, prices and discounts costs', () =>
    holds((order, { lines, ...sums }) => {
      const offLines = order.discounts.filter(({ kind }) => kind !== 'free_shipping');
      const { pricesIncludeTax, rounding } = order;
      const anew = price({
        pricesIncludeTax,
        rounding,
        lines,
        discounts: offLines,
        shipping: { price: 0, taxRatePpm: 0 },
      });
      expect([sums.subtotal, sums.discount]).to.deep.equal([anew.subtotal, anew.discount]);
      expect(lines.map(({ tax, total, discount }) => [tax, total, discount])).to.deep.equal(
        anew.lines.map(({ tax, total, discount }) => [tax, total, discount]),
      );
    }));

  it('is undone by an edit back, to the unit, where no line was taken out', () =>
    holds((order, outcome, offered) => {
      const edited = { ...order, ...outcome };
      if (order.lines.some(({ id }) => !outcome.lines.some((line) => line.id === id))) return;
      const back = skus.map((sku) => ({ sku, quantity: order.lines.find((line) => line.sku === sku)?.quantity ?? 0 }));
      const known = back.filter(({ sku }) => edited.lines.some((line) => line.sku === sku));
      const undone = reckon(edited, known, offered);
      if (!('outcome' in undone)) throw new Error(JSON.stringify(undone));
      const { lines, subtotal, discount, tax, total, discounts } = order;
      expect(undone.outcome).to.deep.equal({ lines, subtotal, discount, tax, total, discounts });
    }));

  it('moves as many pieces of stock as its difference tells, and as lines grow and shrink', () =>
    holds((order, outcome) => {
      const { lines, total } = differenceOf(order, outcome);
      const pieces = (all: readonly LineRecord[]) => sum(all.map((line) => line.quantity));
      const moved = sum(stockMoves(order.lines, outcome.lines).map((move) => move.quantity));
      expect(moved).to.equal(pieces(outcome.lines) - pieces(order.lines));
      expect(sum(lines.map(({ stock }) => stock))).to.equal(moved);
      expect(total.amount).to.equal(outcome.total - order.total);
    }));

  it('moves the stock of a product that two lines are of once', () => {
    const [order] = fc.sample(placed, 1) as [OrderRecord];
    const line = order.lines[0] as LineRecord;
    const twin = { ...line, id: 'twin', sku: 'OLD' };
    const after = [
      { ...line, quantity: line.quantity + 5 },
      { ...twin, quantity: twin.quantity - 5 },
    ];
    expect(stockMoves([line, twin], after)).to.deep.equal([]);
    expect(stockMoves([line, twin], [line])).to.deep.equal([
      { productId: line.productId, sku: 'OLD', quantity: -line.quantity },
    ]);
  });

  it('is refused where it leaves nothing, changes nothing, or comes to too many lines', () => {
    const [order] = fc.sample(placed, 1) as [OrderRecord];
    const [offered] = fc.sample(offer, 1) as [EditOffer];
    const codes = (wanted: { sku: string; quantity: number }[], given = offered) => {
      const reckoned = reckon(order, wanted, given);
      return 'errors' in reckoned ? reckoned.errors.map(({ pointer, code }) => [pointer, code]) : [];
    };
    const all = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    expect(codes(all.map(({ sku }) => ({ sku, quantity: 0 })))).to.deep.equal([['/items', 'nothing_left']]);
    expect(codes(all)).to.deep.equal([['/items', 'no_change']]);
    const many = Array.from({ length: 200 }, (_, index) => ({ sku: `N${index}`, quantity: 1 }));
    const [product] = offered.products as [EditOffer['products'][0]];
    const products = many.map(({ sku }) => ({ ...product, id: sku, sku }));
    expect(codes(many, { ...offered, products })).to.deep.equal([['/items', 'too_many_lines']]);
  });
});
