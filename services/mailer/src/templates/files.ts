/** Sources: `<name>.mjml`, `<name>.text.eta`, `locales/<locale>.json`. */
export const templateFolder = new URL('../../templates/', import.meta.url);

export const compiledFile = (name: string): URL => new URL(`compiled/${name}.html.eta`, templateFolder);
export const textFile = (name: string): URL => new URL(`${name}.text.eta`, templateFolder);
export const localeFile = (locale: string): URL => new URL(`locales/${locale}.json`, templateFolder);
