import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { buildConsole, builtConsole, canBuildConsole } from '../console/build.ts';
import type { PortalConfig } from './config.ts';

/** The operations console as Vite built it. */
export interface BuiltConsole {
  readonly page: string;
  /** What the page loads; each URL names the file's content. */
  readonly assets: readonly { readonly url: string; readonly type: string; readonly content: Buffer }[];
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/**
 * Reads the console, in a checkout after building it where it is missing or made of other files than there are now.
 *
 * @throws {Error} where it is neither built nor can be
 */
export async function loadConsole(environment: PortalConfig['environment']): Promise<BuiltConsole> {
  // In an image it is built already, and what builds it is not there.
  if (environment !== 'production' && canBuildConsole()) await buildConsole();
  const page = await readFile(join(builtConsole, 'index.html'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`${builtConsole} is missing; make it with npm run build -w services/portal`);
  });
  const names = await readdir(join(builtConsole, 'assets'));
  const assets = names.map(async (name) => ({
    url: `/console/assets/${name}`,
    type: types[extname(name)] ?? 'application/octet-stream',
    content: await readFile(join(builtConsole, 'assets', name)),
  }));
  return { page, assets: await Promise.all(assets) };
}
