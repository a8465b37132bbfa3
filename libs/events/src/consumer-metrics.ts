import type { Metrics } from '@oms/telemetry';

export type Outcome = 'handled' | 'duplicate' | 'retried' | 'parked' | 'requeued';

export interface ConsumerMetrics {
  settled(queue: string, type: string, outcome: Outcome): void;
  handled(queue: string, type: string, seconds: number): void;
  lag(queue: string, seconds: number): void;
}

const made = new WeakMap<Metrics, ConsumerMetrics>();
const lagBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** One set for all consumers of a service. */
export function consumerMetrics(metrics: Metrics): ConsumerMetrics {
  const existing = made.get(metrics);
  if (existing) return existing;
  const messages = metrics.counter('consumer_messages_total', 'Messages taken off a queue, by what became of them.', [
    'queue',
    'type',
    'outcome',
  ]);
  const duration = metrics.histogram('consumer_handling_duration_seconds', 'Time a handler and its transaction took.', [
    'queue',
    'type',
  ]);
  const lag = metrics.histogram(
    'consumer_lag_seconds',
    'From the time of an event to the commit of its effect.',
    ['queue'],
    lagBuckets,
  );
  const figures: ConsumerMetrics = {
    settled: (queue, type, outcome) => messages.inc({ queue, type, outcome }),
    handled: (queue, type, seconds) => duration.observe({ queue, type }, seconds),
    lag: (queue, seconds) => lag.observe({ queue }, Math.max(0, seconds)),
  };
  made.set(metrics, figures);
  return figures;
}
