import type { Money } from './api.ts';

const locale = 'en';
const dateTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const numbers = new Intl.NumberFormat(locale);
const currencies = new Map<string, Intl.NumberFormat>();

function currencyFormat(currency: string): Intl.NumberFormat {
  const known = currencies.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
  currencies.set(currency, known);
  return known;
}

/** Digits of a currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY. */
export const minorDigits = (currency: string): number =>
  currencyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2;

export const formatMoney = ({ amount, currency }: Money): string =>
  currencyFormat(currency).format(amount / 10 ** minorDigits(currency));

/** As a field for an amount shows it: `19.99`. */
export const moneyText = ({ amount, currency }: Money): string =>
  (amount / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));

/** @returns undefined for what is no amount of the currency, such as `19.999` */
export function parseMoney(text: string, currency: string): Money | undefined {
  const digits = minorDigits(currency);
  const [, whole, fraction = ''] = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return undefined;
  return { amount: Number(whole + fraction.padEnd(digits, '0')), currency };
}

export const formatTime = (time: string): string => dateTimes.format(new Date(time));
export const formatNumber = (value: number): string => numbers.format(value);
/** `+3`, `-2` */
export const formatDelta = (value: number): string => (value > 0 ? `+${formatNumber(value)}` : formatNumber(value));

/** `partially_shipped` and `orderUpdates` as people write it. */
export function words(code: string): string {
  const text = code
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
