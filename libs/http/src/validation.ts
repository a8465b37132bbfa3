import type * as z from 'zod';
import { type FieldError, Problem } from './problem.ts';
import { problems } from './problems.ts';

type Part = FieldError['in'];

const escapeToken = (key: PropertyKey): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
/** JSON Pointer (RFC 6901). */
export const toPointer = (path: readonly PropertyKey[]): string => path.map((key) => `/${escapeToken(key)}`).join('');

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

/** Zod's issues as field errors: one for each unknown field, `required` for what is missing. */
export function fieldErrors(error: z.ZodError, part: Part, value: unknown): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: toPointer([...issue.path, key]),
        in: part,
        code: 'unknown_field',
        detail: 'is not known here',
      }));
    }
    const missing = issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined;
    const own = issue.code === 'custom' ? (issue.params?.code as string | undefined) : undefined;
    return [
      {
        pointer: toPointer(issue.path),
        in: part,
        code: missing ? 'required' : (own ?? issue.code),
        detail: missing ? 'is required' : issue.message,
      },
    ];
  });
}

/** @throws {Problem} 422 naming every field that does not fit */
export function parsePart<S extends z.ZodType>(schema: S, value: unknown, part: Part): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem(problems.validation_failed, {
    detail: `See errors for what is wrong with the ${part}.`,
    errors: fieldErrors(parsed.error, part, value),
  });
}

/**
 * Holds one part of many against its schema, text that cannot be stored included, where what is wrong with one is no reason
 * to refuse the others.
 */
export function inspectPart<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: Part,
): { data: z.output<S>; errors?: undefined } | { data?: undefined; errors: FieldError[] } {
  const unstorable = unstorableFields(value, part);
  if (unstorable.length > 0) return { errors: unstorable };
  const parsed = schema.safeParse(value);
  return parsed.success ? { data: parsed.data } : { errors: fieldErrors(parsed.error, part, value) };
}

/** Refusals that a use case finds in input that fits the schema: an unknown sku, an unknown shipping method. */
export const invalidFields = (errors: FieldError[], detail = 'See errors for what is wrong.'): Problem =>
  new Problem(problems.validation_failed, { detail, errors });

/** Levels of arrays and objects within each other that a request may have; ours have ten at the most. */
const maximumDepth = 64;

/** Path of every string that PostgreSQL's text cannot hold (NUL) or that is not Unicode (a lone surrogate), and of what nests too deep to look into. */
export function unstorableText(value: unknown, path: readonly PropertyKey[] = []): PropertyKey[][] {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? [[...path]] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (path.length === maximumDepth) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) =>
    unstorableText(key).length > 0 ? [[...path, key.toWellFormed()]] : unstorableText(inner, [...path, key]),
  );
}

const unstorableFields = (value: unknown, part: Part): FieldError[] =>
  unstorableText(value).map((path) => ({
    pointer: toPointer(path),
    in: part,
    code: 'invalid_characters',
    detail: `must not hold NUL or unpaired surrogates, nor nest deeper than ${maximumDepth} levels`,
  }));

/** @throws {Problem} 422 when a string anywhere in `value` cannot be stored */
export function refuseUnstorableText(value: unknown, part: Part): void {
  const errors = unstorableFields(value, part);
  if (errors.length > 0) throw invalidFields(errors);
}
