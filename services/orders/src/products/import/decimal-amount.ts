import { minorUnits } from '@oms/contracts';

/**
 * Minor units of an amount such as `19.99`, digit by digit, so that no binary fraction is in between.
 *
 * @returns undefined where it is no decimal number, or has more digits after the point than the currency (ISO 4217)
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = minorUnits(currency);
  if (whole === undefined || fraction.length > digits) return undefined;
  return Number(whole + fraction.padEnd(digits, '0'));
}
