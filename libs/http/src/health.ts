import type { Metrics } from '@oms/telemetry';
import type { Express } from 'express';

/** What decides whether a replica gets traffic. */
export interface Health {
  /** Name of each thing the service needs, and what is wrong with it, or null. */
  checks(): Record<string, string | null> | Promise<Record<string, string | null>>;
}

/** `/health/live`: the process answers. `/health/ready`: it can do its work; 503 names what it waits for. */
export function serveHealth(app: Express, health: Health, metrics: Metrics): void {
  app.get('/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/health/ready', async (_request, response) => {
    const checks = await health.checks();
    const ready = Object.values(checks).every((problem) => problem === null);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', checks });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
