import { deepStrictEqual } from 'node:assert/strict';
import { createDatabase, type Database } from '@oms/database';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';

/** Figures of the metrics by name, labels left out. */
const namesIn = (text: string): string[] => [...text.matchAll(/^(\w+)(?:\{.*?\})? /gm)].map(([, name]) => name ?? '');

/**
 * What a scrape must answer while the database is away: a mocha suite.
 *
 * @param register adds the metrics of a service that are read from its database
 */
export function metricsSuite(register: (metrics: Metrics, db: Database) => void): void {
  describe('the metrics while the database is away', () => {
    const db = createDatabase({
      // Nothing listens there.
      url: 'postgres://nobody@127.0.0.1:1/none',
      poolMax: 1,
      applicationName: 'test',
      logger: createLogger({ service: 'test', level: 'silent' }),
    });
    after(() => db.close());

    it('are there all the same, but for what only the database knows', async () => {
      const metrics = createMetrics('test');
      metrics.counter('of_this_process_total', 'Known without the database').inc();
      register(metrics, db);
      deepStrictEqual(namesIn(await metrics.registry.metrics()), ['of_this_process_total']);
    });
  });
}
