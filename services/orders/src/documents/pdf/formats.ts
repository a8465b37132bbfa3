import { type Address, countryNames, dateTimeFormat, formatMoney, numberFormat } from '@oms/contracts';
import type { Locale } from './texts.ts';

/** How a document writes amounts of its currency, rates, dates and addresses. */
export interface Formats {
  money: (amount: number) => string;
  /** From parts per million. */
  rate: (ratePpm: number) => string;
  count: (count: number) => string;
  /** From a calendar date, `2026-11-21`. */
  date: (date: string) => string;
  address: (address: Address) => string[];
}

export function formatsFor(locale: Locale, currency = 'XXX'): Formats {
  const rates = numberFormat(locale, { style: 'percent', maximumFractionDigits: 4 });
  const counts = numberFormat(locale);
  const dates = dateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const countries = countryNames(locale);
  return {
    money: (amount) => formatMoney({ amount, currency }, locale),
    rate: (ratePpm) => rates.format(ratePpm / 1_000_000),
    count: (count) => counts.format(count),
    date: (date) => dates.format(new Date(`${date}T00:00:00Z`)),
    address: ({ name, company, line1, line2, postalCode, city, region, country }) =>
      [company, name, line1, line2, [postalCode, city].join(' '), region, countries.of(country)].filter(
        (line) => line !== undefined,
      ),
  };
}
