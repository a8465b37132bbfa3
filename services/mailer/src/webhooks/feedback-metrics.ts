import type { Metrics } from '@oms/telemetry';
import type { FeedbackKind } from './feedback.ts';

/** Counts what providers tell of mails: a rising share of bounces and complaints is what they block senders for. */
export function feedbackCounter(metrics: Metrics): (provider: string, kind: FeedbackKind) => void {
  const told = metrics.counter('mail_feedback_total', 'Mails that a provider told of, by what became of them', [
    'provider',
    'kind',
  ]);
  return (provider, kind) => told.inc({ provider, kind });
}
