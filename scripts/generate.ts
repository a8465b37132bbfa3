// Writes what is derived from the code and committed: the dashboards, the client's types, the portal's OpenAPI document, merged from those of the services, its
// AsyncAPI document, the schemas of all events as they are published, and the queues that a broker boots with.
// `npm run generate`; with `-- --check` it changes nothing and fails when a file lags behind the code.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { clientSource } from '@oms/client/generate';
import * as contracts from '@oms/contracts';
import {
  asyncApiDocument,
  eventsIn,
  incompatibilities,
  type PublishedSchema,
  publishedSchema,
} from '@oms/contracts/published';
import { EVENTS_EXCHANGE, queueName, topologyDefinitions } from '@oms/events';
import manifest from '../package.json' with { type: 'json' };
import { MergeError } from '../services/portal/src/merge-openapi.ts';
import { declaredConsumers, mergedDocument, receiversOf } from './consumers/declared.ts';
import { grafanaJson } from './dashboards/dashboard.ts';
import { dashboards } from './dashboards/dashboards.ts';

const root = join(import.meta.dirname, '..');

/** As the portal serves it. */
const openApiText = async (): Promise<string> => `${JSON.stringify(await mergedDocument(), null, 2)}\n`;

/** The policies as they are written by hand, with the exchanges, queues and bindings that the services declare. */
async function brokerDefinitions(): Promise<string> {
  const written = JSON.parse(await readFile(join(root, 'rabbitmq/definitions.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const { vhosts, policies } = written;
  return `${JSON.stringify({ vhosts, policies, ...topologyDefinitions(await declaredConsumers()) }, null, 2)}\n`;
}

async function eventsDocument(): Promise<string> {
  const consumers = (await declaredConsumers()).map(({ service, purpose, handlers }) => ({
    service,
    queue: queueName(service, purpose),
    types: handlers.map(({ definition }) => definition.type),
  }));
  const document = asyncApiDocument({ version: manifest.version, exchange: EVENTS_EXCHANGE, events, consumers });
  return `${JSON.stringify(document, null, 2)}\n`;
}

const publishedFolder = 'libs/contracts/published';
const events = eventsIn(contracts);

/** One file a type, by which an incompatible change is told. */
const publishedFiles = Object.fromEntries(
  events.map((event) => [`${publishedFolder}/${event.type}.json`, async () => publishedText(event)]),
);

async function publishedText(event: contracts.EventDefinition): Promise<string> {
  const now = publishedSchema(event);
  const present = await readFile(join(root, publishedFolder, `${event.type}.json`), 'utf8').catch(() => undefined);
  const broken = present === undefined ? [] : incompatibilities(JSON.parse(present) as PublishedSchema, now);
  if (broken.length > 0) {
    throw new IncompatibleError(
      `${event.type} has changed so that old and new replicas do not understand each other:\n  ${broken.join('\n  ')}\nIt is received by ${await receiversOf(event)}. Make it another version; docs/decisions/0021-event-compatibility.md says how.`,
    );
  }
  return `${JSON.stringify(now, null, 2)}\n`;
}

class IncompatibleError extends Error {}

/** Types that were published once and of which the code knows nothing any more. */
function vanishedTypes(): string[] {
  const known = new Set(events.map(({ type }) => `${type}.json`));
  const folder = join(root, publishedFolder);
  return existsSync(folder) ? readdirSync(folder).filter((file) => !known.has(file)) : [];
}

const files: Record<string, () => Promise<string>> = {
  'rabbitmq/definitions.json': brokerDefinitions,
  'services/portal/static/openapi.json': openApiText,
  'services/portal/static/asyncapi.json': eventsDocument,
  'libs/client/src/api.ts': async () => clientSource(JSON.parse(await openApiText())),
  ...Object.fromEntries(
    dashboards.map((dashboard) => [
      `docker/grafana/dashboards/${dashboard.uid}.json`,
      async () => grafanaJson(dashboard),
    ]),
  ),
  ...publishedFiles,
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  for (const file of vanishedTypes()) {
    console.error(
      `${publishedFolder}/${file} is of a type that is no longer defined; docs/decisions/0021-event-compatibility.md says when it can go`,
    );
    process.exitCode = 1;
  }
  for (const [path, make] of Object.entries(files)) {
    const file = join(root, path);
    const wanted = await make();
    const present = await readFile(file, 'utf8').catch(() => undefined);
    const name = relative(root, file);
    if (present === wanted) {
      if (!(path in publishedFiles)) console.log(`${name} is up to date`);
    } else if (values.check) {
      console.error(`${name} lags behind the code; run npm run generate and commit it`);
      process.exitCode = 1;
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, wanted);
      console.log(`${name} written`);
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof MergeError || error instanceof IncompatibleError ? error.message : error);
  process.exitCode = 1;
});
