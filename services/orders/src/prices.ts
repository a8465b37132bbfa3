import { type Money, money } from '@oms/contracts';
import * as z from 'zod';

/** Ten thousand million of most currencies; far below where sums stop being exact. */
const highestPrice = 1_000_000_000_000;

const price = money.refine(({ amount }) => amount <= highestPrice, {
  error: `must be at most ${highestPrice} minor units`,
  path: ['amount'],
  params: { code: 'too_big' },
});

/** Prices of one thing as a client sends them: one a currency. */
export const newPrices = z
  .array(price)
  .max(100)
  .superRefine((prices, context) => {
    const seen = new Set<string>();
    for (const [index, { currency }] of prices.entries()) {
      if (seen.has(currency)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'currency'],
          message: `there is another price in ${currency}`,
          params: { code: 'duplicate_currency' },
        });
      }
      seen.add(currency);
    }
  });

/** As columns for `unnest`. */
export const priceColumns = (prices: readonly Money[]): [currencies: string[], amounts: number[]] => [
  prices.map(({ currency }) => currency),
  prices.map(({ amount }) => amount),
];
