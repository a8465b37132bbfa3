/** Formatters kept of each kind: making one takes a hundred times as long as using it, and a shop needs a few. */
const most = 200;

/** Remembers what was made of the same arguments, and forgets what was asked for longest ago. */
function remembering<Arguments extends readonly unknown[], Made>(
  make: (...args: Arguments) => Made,
): (...args: Arguments) => Made {
  const made = new Map<string, Made>();
  return (...args) => {
    const name = JSON.stringify(args);
    const found = made.get(name) ?? make(...args);
    made.delete(name);
    made.set(name, found);
    const oldest = made.keys().next();
    if (made.size > most && !oldest.done) made.delete(oldest.value);
    return found;
  };
}

/** @throws {RangeError} for what is no language tag */
export const numberFormat = remembering(
  (locale: string, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);

/** @throws {RangeError} for what is no language tag, and no time zone */
export const dateTimeFormat = remembering(
  (locale: string, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

/** Names of countries, by their ISO 3166-1 codes. @throws {RangeError} for what is no language tag */
export const countryNames = remembering((locale: string) => new Intl.DisplayNames(locale, { type: 'region' }));
