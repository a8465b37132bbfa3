import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** Runs `code`, which has a logger `log`, in a process of its own. @returns the messages that it logged */
async function messagesOf(code: string): Promise<string[]> {
  const program = `const { createLogger } = await import(${JSON.stringify(source)});
    const log = createLogger({ service: 'test' });
    ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

describe('log lines', () => {
  it('are written in their order, those of a turn and those after it', async () => {
    const logged = await messagesOf(`log.info('a'); log.warn('b'); setTimeout(() => log.info('c'), 1);`);
    expect(logged).to.deep.equal(['a', 'b', 'c']);
  });

  it('are written when the process exits in the same turn, or on an error that nobody caught', async () => {
    expect(await messagesOf(`log.info('a'); process.exit(1);`)).to.deep.equal(['a']);
    expect(await messagesOf(`log.info('a'); throw new Error('uncaught');`)).to.deep.equal(['a']);
  });

  it('are written by one of an error at once, before the process can be killed', async () => {
    for (const level of ['error', 'fatal']) {
      const code = `log.info('a'); log.${level}('b'); process.kill(process.pid, 'SIGKILL');`;
      expect(await messagesOf(code), level).to.deep.equal(['a', 'b']);
    }
  });
});
