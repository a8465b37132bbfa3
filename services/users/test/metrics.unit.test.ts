import { createDatabase } from '@oms/database';
import { createMetrics } from '@oms/telemetry';
import { expect } from 'chai';
import { pino } from 'pino';
import { measureErasures } from '../src/erasures/erasure-metrics.ts';

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
    measureErasures(metrics, db);
    expect(namesIn(await metrics.registry.metrics())).to.deep.equal(['of_this_process_total']);
  });
});
