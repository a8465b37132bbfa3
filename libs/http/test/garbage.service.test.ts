import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

describe('what a request leaves behind', () => {
  it('is collected young: next to nothing of it reaches the old generation of the heap', async () => {
    const program = fileURLToPath(new URL('garbage-process.ts', import.meta.url));
    // Ended before mocha gives up on it: nobody else would.
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=1', program], {
      timeout: 50_000,
      killSignal: 'SIGKILL',
    });
    // Code and shapes that are still being learnt. Held by anything of that age, a request would be 8,000 and more.
    expect((JSON.parse(stdout) as { bytes: number }).bytes).to.be.below(2_000);
  }).timeout(60_000);
});
