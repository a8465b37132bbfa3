import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * What a program tells that measures itself by `leftInOldGeneration`: bytes a piece of work. It is ended
 * before mocha gives up on a test of a minute: nobody else would.
 */
export async function bytesLeftBy(program: URL, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=1', fileURLToPath(program)], {
    env: { PATH: process.env.PATH, ...env },
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  return (JSON.parse(stdout) as { bytes: number }).bytes;
}
