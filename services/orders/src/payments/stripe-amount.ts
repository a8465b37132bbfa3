/** Currencies without a minor unit that Stripe counts in hundredths all the same (docs.stripe.com/currencies, special cases). */
const inHundredths = new Set(['ISK', 'UGX']);

/** An amount in minor units (ISO 4217) as Stripe counts it. */
export const toStripe = (amount: number, currency: string): number =>
  inHundredths.has(currency.toUpperCase()) ? amount * 100 : amount;

/** An amount of Stripe's in minor units (ISO 4217). */
export const fromStripe = (amount: number, currency: string): number =>
  inHundredths.has(currency.toUpperCase()) ? Math.round(amount / 100) : amount;
