import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** Where the console lies once it is built. */
export const builtConsole = join(import.meta.dirname, '..', 'dist', 'console');

/** Which services there are, among other things; the types of the API are made of it, too. */
export const openApiFile = join(import.meta.dirname, '..', 'static', 'openapi.json');

const root = join(import.meta.dirname, '..', '..', '..');
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
/** Kept beside what was made of it. */
const stampFile = 'inputs.sha256';

/** Whether the tools are there: in a checkout, and not in an image. */
export const canBuildConsole = (): boolean => existsSync(vite);

/**
 * Builds the console where it is missing, or made of other files than there are now. Safe to be done by several processes at
 * once: each builds for itself, and the first puts it in place.
 *
 * @throws {Error} with what Vite says
 */
export async function buildConsole(): Promise<void> {
  const stamp = await stampOfInputs();
  const isFresh = async (): Promise<boolean> =>
    (await readFile(join(builtConsole, stampFile), 'utf8').catch(() => '')) === stamp;
  if (await isFresh()) return;
  const mine = `${builtConsole}-${randomUUID()}`;
  try {
    const config = join(import.meta.dirname, 'vite.config.ts');
    // In a process of its own, since a build depends on NODE_ENV.
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', '--config', config, '--outDir', mine, '--logLevel', 'warn'],
      { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
    );
    await writeFile(join(mine, stampFile), stamp);
    if (await isFresh()) return;
    await rm(builtConsole, { recursive: true, force: true });
    await rename(mine, builtConsole).catch(async (error: unknown) => {
      if (!(await isFresh())) throw error;
    });
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

/** Of all that the console is made of: its own files, the client's, the API's document, and the versions of packages. */
async function stampOfInputs(): Promise<string> {
  const folders = [import.meta.dirname, join(root, 'libs', 'client', 'src')];
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    }),
  );
  const files = [...listed.flat(), openApiFile, join(root, 'package-lock.json')].sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    hash.update(`${relative(root, file)}\0${contents[index]?.length}\0`).update(contents[index] ?? '');
  }
  return hash.digest('hex');
}

if (import.meta.main) await buildConsole();
