import { exampleOf } from '@oms/contracts/examples';
import type { OpenAPIV3_1 } from 'openapi-types';
import * as z from 'zod';
import { describeAccess } from './access.ts';
import type { ProblemDefinition } from './problem.ts';
import { problems } from './problems.ts';
import { type ResponseDefinition, type Route, takesBytes } from './route.ts';

type Schema = OpenAPIV3_1.SchemaObject;
type Json = Record<string, unknown>;

export interface DocumentOptions {
  /** Service name, such as `orders`. */
  service: string;
  title: string;
  description: string;
  version: string;
  tags: readonly { name: string; description: string }[];
}

const problemSchema: Schema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; branch on this' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'On 422: what is wrong, field by field',
      items: {
        type: 'object',
        required: ['pointer', 'in', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) into the part named by `in`' },
          in: { enum: ['body', 'query', 'path', 'header'] },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** What has nothing to do with the operation: failures of ours, and what the gateway answers. */
const otherProblem: OpenAPIV3_1.ResponseObject = {
  description: 'Something else went wrong. [/docs/problems](/docs/problems) lists every code.',
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: { internal_error: problemExample(problems.internal_error) },
    },
  },
};

/** Whom readers of a document turn to. */
const contact: OpenAPIV3_1.ContactObject = { name: 'Whoever operates this system' };

/** Derives the OpenAPI 3.1 document of a service from its route declarations. */
export function openApiDocument(options: DocumentOptions, routes: readonly Route<never>[]): OpenAPIV3_1.Document {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const route of routes.filter((each) => !each.hidden)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      description: options.description,
      version: options.version,
      contact,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document' }],
    tags: options.tags.map((tag) => ({ ...tag })),
    paths: paths as OpenAPIV3_1.PathsObject,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token from `POST /api/v1/auth/login`, or an API key.',
        },
      },
      schemas: { Problem: problemSchema, ...components.schemas() },
      responses: { Problem: otherProblem },
      examples: components.problems(),
    },
  };
}

function operation<Context>(route: Route<Context>, components: Components): Json {
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [route.description, describeAccess(route.access)].filter(Boolean).join('\n\n'),
    tags: [route.tag],
    security: route.access.signedIn ? [{ bearer: [] }] : route.access.optional ? [{ bearer: [] }, {}] : [],
    ...(route.access.permission && { 'x-permission': route.access.permission }),
    ...(route.access.role && { 'x-role': route.access.role }),
    ...(route.access.keyPermission && { 'x-api-key-permission': route.access.keyPermission }),
    parameters: [...parameters(route, components), ...headerParameters(route)],
    ...requestBody(route, components),
    responses: {
      ...successes(route, components),
      ...failures(route, components),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function requestBody<Context>({ body, rawBody, bodyTypes, examples }: Route<Context>, components: Components): Json {
  if (body) {
    const content = { 'application/json': components.json(body, 'input') };
    return { requestBody: { required: !body.safeParse(undefined).success, content } };
  }
  const types = rawBody ? ['*/*'] : bodyTypes;
  if (!types) return {};
  const content = Object.fromEntries(types.map((type) => [type, mediaType(type, examples)]));
  return { requestBody: { required: true, content } };
}

/** Bytes have no schema (OpenAPI 3.1, Considerations for File Uploads); text is a string. */
const mediaType = (type: string, examples: Readonly<Record<string, string>> = {}): Json => ({
  ...(/^text\/|json$/.test(type) && { schema: { type: 'string' } }),
  ...(examples[type] !== undefined && { example: examples[type] }),
});

function parameters<Context>(route: Route<Context>, components: Components): Json[] {
  const of = (schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] => {
    if (!schema) return [];
    const { properties = {}, required = [] } = components.inline(schema) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(place === 'path' && { example: components.example(rest, name) }),
    }));
  };
  return [...of(route.params, 'path'), ...of(route.query, 'query')];
}

function headerParameters<Context>(route: Route<Context>): Json[] {
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(route.idempotent
      ? [
          header(
            'Idempotency-Key',
            false,
            'At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time.',
          ),
        ]
      : []),
    ...(route.ifMatch ? [header('If-Match', true, 'ETag of the version that the change is meant for.')] : []),
    ...(isTagged(route) ? [header('If-None-Match', false, 'ETag of what is known already: 304 while it is so.')] : []),
    ...(route.dryRun
      ? [
          {
            name: 'dryRun',
            in: 'query',
            required: false,
            description: 'Answer what would happen, and change nothing.',
            schema: { type: 'boolean', default: false },
          },
        ]
      : []),
  ];
}

/** Whether what it answers can be asked for again on the condition that it has changed. */
const isTagged = <Context>(route: Route<Context>): boolean =>
  route.method === 'get' && route.responses[200]?.headers?.ETag !== undefined;

function successes<Context>(route: Route<Context>, components: Components): Json {
  const entries = Object.entries(route.responses).map(([status, response]) => [status, success(response, components)]);
  const created = route.responses[201];
  const result = Object.fromEntries(entries) as Json;
  if (route.dryRun && created && !route.responses[200]) {
    result['200'] = success(
      { ...created, description: 'Dry run: what would have been the result.', headers: {} },
      components,
    );
  }
  if (isTagged(route)) result['304'] = { description: 'Nothing has changed since the ETag that `If-None-Match` names' };
  return result;
}

function success(response: ResponseDefinition, components: Components): Json {
  const content: Json = {};
  if (response.body) content['application/json'] = components.json(response.body, 'output');
  for (const type of response.types ?? []) content[type] = mediaType(type, response.examples);
  const headers = Object.entries(response.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    description: response.description,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

/** The problems that a declaration implies, and its own. */
export function problemsOf<Context>(route: Route<Context>): ProblemDefinition[] {
  const { access } = route;
  const mayKnow = access.signedIn || access.optional;
  const list = [
    ...(mayKnow ? [problems.unauthenticated, problems.token_invalid, problems.token_expired] : []),
    ...(access.recentLogin ? [problems.recent_login_required] : []),
    ...(access.signedIn || access.optional ? [problems.forbidden] : []),
    ...(mayKnow ? [problems.revocation_unavailable] : []),
    ...(route.params ? [problems.not_found] : []),
    ...(route.body ? [problems.malformed_json] : []),
    ...(route.body || takesBytes(route)
      ? [problems.bad_request, problems.payload_too_large, problems.unsupported_media_type]
      : []),
    // Also where there is nothing to send: an unknown parameter, or a body, is refused.
    problems.validation_failed,
    ...(route.idempotent ? [problems.idempotency_in_progress, problems.idempotency_key_reused] : []),
    ...(route.ifMatch ? [problems.precondition_failed, problems.precondition_required] : []),
    ...(route.problems ?? []),
    problems.service_unavailable,
  ];
  return [...new Map(list.map((problem) => [problem.code, problem])).values()];
}

function failures<Context>(route: Route<Context>, components: Components): Json {
  const byStatus = new Map<number, ProblemDefinition[]>();
  for (const problem of problemsOf(route))
    byStatus.set(problem.status, [...(byStatus.get(problem.status) ?? []), problem]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      String(status),
      {
        description: list.map(({ code, title }) => `\`${code}\`: ${title}.`).join('\n\n'),
        'x-problems': list.map(({ code, title }) => ({ code, title })),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(list.map((problem) => [problem.code, components.problem(problem)])),
          },
        },
      },
    ]),
  );
}

/** What each problem looks like; what its `detail` says is of the occurrence. */
function problemExample({ code, status, title }: ProblemDefinition): Json {
  const errors = [{ pointer: '/items/0/quantity', in: 'body', code: 'too_small', detail: 'Too small: expected >=1' }];
  return {
    summary: title,
    value: {
      type: `/docs/problems#${code}`,
      title,
      status,
      code,
      ...(code === problems.validation_failed.code && { errors }),
      requestId: '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f',
    },
  };
}

/** Converts zod schemas and collects those that carry an id as components, and the problems that are answered. */
class Components {
  private readonly collected = new Map<string, Json>();
  private readonly answered = new Map<string, ProblemDefinition>();

  schemas(): Record<string, Schema> {
    return Object.fromEntries([...this.collected].sort(([one], [other]) => one.localeCompare(other))) as Record<
      string,
      Schema
    >;
  }

  problems(): Record<string, OpenAPIV3_1.ExampleObject> {
    const sorted = [...this.answered.values()].sort((one, other) => one.code.localeCompare(other.code));
    return Object.fromEntries(sorted.map((problem) => [problem.code, problemExample(problem)]));
  }

  /** Where the example of a problem stands. */
  problem(definition: ProblemDefinition): Json {
    this.answered.set(definition.code, definition);
    return { $ref: `#/components/examples/${definition.code}` };
  }

  /** JSON of that schema, with an example: the schema's own, or one made up of those of its parts. */
  json(schema: z.ZodType, io: 'input' | 'output'): Json {
    const converted = this.convert(schema, io);
    return { schema: converted, example: this.example(converted) };
  }

  example(schema: Json, name?: string): unknown {
    return exampleOf(schema, { openapi: '3.1.0', components: { schemas: Object.fromEntries(this.collected) } }, name);
  }

  convert(schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $defs = {},
      $schema: _dialect,
      ...root
    } = convertSchema(schema, io) as Json & { $defs?: Record<string, Json> };
    for (const [id, definition] of Object.entries($defs)) this.add(id, relocate(definition));
    return relocate(root);
  }

  /** As {@link convert}, with the outermost schema in place even where it has an id. */
  inline(schema: z.ZodType): Json {
    const converted = this.convert(schema, 'input');
    const id = typeof converted.$ref === 'string' ? converted.$ref.split('/').at(-1) : undefined;
    return id === undefined ? converted : (this.collected.get(id) ?? {});
  }

  private add(id: string, definition: Json): void {
    const { id: _id, ...clean } = definition;
    const present = this.collected.get(id);
    if (present && JSON.stringify(present) !== JSON.stringify(clean)) {
      throw new TypeError(
        `two schemas are named ${id}, or one differs as input and output: give one of them another id`,
      );
    }
    this.collected.set(id, clean);
  }
}

/** For the many validators that do not read patterns as Unicode (JSON Schema 2020-12, section 6.4, asks them to). */
const portable = (pattern: string): string => pattern.replaceAll('\\P{Cc}', '[^\\u0000-\\u001f\\u007f-\\u009f]');

const convertSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Left out of what a transformation takes, as if they were of what it makes.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (examples) jsonSchema.examples = examples;
      // Clients must bear fields that are added later: only what we refuse is closed.
      const definition = (zodSchema as z.core.$ZodType)._zod.def as { type: string; catchall?: unknown };
      if (definition.type === 'object' && definition.catchall === undefined) delete jsonSchema.additionalProperties;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.pattern !== undefined) jsonSchema.pattern = portable(jsonSchema.pattern);
    },
  });

function relocate(value: unknown): Json {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
