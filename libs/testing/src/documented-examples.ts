import { ok, strictEqual } from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIV3_1 } from 'openapi-types';
import { fetchAsTold } from './fetch-as-told.ts';

type Json = Record<string, unknown>;

interface MediaType {
  schema?: Json;
  example?: unknown;
}
interface Content {
  content?: Record<string, MediaType>;
}
interface Operation {
  operationId: string;
  requestBody?: Content;
  responses: Record<string, Content>;
}
interface Place {
  method: string;
  path: string;
  operation: Operation;
}

export interface SentExample {
  token?: string;
  /** Values of the path's parameters. */
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Members in the place of the example's: what was made up by the system, such as a token; undefined takes one out. */
  body?: Json;
  /** Of the body; JSON unless told. */
  type?: string;
}

export interface ExampleAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any;
}

/**
 * Sends the examples of the OpenAPI document of a running service to it. Answers and their examples must both be what the
 * document says: a documented success, in a body that fits its schema and holds nothing beside.
 */
export async function documentedExamples(baseUrl: string) {
  const document = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as OpenAPIV3_1.Document;
  const places = placesOf(document);
  const sent = new Set<string>();
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...closed(document as unknown as Json), $id: 'document' });

  /** @param at JSON Pointer of a schema in the document */
  function requireFit(value: unknown, at: string, what: string): void {
    const validate = ajv.getSchema(`document#${at}`) ?? ajv.compile({ $ref: `document#${at}` });
    ok(
      validate(value),
      `${what} does not fit its schema: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`,
    );
  }

  /** @returns the answer, of which all is checked that the document says */
  async function send(operationId: string, options: SentExample = {}): Promise<ExampleAnswer> {
    const { token, query = {}, headers = {}, type = 'application/json' } = options;
    const place = places.get(operationId);
    ok(place, `${operationId} is not in the document`);
    const { method, path, operation } = place;
    const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = options.path?.[name];
      ok(value !== undefined, `${operationId} needs the parameter ${name}`);
      return encodeURIComponent(value);
    });
    const search = new URLSearchParams(query).toString();
    const body = bodyOf(operation, type, options.body);
    const response = await fetchAsTold(`${baseUrl}${target}${search && `?${search}`}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': type }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const { status } = response;
    const documented = operation.responses[status];
    ok(status < 400 && documented, `${operationId} answered its example with ${status} ${text}`);
    const answered = response.headers.get('content-type')?.replace(/;.*/, '') ?? '';
    const { content } = documented;
    if (!content) strictEqual(text, '', `${operationId} answered a body that is not documented`);
    else ok(content[answered], `${operationId} answered ${answered}, which is not documented`);
    sent.add(operationId);
    if (answered !== 'application/json') return { status, headers: response.headers, body: text };
    const at = pointer('paths', path, method.toLowerCase(), 'responses', String(status), 'content', answered, 'schema');
    const answer: unknown = JSON.parse(text);
    requireFit(answer, at, `the answer of ${operationId}`);
    requireFit(content?.[answered]?.example, at, `the example of what ${operationId} answers`);
    return { status, headers: response.headers, body: answer };
  }

  return {
    send,
    /** Operations of which no example was sent, by name. */
    unsent: () => [...places.keys()].filter((operationId) => !sent.has(operationId)).sort(),
  };
}

export type DocumentedExamples = Awaited<ReturnType<typeof documentedExamples>>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

function placesOf({ paths = {} }: OpenAPIV3_1.Document): ReadonlyMap<string, Place> {
  const places = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): [string, Place][] => {
      const operation = item?.[method] as Operation | undefined;
      return operation ? [[operation.operationId, { method: method.toUpperCase(), path, operation }]] : [];
    }),
  );
  return new Map(places);
}

function bodyOf({ operationId, requestBody }: Operation, type: string, changes: Json = {}): string | undefined {
  if (!requestBody) return undefined;
  const example = requestBody.content?.[type]?.example;
  ok(example !== undefined, `${operationId} has no example of a body in ${type}`);
  return typeof example === 'string' ? example : JSON.stringify({ ...(example as Json), ...changes });
}

/** The document with every object that names its members closed to others. */
function closed(value: Json): Json {
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isVerbatim(key) ? each : closedDeep(each)]),
  );
  const isOpen = typeof value.properties === 'object' && value.type === 'object';
  return isOpen && value.additionalProperties === undefined ? { ...inner, unevaluatedProperties: false } : inner;
}

const closedDeep = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closedDeep);
  return typeof value === 'object' && value !== null ? closed(value as Json) : value;
};

const isVerbatim = (key: string): boolean => ['example', 'examples', 'enum', 'const', 'default'].includes(key);

/** JSON Pointer (RFC 6901) as a fragment of a URI. */
const pointer = (...path: string[]): string =>
  path.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
