import { spawn } from 'node:child_process';

export interface ProgramRun {
  /** The exit status; null after a signal. */
  code: number | null;
  out: string;
  err: string;
}

/**
 * Runs a TypeScript file as a shell does, in an environment of `env`, the PATH and the cache of compiled code alone, with `input`
 * for its standard input.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  { env, input }: { env: NodeJS.ProcessEnv; input?: string | undefined },
): Promise<ProgramRun> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }), ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
