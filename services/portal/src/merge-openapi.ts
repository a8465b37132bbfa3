import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIV3_1 } from 'openapi-types';

type Document = OpenAPIV3_1.Document;

/** Everything that keeps the documents from being one, in one error. */
export class MergeError extends Error {
  override readonly name = 'MergeError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The OpenAPI documents do not fit together:\n${problems.map((text) => `  - ${text}`).join('\n')}`);
    this.problems = problems;
  }
}

/** One stable code of an error answer, as the page of problems lists it. */
export interface ListedProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/**
 * Makes one OpenAPI document of those of the services: their paths, tags and components side by side, the same component in
 * two documents once. `x-tagGroups` keeps what belongs to each service together; `x-problems` lists every error code that
 * the documents and `furtherProblems` name.
 *
 * @param documents by service name, in the order in which readers see them.
 * @throws {MergeError} when two documents give one name to different things.
 */
export function mergeOpenApi(
  documents: Readonly<Record<string, Document>>,
  info: OpenAPIV3_1.InfoObject,
  furtherProblems: readonly ListedProblem[] = [],
): Document {
  const conflicts: string[] = [];
  const named = Object.entries(documents);
  const paths = mergePaths(named, conflicts);
  const components: Record<string, Record<string, unknown>> = {};
  for (const section of new Set(named.flatMap(([, document]) => Object.keys(document.components ?? {})))) {
    components[section] = mergeNamed(
      `component ${section}`,
      named.map(([service, document]) => [service, sectionOf(document, section)]),
      conflicts,
    );
  }
  const tags = mergeNamed(
    'tag',
    named.map(([service, { tags: own = [] }]) => [service, Object.fromEntries(own.map((tag) => [tag.name, tag]))]),
    conflicts,
  );
  const dialects = new Set(named.map(([, document]) => `${document.openapi} ${document.jsonSchemaDialect ?? ''}`));
  if (dialects.size > 1) conflicts.push(`the documents differ in version or dialect: ${[...dialects].join('; ')}`);
  const problems = listProblems(paths, furtherProblems, conflicts);
  if (conflicts.length > 0) throw new MergeError(conflicts);

  const dialect = named[0]?.[1].jsonSchemaDialect;
  const contact = named[0]?.[1].info.contact;
  const merged = {
    openapi: named[0]?.[1].openapi ?? '3.1.0',
    info: { ...info, ...(contact && { contact }) },
    ...(dialect !== undefined && { jsonSchemaDialect: dialect }),
    servers: [{ url: '/', description: 'The gateway that serves this document' }],
    tags: Object.values(tags) as OpenAPIV3_1.TagObject[],
    paths: paths as OpenAPIV3_1.PathsObject,
    components: components as OpenAPIV3_1.ComponentsObject,
    'x-tagGroups': named.map(([, document]) => ({
      name: document.info.title,
      tags: (document.tags ?? []).map((tag) => tag.name),
    })),
    'x-problems': problems,
  };
  return merged as unknown as Document;
}

type Operations = Record<string, Record<string, unknown>>;

function mergePaths(named: readonly [string, Document][], conflicts: string[]): Operations {
  const paths: Operations = {};
  const owners = new Map<string, string>();
  const own = (thing: string, service: string): void => {
    const other = owners.get(thing);
    if (other !== undefined) conflicts.push(`${thing} stands in ${other} and ${service}`);
    owners.set(thing, service);
  };
  for (const [service, document] of named) {
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      for (const [method, operation] of Object.entries(item ?? {})) {
        own(`${method.toUpperCase()} ${path}`, service);
        const operationId = (operation as { operationId?: string } | undefined)?.operationId;
        if (operationId !== undefined) own(`operationId ${operationId}`, service);
        paths[path] = { ...paths[path], [method]: operation };
      }
    }
  }
  return paths;
}

const sectionOf = (document: Document, section: string): Record<string, unknown> =>
  (document.components as Record<string, Record<string, unknown>> | undefined)?.[section] ?? {};

/** Puts named things together; the order of keys inside them does not matter. */
function mergeNamed(
  kind: string,
  sources: readonly [string, Record<string, unknown>][],
  conflicts: string[],
): Record<string, unknown> {
  const merged = new Map<string, { value: unknown; service: string }>();
  for (const [service, things] of sources) {
    for (const [name, value] of Object.entries(things)) {
      const present = merged.get(name);
      if (!present) merged.set(name, { value, service });
      else if (!isDeepStrictEqual(present.value, value)) {
        conflicts.push(`${kind} ${name} is one thing in ${present.service} and another in ${service}`);
      }
    }
  }
  return Object.fromEntries([...merged].map(([name, { value }]) => [name, value]));
}

/** Every code once, by status and then by name. */
function listProblems(paths: Operations, further: readonly ListedProblem[], conflicts: string[]): ListedProblem[] {
  const found = new Map<string, ListedProblem>();
  const list = (problem: ListedProblem): void => {
    const known = found.get(problem.code);
    if (known && !isDeepStrictEqual(known, problem)) {
      const meanings = [known, problem].map(({ status, title }) => `${status} "${title}"`);
      conflicts.push(`the problem ${problem.code} means ${meanings.join(' and ')}`);
    }
    found.set(problem.code, problem);
  };
  for (const { code, status, title } of further) list({ code, status, title });
  for (const operations of Object.values(paths)) {
    for (const operation of Object.values(operations)) {
      const { responses = {} } = operation as { responses?: Record<string, { 'x-problems'?: ListedProblem[] }> };
      for (const [status, response] of Object.entries(responses)) {
        for (const { code, title } of response['x-problems'] ?? []) list({ code, status: Number(status), title });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
}
