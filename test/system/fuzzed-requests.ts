import fc from 'fast-check';
import type { OpenAPIV3_1 } from 'openapi-types';

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject;

/** One operation of a document, its references resolved as far as requests need them. */
export interface Operation {
  operationId: string;
  method: string;
  path: string;
  parameters: OpenAPIV3_1.ParameterObject[];
  bodySchema: Schema | undefined;
  /** Codes of problems that are documented, by status. */
  problems: ReadonlyMap<number, readonly string[]>;
  statuses: ReadonlySet<number>;
  /** Statuses that may come as a page for people. */
  pages: ReadonlySet<number>;
}

export interface FuzzedRequest {
  method: string;
  /** With its query, escaped. */
  target: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Who sends it. */
  as: 'admin' | 'customer' | 'nobody';
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function operationsOf(document: OpenAPIV3_1.Document): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method): Operation[] => {
      const operation = item?.[method];
      if (!operation) return [];
      const content = (operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content;
      const responses = Object.entries(operation.responses ?? {}) as [
        string,
        { 'x-problems'?: { code: string }[]; content?: object },
      ][];
      return [
        {
          operationId: operation.operationId ?? `${method} ${path}`,
          method: method.toUpperCase(),
          path,
          parameters: (operation.parameters ?? []).map((parameter) =>
            resolve<OpenAPIV3_1.ParameterObject>(document, parameter),
          ),
          bodySchema: content?.['application/json']?.schema,
          statuses: new Set(responses.map(([status]) => Number(status))),
          pages: new Set(
            responses.flatMap(([status, { content = {} }]) => ('text/html' in content ? [Number(status)] : [])),
          ),
          problems: new Map(
            responses.map(([status, response]) => [
              Number(status),
              (response['x-problems'] ?? []).map(({ code }) => code),
            ]),
          ),
        },
      ];
    }),
  );
}

function resolve<T>(document: OpenAPIV3_1.Document, value: object): T {
  if (!('$ref' in value)) return value as T;
  const path = String(value.$ref).split('/').slice(1);
  const target = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
  if (target === undefined) throw new RangeError(`nothing is at ${String(value.$ref)}`);
  return resolve<T>(document, target as object);
}

/** Text that parsers, databases and mail headers have been known to stumble over. */
const hostileText = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u2066',
  'a\r\nBcc: eve@example.com',
  "'; DROP TABLE accounts; --",
  '%',
  '_%\\',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '-0',
  'NaN',
  '1e999',
  '9'.repeat(400),
  '9223372036854775808',
  '00000000-0000-0000-0000-000000000000',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-06-30T23:59:60Z',
  '2026-01-01T00:00:00+23:59',
  'a@b',
  'ä@exämple.com',
  `${'a'.repeat(300)}@example.com`,
  'x'.repeat(5_000),
  '(?:a+)+$',
  '"unclosed',
  'a:* & !b | c',
  '__proto__',
  'constructor',
];

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileText) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      1e308,
      2 ** 31,
      2 ** 53,
      -(2 ** 63),
      [],
      {},
      [[[]]],
      [null],
      { length: 1 },
      { toString: 1 },
      JSON.parse('{"__proto__":{"admin":true}}'),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** What exists, so that requests get further than to a 404. */
export interface Known {
  ids: readonly string[];
  /** By the name of a field or parameter. */
  values: Readonly<Record<string, readonly string[]>>;
}

/** Values that fit a schema, or nearly: formats and patterns are met where that is easy. */
export function fitting(
  document: OpenAPIV3_1.Document,
  schema: Schema,
  known: Known,
  depth = 0,
): fc.Arbitrary<unknown> {
  const { ids, values } = known;
  const inner = (next: Schema): fc.Arbitrary<unknown> => fitting(document, next, known, depth + 1);
  const named = (name: string, next: Schema): fc.Arbitrary<unknown> => {
    const wanted = values[name];
    return wanted && wanted.length > 0 ? fc.constantFrom(...wanted) : inner(next);
  };
  const it = resolve<OpenAPIV3_1.SchemaObject & { const?: unknown }>(document, schema);
  if (it.const !== undefined) return fc.constant(it.const);
  if (it.enum) return fc.constantFrom<unknown>(...it.enum);
  const choices = it.oneOf ?? it.anyOf;
  if (choices) return fc.oneof(...choices.map(inner));
  if (it.allOf) return fc.tuple(...it.allOf.map(inner)).map((parts) => Object.assign({}, ...parts));
  const types = Array.isArray(it.type) ? it.type : [it.type];
  return fc.oneof(...types.map((type) => ofType(type, it)));

  function ofType(type: string | undefined, of: OpenAPIV3_1.SchemaObject): fc.Arbitrary<unknown> {
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.integer({
          min: bounded(of.minimum, -1000),
          max: Math.max(bounded(of.minimum, 0), bounded(of.maximum, 1000)),
        });
      case 'number':
        return fc.double({ min: bounded(of.minimum, -1000), max: bounded(of.maximum, 1000), noNaN: true });
      case 'string':
        return textOf(of);
      case 'array': {
        const { items, minItems = 0 } = of as OpenAPIV3_1.ArraySchemaObject;
        return fc.array(inner(items), { minLength: minItems, maxLength: Math.max(minItems, 3) });
      }
      case 'object':
        return objectOf(of);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  }

  function objectOf(of: OpenAPIV3_1.SchemaObject): fc.Arbitrary<unknown> {
    const properties = Object.entries(of.properties ?? {});
    if (properties.length === 0 || depth > 6) {
      return fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.string({ maxLength: 12 }), { maxKeys: 3 });
    }
    return fc.record(Object.fromEntries(properties.map(([name, value]) => [name, named(name, value)])), {
      requiredKeys: of.required ?? [],
    });
  }

  function textOf({ format, pattern, minLength = 0, maxLength }: OpenAPIV3_1.SchemaObject): fc.Arbitrary<string> {
    if (format === 'uuid')
      return ids.length > 0 ? fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, fc.uuid()) : fc.uuid();
    if (format === 'email') return fc.emailAddress();
    if (format === 'date-time') {
      const [min, max] = [new Date('2020-01-01'), new Date('2030-01-01')];
      return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
    }
    const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength ?? 40, 40)) });
    if (pattern === undefined) return plain;
    try {
      return fc.stringMatching(new RegExp(pattern));
    } catch {
      return plain; // A pattern that cannot be turned around, such as one that looks ahead.
    }
  }
}

const bounded = (value: number | undefined, fallback: number): number =>
  value === undefined ? fallback : Math.max(-(2 ** 31), Math.min(2 ** 31, value));

/** What is done to a value that fits: nothing, or one thing somewhere in it. */
const spoilt = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(value, fc.constantFrom('keep', 'replace', 'replace', 'remove', 'add'), fc.nat(), hostileValue)
    .map(([whole, change, where, hostile]) => {
      if (change === 'keep') return whole;
      const copy: unknown = structuredClone(whole);
      const places = placesIn(copy);
      const place = places[where % places.length];
      if (!place) return change === 'replace' ? hostile : copy;
      if (change === 'replace') place.holder[place.key] = hostile;
      else if (change === 'remove') Array.isArray(place.holder) ? place.holder.pop() : delete place.holder[place.key];
      else if (!Array.isArray(place.holder)) place.holder[typeof hostile === 'string' ? hostile : 'unknown'] = hostile;
      return copy;
    });

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

const placesIn = (value: unknown): Place[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [
        { holder: value as Record<string, unknown>, key },
        ...placesIn(inner),
      ])
    : [];

const malformedBodies = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '0',
  '{"a":1e999}',
  '{"a":1,"a":2}',
  '{"__proto__":{"admin":true}}',
  '\ufeff{}',
  `${'['.repeat(20_000)}"\\u0000"${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  '{"\\u0000":"\\ud800"}',
  '\xff\xfe',
  `{"a":"${'x'.repeat(20_000)}"}`,
];

const headerText = fc.oneof(
  fc.constantFrom('', ' ', '*', '""', '"1"', 'W/"1"', '"-1"', '"99999999999999999999"', '"1", "2"', 'a'.repeat(300)),
  fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, 'é')),
);

const strangeHeaders: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.constantFrom(
    'accept',
    'accept-language',
    'cookie',
    'idempotency-key',
    'if-match',
    'if-none-match',
    'origin',
    'range',
    'referer',
    'sec-fetch-site',
    'traceparent',
    'user-agent',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-http-method-override',
    'x-request-id',
  ),
  headerText,
  { maxKeys: 3 },
);

const strangeContentType = fc.constantFrom(
  'text/plain',
  'application/json; charset=utf-7',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  '/',
  '',
);

const strangeQueries = ['unknown=1', 'limit[]=1', 'cursor[a]=b', 'cursor=AAAA', 'limit=1&limit=2', '=', '%', '%ff=%ff'];
const strangeSegments = ['%', '%00', '%ff', '%2e%2e%2f', '..%5c', '%e2%80%ae'];
const parts = ['nothing', 'nothing', 'path', 'query', 'headers', 'body', 'body', 'body', 'content'] as const;

/** Requests of an operation, each with one part that is wrong at the most, and some without any. */
export function requestsOf(
  document: OpenAPIV3_1.Document,
  operation: Operation,
  known: Known,
): fc.Arbitrary<FuzzedRequest> {
  const { method, path, parameters, bodySchema } = operation;
  const suitable = ({ name, schema = {} }: OpenAPIV3_1.ParameterObject): fc.Arbitrary<string> => {
    const wanted = known.values[name];
    return wanted ? fc.constantFrom(...wanted) : fitting(document, schema as Schema, known).map(textOf);
  };
  const inPath = parameters.filter((each) => each.in === 'path');
  const inQuery = parameters.filter((each) => each.in === 'query');
  const wanted = Object.fromEntries(
    parameters.filter((each) => each.in === 'header' && each.required).map(({ name }) => [name.toLowerCase(), '"1"']),
  );
  const good = bodySchema === undefined ? fc.constant(undefined) : fitting(document, bodySchema, known);
  const hostile = fc.oneof(fc.constantFrom(...hostileText), fc.string());
  return fc
    .record({
      wrong: fc.constantFrom(...parts),
      at: fc.nat(),
      hostile,
      pathValues: fc.tuple(...inPath.map(suitable)),
      queryValues: fc.tuple(
        ...inQuery.map((each) =>
          each.required
            ? suitable(each)
            : fc.option(/cursor/i.test(each.name) ? fc.constant(undefined) : suitable(each), { nil: undefined }),
        ),
      ),
      strangeQuery: fc.constantFrom(...strangeQueries),
      strangeSegment: fc.option(fc.constantFrom(...strangeSegments), { nil: undefined }),
      good: good.map((value) => (value === undefined ? undefined : JSON.stringify(value))),
      spoilt: fc.oneof(
        { weight: 5, arbitrary: spoilt(good).map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: fc.constantFrom(...malformedBodies) },
        { weight: 1, arbitrary: hostileValue.map((value) => JSON.stringify(value)) },
      ),
      type: strangeContentType,
      strange: strangeHeaders,
      as: fc.constantFrom<FuzzedRequest['as'][]>('admin', 'admin', 'admin', 'customer', 'customer', 'nobody'),
    })
    .map((drawn) => {
      const { wrong, at } = drawn;
      let place = 0;
      const filled = path.replaceAll(/\{[^}]+\}/g, () => {
        const value = drawn.pathValues[place] ?? '';
        place += 1;
        if (wrong !== 'path' || place - 1 !== at % inPath.length) return escaped(value);
        return drawn.strangeSegment ?? escaped(drawn.hostile);
      });
      const pairs = inQuery.flatMap(({ name }, index) => {
        const value =
          wrong === 'query' && index === at % (inQuery.length + 1) ? drawn.hostile : drawn.queryValues[index];
        return value === undefined ? [] : [`${escaped(name)}=${escaped(value)}`];
      });
      if (wrong === 'query' && at % (inQuery.length + 1) === inQuery.length) pairs.push(drawn.strangeQuery);
      const body = wrong === 'body' ? drawn.spoilt : drawn.good;
      return {
        method,
        target: pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`,
        headers: {
          ...wanted,
          ...(wrong === 'headers' && drawn.strange),
          ...(body !== undefined && { 'content-type': wrong === 'content' ? drawn.type : 'application/json' }),
        },
        body,
        as: drawn.as,
      };
    });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());
