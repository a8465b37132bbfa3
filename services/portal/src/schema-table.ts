import { escapeHtml } from '@oms/http';
import type { Schema } from './asyncapi.ts';

const nameIn = (reference: string): string => reference.split('/').at(-1) ?? '';

/** The anchor of a named schema. */
export const schemaAnchor = (name: string): string => `schema-${name}`;

/** A schema's fields as a table, those of objects inside it under dotted names; its type alone where it is no object. */
export function schemaTable(schema: Schema): string {
  const fields = rows(schema, '');
  if (fields.length === 0) return `<p>${typeOf(schema)}</p>`;
  return `<table class="fields"><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${fields.join('\n')}
</tbody></table>`;
}

function rows({ properties = {}, required = [] }: Schema, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = prefix + name;
    const missing = required.includes(name) ? '' : ' <em>may be missing</em>';
    const own = `<tr><td><code>${escapeHtml(path)}</code>${missing}</td><td>${typeOf(field)}</td><td>${escapeHtml(field.description ?? '')}</td></tr>`;
    const inner = objectIn(field);
    return [own, ...(inner ? rows(inner.schema, `${path}${inner.list ? '[]' : ''}.`) : [])];
  });
}

/** The object whose fields stand right inside a field: itself, or each entry of a list. */
function objectIn(schema: Schema): { schema: Schema; list: boolean } | undefined {
  for (const part of [schema, ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) {
    if (part.properties) return { schema: part, list: false };
    if (part.items?.properties) return { schema: part.items, list: true };
  }
  return undefined;
}

const word = (value: unknown): string => `<code>${escapeHtml(JSON.stringify(value))}</code>`;

/** What values a schema allows, in few words. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = escapeHtml(nameIn(schema.$ref));
    return `<a href="#${schemaAnchor(name)}">${name}</a>`;
  }
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map(typeOf).join(' or ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' and ');
  if (schema.const !== undefined) return word(schema.const);
  if (schema.enum) return schema.enum.map(word).join(', ');
  const types = [schema.type ?? 'any'].flat().map((type) => {
    if (type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'any'}`;
    if (type === 'object' && typeof schema.additionalProperties === 'object')
      return `map of ${typeOf(schema.additionalProperties)}`;
    return type === 'string' && schema.format ? schema.format : type;
  });
  return types.join(' or ');
}
