/** Tax classes of products and shipping, from the general rate to none. */
export const taxClasses = ['standard', 'reduced', 'super_reduced', 'zero'] as const;
export type TaxClass = (typeof taxClasses)[number];

/** A rate of one country, in parts per million. */
export interface Rate {
  taxClass: TaxClass;
  /** Empty: the whole country. */
  region: string;
  ratePpm: number;
}

/** A country without a lower class taxes what belongs to it by the next higher one: Denmark has only one rate. */
const fallbacks: Record<TaxClass, readonly TaxClass[]> = {
  standard: ['standard'],
  reduced: ['reduced', 'standard'],
  super_reduced: ['super_reduced', 'reduced', 'standard'],
  zero: [],
};

const sameRegion = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/**
 * The rate for goods of a class sent to a region, in parts per million: the region's own rate, else its country's; 0 where
 * there is none, for nobody has to collect tax there.
 *
 * @param rates of the destination's country
 */
export function taxRateFor(rates: readonly Rate[], taxClass: TaxClass, region: string | undefined): number {
  for (const candidate of fallbacks[taxClass]) {
    const ofClass = rates.filter((rate) => rate.taxClass === candidate);
    const regional = region ? ofClass.find((rate) => rate.region !== '' && sameRegion(rate.region, region)) : undefined;
    const found = regional ?? ofClass.find((rate) => rate.region === '');
    if (found) return found.ratePpm;
  }
  return 0;
}
