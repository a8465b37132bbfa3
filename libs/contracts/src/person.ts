import * as z from 'zod';
import { dateTimeFormat } from './formatters.ts';
import { line } from './text.ts';

/** How a person is called: one line, up to 200 characters. */
export const personName = line(200);

const canonicalLocale = (text: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
};

/** A language tag (BCP 47), brought into its canonical form. */
export const localeTag = z
  .string()
  .max(35)
  .refine((text) => canonicalLocale(text) !== undefined, 'must be a BCP 47 language tag such as de-CH')
  .transform((text) => canonicalLocale(text) ?? text)
  .meta({ description: 'BCP 47', examples: ['en-GB'] });

const isTimeZone = (name: string): boolean => {
  try {
    return /^[A-Za-z]/.test(name) && dateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** A time zone of the IANA database. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });

/** A telephone number in the international form of ITU-T E.164: `+`, then up to 15 digits. */
export const phoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164 form, such as +4930123456')
  .meta({ description: 'E.164', examples: ['+4930123456'] });
