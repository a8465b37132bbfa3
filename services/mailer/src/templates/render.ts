import { readFileSync } from 'node:fs';
import { Eta } from 'eta';
import { shownName } from '../recipients/shown-name.ts';
import { type Catalogue, closestLocale, type Locale, loadCatalogue, locales, translator } from './catalogue.ts';
import { compiledFile, textFile } from './files.ts';
import type { Template } from './template.ts';

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

export interface RenderInput {
  /** One that `resolveLocale` gives. */
  locale: string;
  /** IANA name. */
  timeZone: string;
  template: Template;
  data: unknown;
  recipient: string;
  recipientName: string | null;
  /** The opened token of a one-time link. */
  token?: string | undefined;
  /** Where a POST ends such mails, and a GET asks first. */
  unsubscribeLink?: string | undefined;
}

export type Renderer = (input: RenderInput) => RenderedMail;

/** Double braces pass through MJML, which reads Eta's own marks as tags. */
const tags: [string, string] = ['{{', '}}'];

/**
 * Makes mails of templates. Everything is read and compiled now, so that a broken template shows at start.
 *
 * @param options.brand whose mails they are, as recipients know it
 */
export function createRenderer(options: {
  templates: readonly Template[];
  brand: string;
  publicUrl: string;
  orderPageUrl?: string | undefined;
}): Renderer {
  const { brand, orderPageUrl } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, '');
  const html = new Eta({ tags, autoEscape: true, autoTrim: false });
  const text = new Eta({ tags, autoEscape: false, autoTrim: false });
  for (const layout of new Set(options.templates.map(layoutOf))) {
    html.loadTemplate(`@${layout}`, readFileSync(compiledFile(layout), 'utf8'));
    text.loadTemplate(`@${layout}`, readFileSync(textFile(layout), 'utf8'));
  }
  const catalogues = new Map<Locale, Catalogue>(locales.map((locale) => [locale, loadCatalogue(locale)]));

  return ({ template, data, recipient, recipientName, token = '', unsubscribeLink, locale, timeZone }) => {
    const name = shownName(recipientName);
    const catalogue = catalogues.get(closestLocale(locale)) ?? {};
    const t = translator(catalogue, template.name);
    const common = translator(catalogue, 'common');
    const { subject, preview, ...view } = template.view(data, {
      t,
      common,
      brand,
      publicUrl,
      orderPageUrl,
      token,
      locale,
      timeZone,
    });
    const it = {
      ...view,
      t,
      common,
      brand,
      locale,
      subject: t('subject', subject),
      preview: t('preview', preview),
      greeting: name ? common('greetingNamed', { name }) : common('greeting'),
      footer: common('footer', { recipient, brand }),
      unsubscribeLink,
    };
    const textFooter = unsubscribeLink ? `${it.footer}\n${common('unsubscribe')}: ${unsubscribeLink}` : it.footer;
    return {
      subject: it.subject,
      html: html.render(`@${layoutOf(template)}`, it),
      text: text.render(`@${layoutOf(template)}`, { ...it, footer: textFooter }),
    };
  };
}

const layoutOf = ({ layout, name }: Template): string => layout ?? name;
