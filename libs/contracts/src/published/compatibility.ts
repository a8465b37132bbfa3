import { isDeepStrictEqual } from 'node:util';
import type { PublishedSchema } from './published-schema.ts';

type Schema = PublishedSchema;

/**
 * What keeps replicas of the version before and after from understanding each other, in words; empty where nothing does. Both
 * publish and both consume while a release is rolled out, and events of the one before wait in queues and outboxes.
 */
export function incompatibilities(before: Schema, now: Schema): string[] {
  return [
    ...gaps(before, now).map((gap) => `an event in flight from before could not be read: ${gap}`),
    ...gaps(now, before).map((gap) => `a reader from before could not read it: ${gap}`),
    ...removed(before, now).map((path) => `${path} is no longer there`),
  ];
}

/** Where a writer of `sent` may give what a reader of `accepted` refuses. */
const gaps = (sent: Schema, accepted: Schema): string[] => [
  ...new Set(compare({ schema: sent, root: sent }, { schema: accepted, root: accepted }, 'data', new Set())),
];

interface Side {
  schema: Schema;
  /** Whose `$defs` its references lead to. */
  root: Schema;
}

function compare(writer: Side, reader: Side, path: string, under: Set<string>): string[] {
  const references = `${writer.schema.$ref} ${reader.schema.$ref}`;
  if (writer.schema.$ref !== undefined || reader.schema.$ref !== undefined) {
    if (under.has(references)) return [];
    return compare(resolve(writer), resolve(reader), path, new Set([...under, references]));
  }
  const [given, wanted] = [writer.schema, reader.schema];
  if (isDeepStrictEqual(given, wanted) && writer.root === reader.root) return [];
  const within = (schema: unknown, side: Side): Side => ({ ...side, schema: schema as Schema });
  const alternatives = choices(given);
  if (alternatives) return alternatives.flatMap((each) => compare(within(each, writer), reader, path, under));
  const options = choices(wanted);
  if (options) {
    const tried = options.map((each) => compare(writer, within(each, reader), path, under));
    return tried.some((found) => found.length === 0) ? [] : (tried.sort((a, b) => a.length - b.length)[0] ?? []);
  }
  if (given.allOf !== undefined || wanted.allOf !== undefined || given.not !== undefined || wanted.not !== undefined) {
    return isDeepStrictEqual(given, wanted) ? [] : [`${path} has changed in a way that cannot be judged`];
  }
  const types = wrongTypes(given, wanted);
  if (types !== undefined) return [`${path} ${types}`];
  return [
    ...values(given, wanted).map((problem) => `${path} ${problem}`),
    ...limits(given, wanted).map((problem) => `${path} ${problem}`),
    ...(given.items !== undefined && wanted.items !== undefined
      ? compare(within(given.items, writer), within(wanted.items, reader), `${path}[]`, under)
      : []),
    ...fields(writer, reader, path, under),
  ];
}

function resolve({ schema, root }: Side): Side {
  const { $ref, ...beside } = schema;
  if (typeof $ref !== 'string') return { schema, root };
  if ($ref === '#') return { schema: root, root };
  const target = root.$defs?.[$ref.replace('#/$defs/', '')];
  if (!target) throw new RangeError(`${$ref} leads nowhere`);
  return { schema: { ...target, ...beside }, root };
}

const choices = ({ anyOf, oneOf, type, ...rest }: Schema): Schema[] | undefined => {
  if (Array.isArray(anyOf ?? oneOf)) return (anyOf ?? oneOf) as Schema[];
  // A list of types is a choice, too: of `null` and something else, mostly.
  return Array.isArray(type)
    ? type.map((each: string) => (each === 'null' ? { type: each } : { ...rest, type: each }))
    : undefined;
};

function wrongTypes(given: Schema, wanted: Schema): string | undefined {
  const type = typeOf(wanted);
  const is = typeOf(given);
  if (type === undefined || is === type || (is === 'integer' && type === 'number')) return undefined;
  return `is ${is ?? 'anything'}, where ${type} is read`;
}

const typeOf = ({ type, ...schema }: Schema): string | undefined => {
  if (typeof type === 'string') return type;
  const known = valuesOf(schema);
  return known && known.length > 0 ? (known[0] === null ? 'null' : typeof known[0]) : undefined;
};

const valuesOf = (schema: Schema): unknown[] | undefined =>
  'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;

function values(given: Schema, wanted: Schema): string[] {
  const taken = valuesOf(wanted);
  if (!taken) return [];
  const sent = valuesOf(given);
  if (!sent) return [`may be anything, where only ${taken.join(', ')} is read`];
  return sent.filter((value) => !taken.includes(value)).map((value) => `may be ${value}, which is not read`);
}

const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const same = ['pattern', 'format', 'multipleOf', 'propertyNames', 'prefixItems', 'uniqueItems'];

function limits(given: Schema, wanted: Schema): string[] {
  if (valuesOf(given)) return [];
  const says = (keyword: string) =>
    `has another ${keyword} than is read (${given[keyword] ?? 'none'}, ${wanted[keyword]})`;
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return [
    ...upper.filter((keyword) => (number(given[keyword]) ?? Infinity) > (number(wanted[keyword]) ?? Infinity)),
    ...lower.filter((keyword) => (number(given[keyword]) ?? -Infinity) < (number(wanted[keyword]) ?? -Infinity)),
    ...same.filter((keyword) => wanted[keyword] !== undefined && !isDeepStrictEqual(given[keyword], wanted[keyword])),
  ].map(says);
}

function fields(writer: Side, reader: Side, path: string, under: Set<string>): string[] {
  const [given, wanted] = [writer.schema, reader.schema];
  const sent = properties(given);
  const read = properties(wanted);
  const always = (given.sent ?? given.required ?? []) as string[];
  const missing = ((wanted.required ?? []) as string[]).filter((name) => !always.includes(name));
  const further = (schema: Schema) =>
    typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const problems = missing.map((name) => `${path}.${name} is not always there, and is required`);
  for (const [name, schema] of Object.entries(sent)) {
    const target = read[name] ?? further(wanted);
    if (target) {
      problems.push(
        ...compare({ ...writer, schema }, { ...reader, schema: target as Schema }, `${path}.${name}`, under),
      );
    } else if (wanted.additionalProperties === false) problems.push(`${path}.${name} is refused as unknown`);
  }
  const [other, taken] = [further(given), further(wanted)];
  if (other && taken) {
    problems.push(
      ...compare({ ...writer, schema: other as Schema }, { ...reader, schema: taken as Schema }, `${path}.*`, under),
    );
  } else if (other && wanted.additionalProperties === false) problems.push(`${path}.* is refused as unknown`);
  return problems;
}

const properties = (schema: Schema): Record<string, Schema> => (schema.properties ?? {}) as Record<string, Schema>;

/** Paths of fields that stood in `before` and do not in `now`: nobody can tell who looks at them. */
function removed(before: Schema, now: Schema): string[] {
  const kept = new Set(paths({ schema: now, root: now }, 'data', []));
  return [...new Set(paths({ schema: before, root: before }, 'data', []))].filter((path) => !kept.has(path));
}

function paths(side: Side, path: string, under: readonly unknown[]): string[] {
  const { $ref } = side.schema;
  if ($ref !== undefined && under.includes($ref)) return [];
  const { schema, root } = resolve(side);
  const inner = $ref === undefined ? under : [...under, $ref];
  const follow = (next: unknown, at: string) => paths({ schema: next as Schema, root }, at, inner);
  return [
    ...Object.entries(properties(schema)).flatMap(([name, next]) => [
      `${path}.${name}`,
      ...follow(next, `${path}.${name}`),
    ]),
    ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) =>
      Array.isArray(list) ? list.flatMap((next) => follow(next, path)) : [],
    ),
    ...(typeof schema.items === 'object' ? follow(schema.items, `${path}[]`) : []),
  ];
}
