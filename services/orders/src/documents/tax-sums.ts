import { allocate } from '@oms/contracts';
import type { TaxSum } from './document.ts';

/** Something taxed at one rate; `gross` is with `tax`. */
export interface Taxed {
  ratePpm: number;
  tax: number;
  gross: number;
}

/** Sums by rate, the highest rate first. */
export function sumByRate(parts: readonly Taxed[]): TaxSum[] {
  const sums = new Map<number, TaxSum>();
  for (const { ratePpm, tax, gross } of parts) {
    const sum = sums.get(ratePpm) ?? { ratePpm, net: 0, tax: 0, gross: 0 };
    sums.set(ratePpm, { ratePpm, net: sum.net + gross - tax, tax: sum.tax + tax, gross: sum.gross + gross });
  }
  return [...sums.values()].toSorted((one, other) => other.ratePpm - one.ratePpm);
}

/** Parts an amount and the tax in it among rates as `whole` has them, so that the parts add up exactly. */
export function shareByRate(gross: number, tax: number, whole: readonly TaxSum[]): Taxed[] {
  const taxes = allocate(
    tax,
    whole.map((sum) => sum.tax),
  );
  // What is left after tax is parted by itself, so that no part has more tax than amount.
  const nets = allocate(
    gross - tax,
    whole.map((sum) => sum.net),
  );
  return whole.map(({ ratePpm }, index) => {
    const partTax = taxes[index] ?? 0;
    return { ratePpm, tax: partTax, gross: partTax + (nets[index] ?? 0) };
  });
}
