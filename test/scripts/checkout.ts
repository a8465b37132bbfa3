import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@oms/testing';

/** A checkout of its own with the packages of this one: what is made in it goes with it. */
export function copyCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'oms-checkout-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(repositoryRoot, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(repositoryRoot, file), join(copy, file));
  }
  link('node_modules', copy, ['@oms', '.package-lock.json']);
  cpSync(join(repositoryRoot, 'node_modules/@oms'), join(copy, 'node_modules/@oms'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  cpSync(join(repositoryRoot, 'node_modules/.package-lock.json'), join(copy, 'node_modules/.package-lock.json'));
  for (const folder of ['libs', 'services']) {
    for (const name of readdirSync(join(repositoryRoot, folder))) {
      if (existsSync(join(repositoryRoot, folder, name, 'node_modules')))
        link(join(folder, name, 'node_modules'), copy);
    }
  }
  return copy;
}

function link(folder: string, copy: string, apart: readonly string[] = []): void {
  mkdirSync(join(copy, folder), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, folder))) {
    if (!apart.includes(name)) symlinkSync(join(repositoryRoot, folder, name), join(copy, folder, name));
  }
}
