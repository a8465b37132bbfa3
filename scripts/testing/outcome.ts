/**
 * What a test leaves open for longer than this, a pool, a timer or a socket, it does not close at all. On a busy machine what
 * is closed in order takes its time; where all is closed, nobody waits.
 */
export const LEAK_AFTER_MS = 30_000;

/** What came of a test. */
export interface Outcome {
  result: 'passed' | 'failed' | 'skipped';
  file: string;
  title: string;
  durationMs: number;
  /** Why it failed or was skipped. */
  reason?: string;
}

/** What a test process tells the runner: of each test, of each file once its tests are over, and that there is no more. */
export type WorkerMessage =
  | { type: 'outcome'; outcome: Outcome }
  | { type: 'file'; file: string; seconds: number }
  | { type: 'end' };

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function count(outcomes: readonly Outcome[]): Counts {
  const of = (result: Outcome['result']) => outcomes.filter((outcome) => outcome.result === result).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

export const describeCounts = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
