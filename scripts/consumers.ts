// Says whom the services break as they are in this checkout: who reads something of an event or of a route that is not there
// any more. docs/decisions/0026-consumers.md says how it is known.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as contracts from '@oms/contracts';
import { eventsIn, incompatibilities, type PublishedSchema, publishedSchema } from '@oms/contracts/published';
import type { OpenAPIV3_1 } from 'openapi-types';
import { MergeError } from '../services/portal/src/merge-openapi.ts';
import { compileConsumers } from './consumers/compile.ts';
import { callsWithoutRoute } from './consumers/configuration.ts';
import { mergedDocument, receiversOf } from './consumers/declared.ts';
import { report } from './consumers/findings.ts';

const HELP = `npm run consumers [-- <service> ...]

Compiles all who read events or call routes (the services, the console, the pages, the client) against the events and routes as
they are in this checkout, and names whom a change breaks, with the place and the field. Nothing is started. npm test -w
services/<service> does the same. The named services are those that were changed: what is wrong with them comes first.
`;

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});

/** What has changed about events so that replicas of two versions could not read them from each other, and whom it meets. */
async function brokenEvents(): Promise<string[]> {
  const folder = join(import.meta.dirname, '..', 'libs', 'contracts', 'published');
  const broken: string[] = [];
  for (const event of eventsIn(contracts)) {
    const published = await readFile(join(folder, `${event.type}.json`), 'utf8').catch(() => undefined);
    if (published === undefined) continue;
    const found = incompatibilities(JSON.parse(published) as PublishedSchema, publishedSchema(event));
    if (found.length === 0) continue;
    const receivers = receiversOf(event).catch(() => 'services that do not load any more: see above');
    const lines = found.map((each) => `  ${each}`).join('\n');
    broken.push(`${event.type}, received by ${await receivers}\n${lines}`);
  }
  return broken;
}

/** As the code gives it now. A service may not load any more for what it reads of another: the compiler says where. */
async function documentNow(): Promise<OpenAPIV3_1.Document> {
  const text = await mergedDocument().then(
    (document) => JSON.stringify(document),
    (error: unknown) => {
      if (error instanceof MergeError) throw error;
      return readFile(join(import.meta.dirname, '..', 'services', 'portal', 'static', 'openapi.json'), 'utf8');
    },
  );
  return JSON.parse(text) as OpenAPIV3_1.Document;
}

async function main(): Promise<number> {
  const document = await documentNow();
  const [compiled, called, events] = await Promise.all([
    compileConsumers(document),
    callsWithoutRoute(document),
    brokenEvents(),
  ]);
  const findings = [...compiled, ...called];
  if (findings.length > 0) console.error(`These do not find what they read:\n\n${report(findings, positionals)}\n`);
  if (events.length > 0) {
    const advice = 'Make it another version; docs/decisions/0021-event-compatibility.md says how.';
    console.error(
      `Replicas of two versions could not read these from each other:\n\n${events.join('\n\n')}\n\n${advice}\n`,
    );
  }
  if (findings.length + events.length > 0) return 1;
  console.log('All who read events or call routes find what they read.');
  return 0;
}

if (values.help) console.log(HELP);
else {
  process.exitCode = await main().catch((error: unknown) => {
    console.error(error instanceof MergeError ? error.message : error);
    return 1;
  });
}
