import type { Queryable } from '@oms/database';
import { type Metrics, reportFigure } from '@oms/telemetry';
import { oldestUnderWay } from './erasure-store.ts';

/** People wait for these: one that is older than minutes hangs on a service that is down or on a parked event. */
export function measureErasures(metrics: Metrics, db: Queryable): void {
  metrics.gauge('erasure_oldest_seconds', 'Age of the oldest erasure that is not complete', [], (gauge) =>
    reportFigure(gauge, () => oldestUnderWay(db)),
  );
}
