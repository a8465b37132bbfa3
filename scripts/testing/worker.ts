// Runs test files with mocha in a process of their own and tells the runner each outcome.
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { skipReason } from '@oms/testing';
import Mocha from 'mocha';
import mochaOptions from '../../.mocharc.json' with { type: 'json' };
import type { Outcome, WorkerMessage } from './outcome.ts';

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

const { values, positionals: files } = parseArgs({ options: { grep: { type: 'string' } }, allowPositionals: true });

class MessageReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PASS, (test) => tell(test, 'passed'));
    runner.on(EVENT_TEST_FAIL, (test, error: unknown) => tell(test, 'failed', explain(error)));
    runner.on(EVENT_TEST_PENDING, (test) => tell(test, 'skipped', skipReason(test) ?? 'no reason given'));
  }
}

const mocha = new Mocha({
  reporter: MessageReporter,
  timeout: mochaOptions.timeout,
  forbidOnly: mochaOptions.forbidOnly,
  ...(values.grep !== undefined && { grep: values.grep }),
});
for (const file of files) mocha.addFile(file);
try {
  await mocha.loadFilesAsync();
} catch (error) {
  send({ type: 'outcome', outcome: failedToLoad(error) });
  send({ type: 'end' });
  process.exit(1);
}
mocha.run((failures) => {
  // Not process.exit(): a test that leaves something open keeps the process alive, which the runner reports.
  process.exitCode = failures > 0 ? 1 : 0;
  send({ type: 'end' });
});

function tell(test: Mocha.Test, result: Outcome['result'], reason?: string): void {
  const file = relative(process.cwd(), test.file ?? files[0] ?? '');
  const outcome = { result, file, title: test.fullTitle(), durationMs: test.duration ?? 0, ...(reason && { reason }) };
  send({ type: 'outcome', outcome });
}

function failedToLoad(error: unknown): Outcome {
  const file = files.join(', ');
  return { result: 'failed', file, title: 'The file cannot be loaded', durationMs: 0, reason: explain(error) };
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const comparison = 'expected' in error && 'actual' in error && error.actual !== undefined;
  const values = comparison ? `\nexpected: ${show(error.expected)}\n  actual: ${show(error.actual)}` : '';
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack ?? error.message}${values}${cause}`;
}

function show(value: unknown): string {
  // mocha has turned objects into text by now, for its own reporters' differences.
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))).slice(0, 4000);
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}
