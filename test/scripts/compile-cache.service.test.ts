import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';

/** Tells at the end whether Node loaded what strips types. */
const telling = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => console.log(process.moduleLoadList.some((name) => /amaro/.test(name)) ? 'stripped' : 'read'));`,
)}`;

describe('what an image keeps of its sources', function () {
  this.timeout(60_000);
  let cache: string;
  before(() => {
    cache = mkdtempSync(join(tmpdir(), 'oms-compile-cache-'));
  });
  after(() => rmSync(cache, { recursive: true, force: true }));

  /** Loads users, which refuses to run with such a port. */
  function load(folder: string): { status: number | null; stdout: string } {
    return spawnSync(process.execPath, ['--import', telling, join('services', 'users', 'src', 'main.ts')], {
      cwd: repositoryRoot,
      env: { PORT: 'none', NODE_COMPILE_CACHE: folder },
      encoding: 'utf8',
    });
  }

  it('is made without running any, and leaves no types to be stripped when a service starts', () => {
    expect(load(join(cache, 'none'))).to.include({ status: 78, stdout: 'stripped\n' });
    const made = execFileSync(process.execPath, [join('docker', 'service', 'compile.mjs')], {
      cwd: repositoryRoot,
      env: { OMS_SERVICE: 'users', NODE_COMPILE_CACHE: join(cache, 'made') },
      encoding: 'utf8',
    });
    expect(made).to.equal('');
    expect(load(join(cache, 'made'))).to.include({ status: 78, stdout: 'read\n' });
  });
});
