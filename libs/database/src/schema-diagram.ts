import type { Column, Reference, Table } from './describe-schema.ts';

/** A page with the entity relationship diagram of a schema, in Mermaid's words (https://mermaid.js.org/syntax/entityRelationshipDiagram.html). */
export const schemaDiagram = (service: string, tables: readonly Table[]): string =>
  [
    `# The schema of ${service}`,
    '',
    `Made by \`npm run db -- diagram ${service} --write\`; a test holds it to the migrations.`,
    '',
    '```mermaid',
    'erDiagram',
    ...tables.flatMap(({ name, references }) => references.map((reference) => relation(name, reference))),
    ...tables.flatMap(({ name, columns }) => [`  ${name} {`, ...columns.map(attribute), '  }']),
    '```',
    '',
  ].join('\n');

const relation = (table: string, { columns, table: target, isUnique, isNullable }: Reference): string =>
  `  ${target} ${isNullable ? '|o' : '||'}--${isUnique ? 'o|' : 'o{'} ${table} : "${columns.join(', ')}"`;

function attribute({ name, type, isPrimary, isUnique, isNullable }: Column): string {
  const key = isPrimary ? ' PK' : isUnique ? ' UK' : '';
  return `    ${type} ${name}${key}${isNullable ? ' "nullable"' : ''}`;
}
