import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One service's Prometheus metrics. Names follow the Prometheus conventions: base units, `_total` on counters. */
export interface Metrics {
  readonly registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string>(
    name: string,
    help: string,
    labels?: readonly L[],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L>;
  /** `buckets` are upper bounds in the metric's unit. */
  histogram<L extends string>(name: string, help: string, labels?: readonly L[], buckets?: number[]): Histogram<L>;
}

/** Seconds; from 1 ms to 10 s, which covers a request and a message. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @param options.process also collect the process's own figures (memory, event loop, garbage collection) */
export function createMetrics(service: string, options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: labels, registers }),
    gauge: <L extends string>(
      name: string,
      help: string,
      labels: readonly L[] = [],
      collect?: (gauge: Gauge<L>) => void | Promise<void>,
    ) =>
      new Gauge<L>({
        name,
        help,
        labelNames: labels,
        registers,
        ...(collect && {
          collect(this: Gauge<L>) {
            return collect(this);
          },
        }),
      }),
    histogram: (name, help, labels = [], buckets = durationBuckets) =>
      new Histogram({ name, help, labelNames: labels, buckets, registers }),
  };
}

/**
 * Sets a gauge without labels to what is read somewhere else, such as the database, when the metrics are scraped. That may be away,
 * and must not take all other figures with it: no figure is better than an old one.
 */
export async function reportFigure(
  gauge: { set(value: number): void; remove(): void },
  read: () => Promise<number>,
): Promise<void> {
  try {
    gauge.set(await read());
  } catch {
    gauge.remove();
  }
}
