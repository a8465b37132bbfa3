// Runs test files with mocha, one after another, in a process of their own and tells the runner each outcome.
import { relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { skipReason } from '@oms/testing';
import Mocha from 'mocha';
import mochaOptions from '../../.mocharc.json' with { type: 'json' };
import { LEAK_AFTER_MS, type Outcome, type WorkerMessage } from './outcome.ts';

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
const LOOK_AGAIN_AFTER_MS = 10;

const { values, positionals: files } = parseArgs({ options: { grep: { type: 'string' } }, allowPositionals: true });

class MessageReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PASS, (test) => tell(test, 'passed'));
    runner.on(EVENT_TEST_FAIL, (test, error: unknown) => tell(test, 'failed', explain(error)));
    runner.on(EVENT_TEST_PENDING, (test) => tell(test, 'skipped', skipReason(test) ?? 'no reason given'));
  }
}

// Not process.exit() at the end: a file that leaves something open keeps the process alive, which the runner reports.
for (const [place, file] of files.entries()) {
  const begun = performance.now();
  const before = openThings();
  const failures = await run(file);
  if (failures > 0) process.exitCode = 1;
  const left = place < files.length - 1 ? await stillOpen(before) : [];
  if (left.length > 0) {
    const reason = `The next would meet what this one left open: ${left.join(', ')}.`;
    send({ type: 'outcome', outcome: failed(file, 'The tests close what they open', reason) });
  }
  send({ type: 'file', file, seconds: (performance.now() - begun) / 1000 });
}
send({ type: 'end' });

async function run(file: string): Promise<number> {
  const mocha = new Mocha({
    reporter: MessageReporter,
    timeout: mochaOptions.timeout,
    forbidOnly: mochaOptions.forbidOnly,
    ...(values.grep !== undefined && { grep: values.grep }),
  });
  mocha.addFile(file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    send({ type: 'outcome', outcome: failed(file, 'The file cannot be loaded', explain(error)) });
    return 1;
  }
  return new Promise((resolve) => mocha.run(resolve));
}

/**
 * What keeps this process alive, by kind. Connections are told at its end alone, for those that nock makes up are listed for
 * ever.
 */
function openThings(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== 'TCPSocketWrap') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** Waits until no more is open than `before`. @returns what is still open after a while, such as `Timeout (3, 1 before)` */
async function stillOpen(before: ReadonlyMap<string, number>): Promise<string[]> {
  const deadline = performance.now() + LEAK_AFTER_MS;
  for (;;) {
    const left = [...openThings()].flatMap(([kind, count]) => {
      const earlier = before.get(kind) ?? 0;
      return count > earlier ? [`${kind} (${count}, ${earlier} before)`] : [];
    });
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(LOOK_AGAIN_AFTER_MS);
  }
}

function tell(test: Mocha.Test, result: Outcome['result'], reason?: string): void {
  const file = relative(process.cwd(), test.file ?? '');
  const outcome = { result, file, title: test.fullTitle(), durationMs: test.duration ?? 0, ...(reason && { reason }) };
  send({ type: 'outcome', outcome });
}

function failed(file: string, title: string, reason: string): Outcome {
  return { result: 'failed', file, title, durationMs: 0, reason };
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
