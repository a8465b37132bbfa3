import type { Queryable } from '@oms/database';
import { type Metrics, reportFigure } from '@oms/telemetry';
import { backlog, type Conclusion } from './queue-store.ts';

/** Up to the default of WEBHOOK_TIMEOUT. */
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** What the dispatcher counts. The backlog is read when the metrics are scraped; every replica reports that of the table. */
export function dispatcherMetrics(metrics: Metrics, db: Queryable) {
  const attempts = metrics.counter('webhook_attempts_total', 'Attempts at webhook deliveries, by how they left them', [
    'outcome',
  ]);
  const seconds = metrics.histogram(
    'webhook_attempt_duration_seconds',
    'From a request to its answer',
    ['outcome'],
    buckets,
  );
  const disabled = metrics.counter('webhook_subscriptions_disabled_total', 'Subscriptions set inactive by OMS', [
    'reason',
  ]);
  metrics.gauge('webhook_backlog_deliveries', 'Deliveries that are to be made', [], (gauge) =>
    reportFigure(gauge, async () => (await backlog(db)).deliveries),
  );
  metrics.gauge(
    'webhook_backlog_oldest_seconds',
    'Age of the oldest delivery that is to be made; 0 for none',
    [],
    (gauge) => reportFigure(gauge, async () => (await backlog(db)).seconds),
  );
  return {
    attempted(status: Conclusion['status'], durationMs: number): void {
      const outcome = status === 'pending' ? 'retried' : status;
      attempts.inc({ outcome });
      if (status !== 'skipped') seconds.observe({ outcome }, durationMs / 1000);
    },
    disabled: (reason: string): void => disabled.inc({ reason }),
  };
}
