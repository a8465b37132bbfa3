import { dateTimeFormat } from '@oms/contracts';
import * as z from 'zod';
import type { Translate } from './catalogue.ts';

/** How the recipient writes times and amounts. */
export interface Formats {
  /** BCP 47: the recipient's own, whose language is the catalogue's. */
  locale: string;
  /** IANA name. */
  timeZone: string;
}

export interface ViewContext extends Formats {
  t: Translate;
  /** Where links lead to. */
  publicUrl: string;
  /** The shop's page of an order, `{id}` or `{number}` standing for which. */
  orderPageUrl: string | undefined;
  /** Texts that all mails share. */
  common: Translate;
  /** Whose mail it is, as recipients know it. */
  brand: string;
  /** The opened token of a one-time link; empty where the template has none. */
  token: string;
}

/** What a template's texts and markup are filled with, beside what every mail has. */
export interface View {
  /** Values for the subject's names. */
  subject?: Record<string, string>;
  /** Values for the names of the line that mail programs show beside the subject. */
  preview?: Record<string, string>;
  [field: string]: unknown;
}

/** Categories of mail that people may do without, named as the preferences that say so. */
export const optionalCategories = ['orderUpdates', 'news'] as const;
export type OptionalCategory = (typeof optionalCategories)[number];

/**
 * What a mail is about. `security` tells of what happens to an account and `transactional` answers what the recipient did:
 * neither can be unsubscribed from.
 */
export const categories = ['security', 'transactional', ...optionalCategories] as const;
export type Category = (typeof categories)[number];

export const isOptional = (category: Category): category is OptionalCategory =>
  (optionalCategories as readonly Category[]).includes(category);

/** A kind of mail. */
export interface Template<Data extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  /** Its markup, where that is not its own: the name that the files go by. */
  readonly layout?: string;
  readonly category: Category;
  /**
   * What to do when nobody knows whether the server has taken the mail: `resend` it under the same Message-ID, or `hold`
   * it until a person decides, for one-time links are never sent twice.
   */
  readonly inDoubt: 'resend' | 'hold';
  /** The context that the token of its link is sealed in, where it has one. */
  readonly sealedFor?: string;
  readonly data: Data;
  /** For previews. */
  readonly sample: z.output<Data>;
  view(data: z.output<Data>, context: ViewContext): View;
}

/** Declares a template; its data is checked against its schema before it is shown. */
export const defineTemplate = <Data extends z.ZodType>(template: Template<Data>): Template =>
  ({
    ...template,
    view: (data, context) => template.view(template.data.parse(data), context),
  }) satisfies Template as Template;

/** Such as `21 November 2026 at 14:05 UTC`, in the recipient's words and time zone. */
export const formatTime = (time: string, { locale, timeZone }: Formats): string =>
  dateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(time));

export const oneTimeLink = z.object({ expiresAt: z.iso.datetime() });
export const nothing = z.object({});
