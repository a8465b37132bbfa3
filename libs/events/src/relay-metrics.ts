import type { Database } from '@oms/database';
import { type Metrics, reportFigure } from '@oms/telemetry';
import type { Broker } from './broker.ts';
import { UNROUTED } from './names.ts';
import { type Backlog, readBacklog } from './outbox-store.ts';
import { messagesIn } from './queue-metrics.ts';

type Gauge = { set(value: number): void; remove(): void };

export interface RelayMetrics {
  published(): void;
  refused(): void;
  confirmed(seconds: number): void;
  timedOut(): void;
}

/** The backlog is read when the metrics are scraped; every replica reports the same figure, that of the whole table. */
export function relayMetrics(metrics: Metrics, db: Database, broker: Broker): RelayMetrics {
  const published = metrics.counter('outbox_published_total', 'Events published and confirmed by the broker.');
  const refused = metrics.counter('outbox_refused_total', 'Events that the broker refused; they are published again.');
  const timeouts = metrics.counter('outbox_confirm_timeouts_total', 'Channels replaced because a confirm never came.');
  const confirm = metrics.histogram('outbox_confirm_duration_seconds', 'From publishing an event to its confirm.');
  // Both are collected at the same time: one look into the table is for both.
  let looking: Promise<Backlog> | undefined;
  const backlog = (): Promise<Backlog> => {
    looking ??= readBacklog(db).finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const report = (figure: (backlog: Backlog) => number) => (gauge: Gauge) =>
    reportFigure(gauge, async () => figure(await backlog()));
  metrics.gauge(
    'outbox_oldest_event_age_seconds',
    'Age of the oldest event not published yet; 0 for none.',
    [],
    report(({ oldest }) => (oldest === null ? 0 : Math.max(0, (Date.now() - Date.parse(oldest)) / 1000))),
  );
  metrics.gauge(
    'outbox_events',
    'Events not published yet; an estimate beyond 1000 in one partition.',
    [],
    report(({ events }) => events),
  );
  metrics.gauge('events_unrouted_messages', 'Events that no queue is bound for.', [], async (gauge) => {
    const count = await messagesIn(broker, UNROUTED);
    if (count === undefined) gauge.remove();
    else gauge.set(count);
  });
  return {
    published: () => published.inc(),
    refused: () => refused.inc(),
    confirmed: (seconds) => confirm.observe(seconds),
    timedOut: () => timeouts.inc(),
  };
}
