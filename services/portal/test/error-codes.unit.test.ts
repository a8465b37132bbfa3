import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ListedProblem } from '../src/merge-openapi.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A list of problems that a route declares, or that declarations share: it throws none. */
const isDeclaration = (list: string): boolean => /roblems\.\w/.test(list) && !/=>|\bnew\b|\bthrow\b/.test(list);

/** The code without its lists of declared problems, the inner ones first. */
function withoutDeclarations(source: string): string {
  const shorter = source.replaceAll(/\[[^[\]]*\]/g, (list) => (isDeclaration(list) ? '' : list));
  return shorter === source ? source : withoutDeclarations(shorter);
}

describe('The error codes', () => {
  const sources = globSync('{libs,services}/*/src/**/*.ts', { cwd: root, exclude: ['libs/client/**'] }).map(read);
  const definitions = /defineProblems\(\{.*?\n\s*\}\)/gs;
  const defined = sources
    .flatMap((source) => source.match(definitions) ?? [])
    .flatMap((block) => [...block.matchAll(/(\w+): \{ status: \d{3}/g)].map(([, code = '']) => code));
  const document = JSON.parse(read('services/portal/static/openapi.json')) as { 'x-problems': ListedProblem[] };
  const listed = document['x-problems'].map(({ code }) => code);

  it('are all listed in the document, and none that does not exist', () => {
    expect(defined).to.include.members(['insufficient_stock', 'not_found', 'gateway_timeout', 'dead_letter_ambiguous']);
    expect([...new Set(defined)].sort()).to.deep.equal(listed.toSorted());
  });

  it('are all answered with by some code', () => {
    const code = sources.map((source) => withoutDeclarations(source.replaceAll(definitions, ''))).join('\n');
    const isThrown = (each: string): boolean => new RegExp(`(?:\\.|'|new Problem\\()${each}\\b`).test(code);
    expect(listed.filter((each) => !isThrown(each))).to.deep.equal([]);
  });
});
