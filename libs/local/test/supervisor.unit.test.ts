import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { claimStateDirectory, type LaunchedProcess, launch, type Supervised, supervise } from '../src/index.ts';

describe('the supervisor', () => {
  let folder: string;
  let said: string[];
  const started: LaunchedProcess[] = [];
  const supervised: Supervised[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-supervisor-'));
    said = [];
  });
  afterEach(async () => {
    for (const one of supervised.splice(0)) await one.stop();
    for (const one of started.splice(0)) await one.stop();
    rmSync(folder, { recursive: true });
  });

  const node = async (script: string, name = 'worker'): Promise<LaunchedProcess> => {
    const child = await launch({
      name,
      command: process.execPath,
      args: ['-e', script],
      env: { PATH: process.env.PATH },
      cwd: folder,
      logFile: join(folder, 'logs', `${name}.log`),
      pidFile: join(folder, 'run', `${name}.pid`),
      stopTimeoutMs: 300,
    });
    started.push(child);
    return child;
  };
  const keep = (script: string): Supervised => {
    const one = supervise({ name: 'worker', launch: () => node(script), log: (line) => said.push(line) });
    supervised.push(one);
    return one;
  };
  const FOREVER = 'setInterval(() => {}, 1000)';

  it('says that a process died, with its last lines, and starts it again', async () => {
    await keep(`console.log('the last words'); ${FOREVER}`).ready;
    const first = started[0];
    await eventually(() => readdirSync(join(folder, 'logs')).length > 0);
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await eventually(() => said.includes('worker is back'));
    expect(said[0]).to.contain('worker was killed (SIGKILL)');
    expect(started).to.have.length(2);
    expect(started[1]?.running()).to.equal(true);
  });

  it('shows what the process wrote before it died', async () => {
    await keep("console.log('no such table'); setTimeout(() => process.exit(3), 200)").ready;
    await eventually(() => said.some((line) => line.includes('no such table')));
    expect(said[0]).to.contain('exit code 3');
  });

  it('starts nothing again after it was stopped', async () => {
    const one = keep(FOREVER);
    await one.ready;
    await one.stop();
    expect(started.filter((child) => child.running())).to.have.length(0);
    expect(said).to.deep.equal([]);
  });

  it('reports a program that cannot be run', async () => {
    const one = supervise({
      name: 'ghost',
      log: (line) => said.push(line),
      launch: () =>
        launch({
          name: 'ghost',
          command: join(folder, 'no-such-program'),
          args: [],
          env: {},
          cwd: folder,
          logFile: join(folder, 'logs', 'ghost.log'),
          pidFile: join(folder, 'run', 'ghost.pid'),
        }).then(async (child) => {
          const { code } = await child.exited;
          throw new Error(`ended with ${code}`);
        }),
    });
    const failure = await one.ready.catch((error: Error) => error.message);
    expect(failure).to.match(/ended with 127|cannot run/);
  });

  it('kills a process that does not stop when it is asked', async () => {
    const child = await node(`process.on('SIGTERM', () => {}); console.log('deaf'); ${FOREVER}`);
    await eventually(() => readFileSync(child.logFile, 'utf8').includes('deaf'));
    await child.stop();
    expect((await child.exited).signal).to.equal('SIGKILL');
    expect(existsSync(join(folder, 'run', 'worker.pid'))).to.equal(false);
  });

  it('stops what a killed run left behind, and touches no process that only has the same number', async () => {
    const left = await node(FOREVER, 'left');
    const stranger = spawn(process.execPath, ['-e', FOREVER], { stdio: 'ignore' });
    try {
      await once(stranger, 'spawn');
      mkdirSync(join(folder, 'run'), { recursive: true });
      const notOurs = { pid: stranger.pid, startedAt: 'another boot 1', stopSignal: 'SIGKILL' };
      writeFileSync(join(folder, 'run', 'stranger.pid'), JSON.stringify(notOurs));
      const claim = await claimStateDirectory(folder);
      expect(claim.leftovers).to.deep.equal(['left']);
      await left.exited;
      expect(stranger.exitCode ?? stranger.signalCode).to.equal(null);
      claim.release();
    } finally {
      stranger.kill('SIGKILL');
      await once(stranger, 'exit');
    }
  });

  it('refuses a second run from the same folder', async () => {
    const claim = await claimStateDirectory(folder);
    const refusal = await claimStateDirectory(folder).catch((error: Error) => error.message);
    expect(refusal).to.contain(`process ${process.pid}`);
    claim.release();
    (await claimStateDirectory(folder)).release();
  });

  it('takes its processes with it when it is killed itself', async function () {
    if (process.platform !== 'linux') this.skip();
    const script = `
      import { launch } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      const child = await launch({ name: 'child', command: process.execPath, args: ['-e', ${JSON.stringify(FOREVER)}],
        env: {}, cwd: '/', logFile: '${folder}/logs/child.log', pidFile: '${folder}/run/child.pid' });
      console.log(child.pid);
      ${FOREVER};`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
    const childPid = Number(chunk.toString());
    parent.kill('SIGKILL');
    await eventually(() => !existsSync(`/proc/${childPid}`));
  });
});
