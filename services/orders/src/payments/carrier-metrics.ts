import type { Queryable } from '@oms/database';
import { type Metrics, reportFigure } from '@oms/telemetry';
import type { OperationRecord } from './apply-fact.ts';
import { operationBacklog } from './operation-store.ts';

/** What the carrier counts. The backlog is read when the metrics are scraped; every replica reports that of the table. */
export function carrierMetrics(metrics: Metrics, db: Queryable) {
  const attempts = metrics.counter('orders_payment_operations_total', 'Attempts at providers, by kind and outcome', [
    'kind',
    'outcome',
  ]);
  metrics.gauge('orders_payment_operations_pending', 'Operations that no provider has answered yet', [], (gauge) =>
    reportFigure(gauge, async () => (await operationBacklog(db)).operations),
  );
  metrics.gauge(
    'orders_payment_operations_oldest_seconds',
    'Age of the oldest operation that no provider has answered yet; 0 for none',
    [],
    (gauge) => reportFigure(gauge, async () => (await operationBacklog(db)).seconds),
  );
  metrics.gauge(
    'orders_payment_refunds_accepted_pending',
    'Refunds that a provider has accepted and not yet paid out',
    [],
    (gauge) => reportFigure(gauge, async () => (await operationBacklog(db)).accepted),
  );
  return {
    attempted: (kind: OperationRecord['kind'], outcome: 'succeeded' | 'refused' | 'postponed'): void =>
      attempts.inc({ kind, outcome }),
  };
}
