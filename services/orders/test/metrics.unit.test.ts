import { randomBytes } from 'node:crypto';
import { createDatabase } from '@oms/database';
import { createPersonKeys } from '@oms/security';
import { createMetrics } from '@oms/telemetry';
import { expect } from 'chai';
import { pino } from 'pino';
import { carrierMetrics } from '../src/payments/carrier-metrics.ts';
import { createVerifier } from '../src/verify/verifier.ts';
import { dispatcherMetrics } from '../src/webhooks/dispatcher-metrics.ts';

/** Figures of the metrics by name, labels left out. */
const namesIn = (text: string): string[] => [...text.matchAll(/^(\w+)(?:\{.*?\})? /gm)].map(([, name]) => name ?? '');

describe('the metrics while the database is away', () => {
  // Nothing listens there.
  const db = createDatabase({
    url: 'postgres://nobody@127.0.0.1:1/none',
    poolMax: 1,
    applicationName: 'test',
    logger: pino({ level: 'silent' }),
  });
  after(() => db.close());

  it('are there all the same, but for what only the database knows', async () => {
    const metrics = createMetrics('test');
    metrics.counter('of_this_process_total', 'Known without the database').inc();
    carrierMetrics(metrics, db);
    dispatcherMetrics(metrics, db);
    createVerifier({
      db,
      personKeys: createPersonKeys({ keyEncryptionKey: randomBytes(32) }),
      logger: pino({ level: 'silent' }),
      metrics,
      everyHours: 0,
    });
    expect(namesIn(await metrics.registry.metrics())).to.deep.equal(['of_this_process_total']);
  });
});
