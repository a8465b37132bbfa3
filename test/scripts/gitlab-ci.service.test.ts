import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';

const run = promisify(execFile);

/** gitlab-ci-local holds the schema of pipelines that GitLab publishes, and expands a pipeline as GitLab does. */
const program = join(repositoryRoot, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');

describe('The pipeline', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-pipeline-'));
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', 'https://gitlab.example.com/oms/oms.git');
    git(
      '-c',
      'user.name=OMS',
      '-c',
      'user.email=oms@example.com',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message=First',
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const list = async (): Promise<string> => {
    const args = [program, '--list'];
    return (
      await run(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' } })
    ).stdout;
  };

  it('fits GitLab’s schema, and has the jobs that it should have on the main branch', async () => {
    cpSync(join(repositoryRoot, '.gitlab-ci.yml'), join(folder, '.gitlab-ci.yml'));
    const printed = await list();
    for (const job of [
      'test',
      'image orders',
      'image portal',
      'scan: [orders]',
      'deploy staging',
      'rollback staging',
    ]) {
      expect(printed).to.match(new RegExp(`^${job.replace(/[[\]]/g, '\\$&')} +`, 'm'));
    }
    expect(printed).not.to.match(/^deploy production/m);
  });

  it('would be refused where it did not', async () => {
    const text = readFileSync(join(repositoryRoot, '.gitlab-ci.yml'), 'utf8');
    writeFileSync(join(folder, '.gitlab-ci.yml'), text.replace('interruptible:', 'interruptable:'));
    const refused = await list().catch((error: { stdout: string; stderr: string }) => error.stdout + error.stderr);
    expect(refused).to.include("'interruptable' property is not expected to be here");
  });
});
