import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { Finding } from './findings.ts';

const root = join(import.meta.dirname, '..', '..');
/** Where the proxy and the services are told which routes to call. */
const files = ['docker-compose.yml', 'docker-stack.yml'];
/** Those of every service, which stand in no document. */
const common = /^\/(?:health\/(?:live|ready)|metrics)$/;

/** What configuration calls of services, and is not there. */
export async function callsWithoutRoute({ paths = {} }: OpenAPIV3_1.Document): Promise<Finding[]> {
  const found = files.map(async (file) => {
    const lines = (await readFile(join(root, file), 'utf8')).split('\n');
    return lines.flatMap((line, index) =>
      [...line.matchAll(/:8000(\/[\w./-]+)/g)]
        .map(([, path = '']) => path)
        .filter((path) => paths[path] === undefined && !common.test(path))
        .map((path) => ({ consumer: file, place: `${file}:${index + 1}`, says: `There is no route ${path}.` })),
    );
  });
  return (await Promise.all(found)).flat();
}
