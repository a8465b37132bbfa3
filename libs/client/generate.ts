import type { OpenAPIV3_1 } from 'openapi-types';
import openapiTypes, { astToString } from 'openapi-typescript';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation extends Omit<OpenAPIV3_1.OperationObject, 'responses'> {
  responses: Record<string, { 'x-problems'?: { code: string }[] }>;
}

interface Content {
  content?: Record<string, OpenAPIV3_1.MediaTypeObject>;
}

/** `src/api.ts`: the types of the API, and what of its document the client has to know when it runs. */
export async function clientSource(document: OpenAPIV3_1.Document): Promise<string> {
  const types = astToString(await openapiTypes(essenceOf(document) as never));
  const routes = routesOf(document);
  const problems = routes.map(([route, operation]) => `    "${route}": ${union(problemCodes(operation))};`);
  const idempotent = routes.filter(([, operation]) => takesKey(operation)).map(([route]) => `    "${route}",`);
  return `// Made by npm run generate from the merged OpenAPI document.
${types}
/** What each operation can be refused with, by the problem's code. */
export interface problemCodes {
${problems.join('\n')}
}

/** Operations that honour an Idempotency-Key, and so can be sent again. */
export const keyedOperations: ReadonlySet<string> = new Set([
${idempotent.join('\n')}
]);
`;
}

/** Problems look the same everywhere, and examples are for readers of the document: told each time, they make most of the types. */
function essenceOf(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const copy = structuredClone(document);
  delete copy.components?.examples;
  delete copy.components?.responses;
  for (const [, operation] of routesOf(copy)) {
    const failures = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
    for (const status of failures) delete operation.responses[status];
    for (const answer of [operation.requestBody ?? {}, ...Object.values(operation.responses)] as Content[]) {
      for (const mediaType of Object.values(answer.content ?? {})) delete mediaType.example;
    }
    Object.assign(operation.responses, {
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    });
  }
  return copy;
}

const routesOf = ({ paths = {} }: OpenAPIV3_1.Document): [string, Operation][] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): [string, Operation][] => {
      const operation = item?.[method];
      return operation ? [[`${method.toUpperCase()} ${path}`, operation as Operation]] : [];
    }),
  );

const problemCodes = ({ responses }: Operation): string[] =>
  Object.values(responses)
    .flatMap((response) => response['x-problems'] ?? [])
    .map(({ code }) => code);

const union = (codes: readonly string[]): string =>
  [...new Set(codes)]
    .sort()
    .map((code) => `"${code}"`)
    .join(' | ') || 'never';

const takesKey = ({ parameters = [] }: Operation): boolean =>
  parameters.some((parameter) => 'name' in parameter && parameter.name === 'Idempotency-Key');
