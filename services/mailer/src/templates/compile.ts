import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';
import { compiledFile, templateFolder } from './files.ts';

/** Where a compiled template belongs and what it holds. */
export interface CompiledTemplate {
  file: URL;
  content: string;
}

/**
 * Compiles every MJML source to HTML that Eta fills in. MJML is a development tool, and slow: services read the compiled
 * files.
 */
export async function compileTemplates(): Promise<CompiledTemplate[]> {
  const sources = (await readdir(templateFolder)).filter((name) => name.endsWith('.mjml')).sort();
  return Promise.all(
    sources.map(async (source) => {
      const file = new URL(source, templateFolder);
      const { html } = await mjml2html(await readFile(file, 'utf8'), {
        filePath: fileURLToPath(file),
        ignoreIncludes: false,
        fonts: {},
        keepComments: false,
        validationLevel: 'strict',
      });
      return { file: compiledFile(source.replace(/\.mjml$/, '')), content: tidy(html) };
    }),
  );
}

const tidy = (html: string): string =>
  `${html
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')}\n`;
