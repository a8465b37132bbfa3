import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventDefinition } from '@oms/contracts';
import { type DeclaredConsumer, queueName } from '@oms/events';
import { gatewayProblems } from '@oms/gateway';
import { problems as commonProblems } from '@oms/http';
import type { OpenAPIV3_1 } from 'openapi-types';
import manifest from '../../package.json' with { type: 'json' };
import { mergeOpenApi } from '../../services/portal/src/merge-openapi.ts';

const root = join(import.meta.dirname, '..', '..');

/** The services with an API, in the order in which readers see them. */
const first = ['auth', 'users', 'orders', 'mailer'];
const services = [
  ...first,
  ...readdirSync(join(root, 'services'))
    .filter((name) => !first.includes(name) && existsSync(join(root, 'services', name, 'src', 'openapi.ts')))
    .sort(),
];

/** The OpenAPI documents of all services in one, as their code has them now. */
export async function mergedDocument(): Promise<OpenAPIV3_1.Document> {
  const documents: Record<string, OpenAPIV3_1.Document> = {};
  for (const service of services) {
    const module = (await import(join(root, 'services', service, 'src', 'openapi.ts'))) as {
      document(): OpenAPIV3_1.Document;
    };
    documents[service] = module.document();
  }
  const info = {
    title: 'OMS',
    version: manifest.version,
    description:
      'The whole HTTP surface of the order management system, as the gateway serves it. Errors are ' +
      '`application/problem+json` (RFC 9457); their codes are explained at [/docs/problems](/docs/problems).',
    license: { name: 'MIT', identifier: 'MIT' },
  };
  const further = [...Object.values(commonProblems), ...Object.values(gatewayProblems)];
  return mergeOpenApi(documents, info, further);
}

/** The queues of all services, and which events each takes. */
export async function declaredConsumers(): Promise<DeclaredConsumer[]> {
  const declared: DeclaredConsumer[] = [];
  for (const service of services) {
    const file = join(root, 'services', service, 'src', 'consumers.ts');
    if (!existsSync(file)) continue;
    // Which events a service takes does not depend on what it does about them: no handler runs here.
    const module = (await import(file)) as { consumersOf(context: unknown): Omit<DeclaredConsumer, 'service'>[] };
    declared.push(...module.consumersOf({}).map((consumer) => ({ service, ...consumer })));
  }
  return declared;
}

/** Who takes an event off which queue, in words. */
export async function receiversOf({ type }: Pick<EventDefinition, 'type'>): Promise<string> {
  const receivers = (await declaredConsumers())
    .filter(({ handlers }) => handlers.some(({ definition }) => definition.type === type))
    .map(({ service, purpose }) => `${service} (${queueName(service, purpose)})`);
  return receivers.join(', ') || 'no service of OMS';
}
