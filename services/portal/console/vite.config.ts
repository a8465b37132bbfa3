import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { openApiFile } from './build.ts';

/** Those that read events: each has routes of its own about the ones that it could not handle. */
function deadLetterServices(): string[] {
  const { paths } = JSON.parse(readFileSync(openApiFile, 'utf8')) as { paths: object };
  return Object.keys(paths).flatMap((path) => /^\/admin\/([a-z]+)\/dead-letters$/.exec(path)?.[1] ?? []);
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  define: { DEAD_LETTER_SERVICES: JSON.stringify(deadLetterServices()) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    emptyOutDir: true,
    // Nothing inline: the page's Content-Security-Policy allows files of its own origin alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
