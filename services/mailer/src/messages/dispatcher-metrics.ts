import type { Queryable } from '@oms/database';
import { type Metrics, reportFigure } from '@oms/telemetry';
import type { Outcome } from '../transports/transport.ts';
import { backlog, backlogAge } from './queue-store.ts';

/** What the dispatcher counts. */
export function dispatcherMetrics(metrics: Metrics, db: Queryable) {
  const attempts = metrics.counter('mail_attempts_total', 'Mails handed over, by what became of it', [
    'template',
    'outcome',
  ]);
  const seconds = metrics.histogram('mail_attempt_duration_seconds', 'Time to make a mail and hand it over', [
    'outcome',
  ]);
  const ended = metrics.counter('mail_not_sent_total', 'Mails that are not sent any more by themselves, by why', [
    'reason',
  ]);
  metrics.gauge('mail_backlog_messages', 'Mails that are to be sent', ['status'], async (gauge) => {
    const counts = await backlog(db).catch(() => undefined);
    // No figure is better than an old one.
    gauge.reset();
    for (const [status, count] of Object.entries(counts ?? {})) gauge.set({ status }, count);
  });
  metrics.gauge('mail_backlog_oldest_seconds', 'Age of the oldest mail that is to be sent', [], (gauge) =>
    reportFigure(gauge, () => backlogAge(db)),
  );
  return {
    attempted(template: string, outcome: Outcome['kind'], took: number): void {
      attempts.inc({ template, outcome });
      seconds.observe({ outcome }, took);
    },
    suppressed: (template: string): void => {
      attempts.inc({ template, outcome: 'suppressed' });
      ended.inc({ reason: 'suppressed' });
    },
    notSent(reason: 'failed' | 'unknown' | 'expired', count = 1): void {
      if (count > 0) ended.inc({ reason }, count);
    },
  };
}
