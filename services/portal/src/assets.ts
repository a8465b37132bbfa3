import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

/** A file of the pages. Its URL names its content, so that browsers may keep it for good. */
export interface Asset {
  readonly name: string;
  readonly url: string;
  readonly type: string;
  readonly content: Buffer;
}

const require = createRequire(import.meta.url);
const pages = join(import.meta.dirname, '..', 'pages');

/** Redoc shows this picture from its maker's server; an empty one keeps readers' addresses to themselves. */
const redocLogo = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const emptyPicture = 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E';

const sources: Record<string, () => Promise<Buffer>> = {
  'icon.svg': () => readFile(join(pages, 'icon.svg')),
  'portal.css': () => readFile(join(pages, 'portal.css')),
  'docs.js': () => readFile(join(pages, 'docs.js')),
  'redoc.js': () => readFile(join(pages, 'redoc.js')),
  'swagger-ui.css': () => readFile(require.resolve('swagger-ui-dist/swagger-ui.css')),
  'swagger-ui-bundle.js': () => readFile(require.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
  'redoc.standalone.js': async () => {
    const text = await readFile(require.resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
    return Buffer.from(text.replaceAll(redocLogo, emptyPicture));
  },
};

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** Reads every file of the pages, by name. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const loaded = Object.entries(sources).map(async ([name, read]): Promise<[string, Asset]> => {
    const content = await read();
    const url = `/docs/assets/${createHash('sha256').update(content).digest('hex').slice(0, 16)}/${name}`;
    return [name, { name, url, type: types[extname(name)] ?? 'application/octet-stream', content }];
  });
  return new Map(await Promise.all(loaded));
}

/** Reads a page of `pages/`; `{{asset:NAME}}` in it becomes the URL of that asset. */
export async function readPage(name: string, assets: ReadonlyMap<string, Asset>): Promise<string> {
  const text = await readFile(join(pages, name), 'utf8');
  return text.replaceAll(/\{\{asset:([^}]+)\}\}/g, (_, asset: string) => {
    const url = assets.get(asset)?.url;
    if (url === undefined) throw new Error(`The page ${name} names the asset ${asset}, which is not there`);
    return url;
  });
}
