import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { clientSource } from '@oms/client/generate';
import type { OpenAPIV3_1 } from 'openapi-types';
import { clientFolder, type Finding, findingsIn } from './findings.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, dirname(clientFolder));
const above = '../..';

/** Everything that reads events or calls routes, but for tests. */
const consumers = ['libs/*/src', 'services/*/src', 'services/*/console', 'services/*/pages'];

/**
 * Compiles all who read events or call routes against the events' definitions and an OpenAPI document, whatever is committed of it,
 * and starts none of them.
 */
export async function compileConsumers(document: OpenAPIV3_1.Document): Promise<Finding[]> {
  await writeClient(document);
  const config = join(folder, 'tsconfig.json');
  await write(
    config,
    JSON.stringify({
      extends: `${above}/tsconfig.json`,
      compilerOptions: {
        paths: { '@oms/client': ['./client/index.ts'] },
        noUnusedLocals: false,
        noUnusedParameters: false,
        incremental: true,
        tsBuildInfoFile: './tsbuildinfo',
      },
      include: consumers.map((pattern) => `${above}/${pattern}`),
      exclude: [`${above}/libs/client`],
    }),
  );
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const output = await promisify(execFile)(tsc, ['--project', config, '--pretty', 'false'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).then(
    () => '',
    (error: Error & { stdout?: string }) => error.stdout || Promise.reject(error),
  );
  return findingsIn(output);
}

/** The client as `npm run generate` would make it of the document. */
async function writeClient(document: OpenAPIV3_1.Document): Promise<void> {
  const source = join(root, 'libs', 'client', 'src');
  for (const name of await readdir(source)) {
    const code = name === 'api.ts' ? await clientSource(document) : await readFile(join(source, name), 'utf8');
    await write(join(root, clientFolder, name), code);
  }
}

/** Nothing where it is there already, and all at once: another run may read it. */
async function write(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
}
