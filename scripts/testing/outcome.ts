/** What a test process tells the runner, one message a test. */
export interface Outcome {
  result: 'passed' | 'failed' | 'skipped';
  file: string;
  title: string;
  durationMs: number;
  /** Why it failed or was skipped. */
  reason?: string;
}

export type WorkerMessage = { type: 'outcome'; outcome: Outcome } | { type: 'end' };

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
