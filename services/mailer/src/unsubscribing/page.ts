import {
  closestLocale,
  type Locale,
  loadCatalogue,
  locales,
  resolveLocale,
  translator,
} from '../templates/catalogue.ts';
import type { OptionalCategory } from '../templates/template.ts';
import { unsubscribePath } from './unsubscribe-link.ts';

const catalogues = new Map<Locale, ReturnType<typeof loadCatalogue>>(
  locales.map((locale) => [locale, loadCatalogue(locale)]),
);

/** No script, nothing from elsewhere, in nobody's frame; its form goes back to where it came from. */
export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

export type PageState = { ask: OptionalCategory; token: string } | { done: OptionalCategory } | 'invalid';

/**
 * The page as HTML, in the first language that the browser asks for. Nothing in it comes from a request but a token, which
 * has been opened before.
 */
export function unsubscribePage(state: PageState, acceptLanguage: string | undefined): string {
  const wanted = acceptLanguage?.split(',')[0]?.split(';')[0]?.trim();
  const locale = closestLocale(resolveLocale(wanted));
  const t = translator(catalogues.get(locale) ?? {}, 'unsubscribe');
  const title = t(state !== 'invalid' && 'done' in state ? 'doneTitle' : 'title');
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/account/assets/account.css">
</head>
<body>
<main>
<h1>${title}</h1>
${contentOf(state, t)}</main>
</body>
</html>
`;
}

function contentOf(state: PageState, t: ReturnType<typeof translator>): string {
  if (state === 'invalid') return `<p role="alert">${t('invalid')}</p>\n`;
  if ('done' in state) return `<p role="status">${t('done', { what: t(state.done) })}</p>\n`;
  return `<p>${t('ask', { what: t(state.ask) })}</p>
<form method="post" action="${unsubscribePath}?token=${encodeURIComponent(state.token)}">
<button type="submit">${t('button')}</button>
</form>
`;
}
