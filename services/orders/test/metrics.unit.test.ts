import { randomBytes } from 'node:crypto';
import { createPersonKeys } from '@oms/security';
import { createLogger } from '@oms/telemetry';
import { metricsSuite } from '@oms/testing';
import { carrierMetrics } from '../src/payments/carrier-metrics.ts';
import { createVerifier } from '../src/verify/verifier.ts';
import { dispatcherMetrics } from '../src/webhooks/dispatcher-metrics.ts';

metricsSuite((metrics, db) => {
  carrierMetrics(metrics, db);
  dispatcherMetrics(metrics, db);
  createVerifier({
    db,
    personKeys: createPersonKeys({ keyEncryptionKey: randomBytes(32) }),
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics,
    everyHours: 0,
  });
});
