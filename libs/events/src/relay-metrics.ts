import type { Database } from '@oms/database';
import type { Metrics } from '@oms/telemetry';
import { readBacklog } from './outbox-store.ts';

export interface RelayMetrics {
  published(): void;
  refused(): void;
  confirmed(seconds: number): void;
  timedOut(): void;
}

/** The backlog is read when the metrics are scraped; every replica reports the same figure, that of the whole table. */
export function relayMetrics(metrics: Metrics, db: Database): RelayMetrics {
  const published = metrics.counter('outbox_published_total', 'Events published and confirmed by the broker.');
  const refused = metrics.counter('outbox_refused_total', 'Events that the broker refused; they are published again.');
  const timeouts = metrics.counter('outbox_confirm_timeouts_total', 'Channels replaced because a confirm never came.');
  const confirm = metrics.histogram('outbox_confirm_duration_seconds', 'From publishing an event to its confirm.');
  const age = metrics.gauge(
    'outbox_oldest_event_age_seconds',
    'Age of the oldest event not published yet; 0 for none.',
  );
  metrics.gauge(
    'outbox_events',
    'Events not published yet; an estimate beyond 1000 in one partition.',
    [],
    async (gauge) => {
      try {
        const { events, oldest } = await readBacklog(db);
        gauge.set(events);
        age.set(oldest === null ? 0 : Math.max(0, (Date.now() - Date.parse(oldest)) / 1000));
      } catch {
        // The database is away: no figure is better than an old one.
        gauge.remove();
        age.remove();
      }
    },
  );
  return {
    published: () => published.inc(),
    refused: () => refused.inc(),
    confirmed: (seconds) => confirm.observe(seconds),
    timedOut: () => timeouts.inc(),
  };
}
