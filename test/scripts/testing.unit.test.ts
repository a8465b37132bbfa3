import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readDurations } from '../../scripts/testing/durations.ts';
import type { TestFile } from '../../scripts/testing/files.ts';
import { groupFiles } from '../../scripts/testing/groups.ts';
import type { Outcome } from '../../scripts/testing/outcome.ts';
import { type FileRun, runGroups } from '../../scripts/testing/run-files.ts';

const service = (path: string): TestFile => ({ path, level: 'service' });

describe('the runner of tests', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-runner-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('puts few tests of one folder into a process, and each of those that boot the whole system with fewer still', () => {
    const orders = Array.from({ length: 13 }, (_, index) => service(`services/orders/test/${index}.service.test.ts`));
    const users = [service('services/users/test/a.service.test.ts')];
    const system = ['a', 'b', 'c', 'd'].map(
      (name): TestFile => ({
        path: `test/system/${name}.system.test.ts`,
        level: 'system',
      }),
    );
    const files = [...orders, ...users, ...system];
    const groups = groupFiles(files);
    expect(groups.flat()).to.deep.equal(files);
    expect(groups.map(({ length }) => length)).to.deep.equal([4, 5, 4, 1, 2, 2]);
  });

  it('begins with what took longest the last time that nothing of it failed', () => {
    const files = ['a', 'b', 'c'].map((name) => service(`${name}.service.test.ts`));
    const [a, b, c] = files as [TestFile, TestFile, TestFile];
    for (const { path } of files) writeFileSync(join(folder, path), '');
    const file = join(folder, 'durations.json');
    const first = readDurations(folder, file);
    const passed: Outcome = { result: 'passed', file: '', title: '', durationMs: 0 };
    first.note({ file: a, seconds: 2, outcomes: [passed] });
    first.note({ file: b, seconds: 3, outcomes: [passed] });
    first.note({ file: c, seconds: 4, outcomes: [passed] });
    first.note({ file: b, seconds: 30, outcomes: [passed, { ...passed, result: 'failed' }] });
    first.save();
    expect(readDurations(folder, file).longestFirst([[b], [c], [a, b]])).to.deep.equal([[a, b], [c], [b]]);
  });

  it('tells of each file what came of it, and of those that were not reached because another ended the process', async () => {
    const write = (name: string, body: string): TestFile => {
      writeFileSync(join(folder, name), body);
      return service(name);
    };
    const files = [
      write('passes.service.test.mjs', "it('passes', () => {});"),
      write('fails.service.test.mjs', "it('fails', () => { throw new Error('no'); });"),
      write('ends.service.test.mjs', "it('ends', () => process.exit(0));"),
      write('waits.service.test.mjs', "it('waits', () => {});"),
    ];
    let runs: readonly FileRun[] = [];
    const outcomes = await runGroups([files], 1, {
      root: folder,
      environment: process.env,
      signal: new AbortController().signal,
      onGroup: (group) => {
        runs = group;
      },
    });
    expect(runs.map(({ file, outcomes: [first] }) => [file.path, first?.result, first?.title])).to.deep.equal([
      ['passes.service.test.mjs', 'passed', 'passes'],
      ['fails.service.test.mjs', 'failed', 'fails'],
      ['ends.service.test.mjs', 'failed', 'The tests run to their end'],
      ['waits.service.test.mjs', 'failed', 'The tests are run'],
    ]);
    expect(outcomes).to.have.length(4);
  });
});
