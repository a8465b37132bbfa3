/**
 * Currencies that OMS deals in: ISO 4217 code and number of minor-unit digits (ISO 4217:2015, list one). Those without a
 * minor unit of their own, funds codes, metals and testing codes are left out.
 */
const digits: Readonly<Record<string, number>> = {
  AED: 2,
  ARS: 2,
  AUD: 2,
  BGN: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  COP: 2,
  CZK: 2,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KES: 2,
  KRW: 0,
  KWD: 3,
  KZT: 2,
  MAD: 2,
  MXN: 2,
  MYR: 2,
  NGN: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PEN: 2,
  PHP: 2,
  PKR: 2,
  PLN: 2,
  QAR: 2,
  RON: 2,
  RSD: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  UGX: 0,
  USD: 2,
  UYU: 2,
  VND: 0,
  ZAR: 2,
};

export const currencies: readonly string[] = Object.keys(digits);

export const isCurrency = (code: string): boolean => Object.hasOwn(digits, code);

/** Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD. @throws {RangeError} for an unknown code */
export function minorUnits(currency: string): number {
  const count = digits[currency];
  if (count === undefined) throw new RangeError(`${currency} is not a currency that OMS knows`);
  return count;
}
