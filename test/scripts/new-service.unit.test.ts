import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';

/** The steps of the libs that migrations take, of which there is a reverse for each. */
const stepsOf = (pattern: string): string[] => {
  const files = globSync(pattern, { cwd: repositoryRoot });
  const texts = files.map((file) => readFileSync(join(repositoryRoot, file), 'utf8'));
  const imported = texts.flatMap((text) => [...text.matchAll(/import \{ (.+) \} from '@oms\//g)]);
  return [...new Set(imported.flatMap(([, names = '']) => names.split(', ')))].sort();
};

describe('the template of a new service', () => {
  it('migrates to what the migrations of the service that it is like have come to', () => {
    const steps = stepsOf('services/users/migrations/*.ts');
    expect(steps).to.include('createEventTables');
    expect(stepsOf('scripts/scaffold/template/migrations/*.txt')).to.include.members(steps);
  });

  it('takes and reverses every step that it imports', () => {
    const [file = ''] = globSync('scripts/scaffold/template/migrations/*.txt', { cwd: repositoryRoot });
    const text = readFileSync(join(repositoryRoot, file), 'utf8');
    for (const step of stepsOf(file)) expect(text).to.include(`await ${step}(knex`);
  });
});
