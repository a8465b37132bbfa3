import { readFileSync } from 'node:fs';
import { dateTimeFormat } from '@oms/contracts';
import { localeFile } from './files.ts';

/** Locales that mails are written in; the first is for everybody whose own is not among them. */
export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = locales[0];

/** Texts of one locale: section (a template, or `common`), then key. */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const loadCatalogue = (locale: Locale): Catalogue =>
  JSON.parse(readFileSync(localeFile(locale), 'utf8')) as Catalogue;

/** The locale whose texts somebody gets who prefers `wanted` (BCP 47). */
export const closestLocale = (wanted: string): Locale =>
  locales.find((locale) => locale === wanted.split('-')[0]) ?? defaultLocale;

/**
 * The locale to write to somebody in who prefers `wanted`: their own where its language has texts (`de-AT` keeps Austria's
 * way to write amounts), else the default. What is not a locale counts as none.
 */
export function resolveLocale(wanted: string | null | undefined): string {
  const canonical = canonicalLocale(wanted?.replaceAll('_', '-'));
  return canonical !== undefined && locales.some((locale) => locale === canonical.split('-')[0])
    ? canonical
    : defaultLocale;
}

function canonicalLocale(wanted: string | undefined): string | undefined {
  try {
    return wanted === undefined ? undefined : Intl.getCanonicalLocales(wanted)[0];
  } catch {
    return undefined;
  }
}

/** `wanted` where it is a time zone, else `fallback`. */
export function resolveTimeZone(wanted: string | null | undefined, fallback: string): string {
  if (!wanted) return fallback;
  try {
    return dateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone;
  } catch {
    return fallback;
  }
}

export type Translate = (key: string, values?: Readonly<Record<string, string>>) => string;

/**
 * Looks texts up in one section of a catalogue and fills in their `{names}`.
 *
 * @throws {RangeError} for a key, or a name in a text, that is not there
 */
export const translator =
  (catalogue: Catalogue, section: string): Translate =>
  (key, values = {}) => {
    const text = catalogue[section]?.[key];
    if (text === undefined) throw new RangeError(`the catalogue has no text ${section}.${key}`);
    return text.replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) throw new RangeError(`${section}.${key} needs a value for {${name}}`);
      return value;
    });
  };
