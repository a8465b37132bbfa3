import { join, resolve } from 'node:path';
import { run as runProgram } from '@oms/local';
import type { Outcome } from './outcome.ts';

const SHOWN_LINES = 100;
const STATE = '.oms';

interface Check {
  title: string;
  program: string;
  args: readonly string[];
  /** Shows it again. */
  mend: string;
}

const CHECKS: readonly Check[] = [
  { title: 'format', program: 'biome', args: ['check', '--linter-enabled=false', '.'], mend: 'npm run format' },
  { title: 'lint', program: 'biome', args: ['lint', '--error-on-warnings', '.'], mend: 'npm run lint' },
  {
    title: 'types',
    program: 'tsc',
    // What has not changed since the last run is not checked again.
    args: ['--noEmit', '--incremental', '--tsBuildInfoFile', join(STATE, 'types.tsbuildinfo')],
    mend: 'npm run types',
  },
  {
    title: 'generated files',
    program: process.execPath,
    args: ['scripts/generate.ts', '--check'],
    mend: 'npm run generate',
  },
];

/** Format, lint and types of the whole repository. */
export const runChecks = (root: string, onCheck: (outcome: Outcome) => void): Promise<Outcome[]> =>
  run(root, CHECKS, onCheck);

/** Whom a change of these services breaks: who reads something of their events or routes that is not there any more. */
export function checkConsumers(
  root: string,
  services: readonly string[],
  onCheck: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const check: Check = {
    title: 'those who read its events or call its routes',
    program: process.execPath,
    args: ['scripts/consumers.ts', ...services],
    mend: ['npm run consumers --', ...services].join(' '),
  };
  return run(root, [check], onCheck);
}

async function run(root: string, checks: readonly Check[], onCheck: (outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { title, program, args, mend } of checks) {
    const begun = performance.now();
    const reason = await runProgram(resolve(root, 'node_modules', '.bin', program), args, { cwd: root }).then(
      () => undefined,
      (error: Error) => `${shorten(error.message)}\n\nSee it again with: ${mend}`,
    );
    const outcome: Outcome = {
      result: reason === undefined ? 'passed' : 'failed',
      file: '',
      title,
      durationMs: performance.now() - begun,
      ...(reason !== undefined && { reason }),
    };
    onCheck(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

function shorten(output: string): string {
  const lines = output.split('\n');
  const rest = lines.length - SHOWN_LINES;
  return rest > 0 ? `${lines.slice(0, SHOWN_LINES).join('\n')}\n... and ${rest} more lines` : output;
}
