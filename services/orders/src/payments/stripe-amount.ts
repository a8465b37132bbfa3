/** Currencies without a minor unit that Stripe counts in hundredths all the same (docs.stripe.com/currencies, special cases). */
const inHundredths = new Set(['ISK', 'UGX']);

/** Currencies of which Stripe takes no last digit but 0 (docs.stripe.com/currencies, three-decimal currencies). */
const inTens = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** What an amount has to be a multiple of for Stripe to take it, in minor units (ISO 4217). */
export const stripeStep = (currency: string): number => (inTens.has(currency.toUpperCase()) ? 10 : 1);

/** An amount in minor units (ISO 4217) as Stripe counts it. */
export const toStripe = (amount: number, currency: string): number =>
  inHundredths.has(currency.toUpperCase()) ? amount * 100 : amount;

/** An amount of Stripe's in minor units (ISO 4217). */
export const fromStripe = (amount: number, currency: string): number =>
  inHundredths.has(currency.toUpperCase()) ? Math.round(amount / 100) : amount;
