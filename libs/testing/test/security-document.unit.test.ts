import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryRoot } from '../src/index.ts';

const folders: Readonly<Record<string, string>> = {
  auth: 'services/auth/test',
  security: 'libs/security/test',
  system: 'test/system',
  mailer: 'services/mailer/test',
};

/** References such as `auth/passwords.unit: "begin of a name", "another"`. */
const references = /\b(auth|security|system|mailer)\/([\w.-]+): ((?:"[^"]+"(?:, )?)+)/g;

describe('docs/security.md', () => {
  const text = readFileSync(join(repositoryRoot, 'docs/security.md'), 'utf8');

  it('names tests that there are', () => {
    const missing: string[] = [];
    let named = 0;
    for (const [, folder = '', file = '', names = ''] of text.matchAll(references)) {
      const tests = ['', '.unit', '.service', '.system']
        .map((level) => join(repositoryRoot, folders[folder] ?? '', `${file}${level}.test.ts`))
        .filter((path) => existsSync(path))
        .map((path) => readFileSync(path, 'utf8'))
        .join('\n');
      for (const [, name = ''] of names.matchAll(/"([^"]+)"/g)) {
        named += 1;
        const [begin = ''] = name.split(' …');
        if (!tests.includes(begin)) missing.push(`${folder}/${file}: ${name}`);
      }
    }
    expect(missing).to.deep.equal([]);
    expect(named).to.be.greaterThan(50);
  });
});
