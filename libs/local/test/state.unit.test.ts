import { existsSync, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { removeState } from '../src/index.ts';
import { dataDirectory } from '../src/state.ts';

const GIB = 1024 ** 3;
const TMPFS = 0x01021994;

describe('the folder of the servers’ data', () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'oms-state-'));
  });
  afterEach(() => removeState(state));

  it('is in the state folder where all is one user’s, and goes with it', () => {
    const data = dataDirectory(state, [undefined], { throwaway: false });
    expect(data).to.equal(join(realpathSync(state), 'data'));
    removeState(state);
    expect(existsSync(data)).to.equal(false);
  });

  it('is a folder that others can enter where they cannot enter the state folder, and goes with it', () => {
    const data = dataDirectory(state, [{ name: 'nobody', uid: 65534, gid: 65534 }], { throwaway: false });
    expect(data).to.match(/^\/var\/tmp\/oms-[0-9a-f]{12}$/);
    expect(realpathSync(join(state, 'data'))).to.equal(data);
    expect(dataDirectory(state, [{ name: 'nobody', uid: 65534, gid: 65534 }], { throwaway: false })).to.equal(data);
    removeState(state);
    expect(existsSync(data)).to.equal(false);
  });

  it('is in memory where the data are thrown away, and goes with the state folder', function () {
    if (!hasMemory()) skipBecause(this, 'there is no /dev/shm with 7 GiB free');
    const data = dataDirectory(state, [undefined], { throwaway: true });
    expect(data).to.match(/^\/dev\/shm\/oms-[0-9a-f]{12}$/);
    writeFileSync(join(data, 'of-a-server'), '');
    expect(existsSync(join(state, 'data', 'of-a-server'))).to.equal(true);
    removeState(state);
    expect(existsSync(data)).to.equal(false);
  });

  for (const [what, memory] of [
    ['there is no such place', '/nowhere/shm'],
    ['it is on a disk', '/usr'],
  ] as const) {
    it(`is in the state folder though the data are thrown away where ${what}`, () => {
      const data = dataDirectory(state, [undefined], { throwaway: true, memory });
      expect(data).to.equal(join(realpathSync(state), 'data'));
    });
  }

  it('is refused where it is somebody else’s', () => {
    const nobody = { name: 'nobody', uid: 65534, gid: 65534 };
    const data = dataDirectory(state, [nobody], { throwaway: false });
    rmSync(data, { recursive: true });
    writeFileSync(data, 'a file of somebody');
    try {
      expect(() => dataDirectory(state, [nobody], { throwaway: false })).to.throw(`${data} is not ours; remove it`);
    } finally {
      rmSync(data);
    }
  });
});

function hasMemory(): boolean {
  if (!existsSync('/dev/shm')) return false;
  const { type, bavail, bsize } = statfsSync('/dev/shm');
  return type === TMPFS && Math.min(bavail * bsize, process.availableMemory()) > 7 * GIB;
}
