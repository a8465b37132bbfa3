import type { Span, TracedWork } from '@oms/telemetry';
import type { ClaimedDelivery } from './queue-store.ts';
import type { Attempt } from './send.ts';

/** Of one attempt to send a webhook, below the request that the event came of. Of the URL, which may hold secrets, the host alone. */
export const deliverySpan = ({
  id,
  subscriptionId,
  eventId,
  eventType,
  attempts,
  host,
  traceparent,
}: ClaimedDelivery): TracedWork => ({
  name: 'POST',
  kind: 'client',
  requestId: eventId,
  parent: traceparent ?? undefined,
  attributes: {
    'http.request.method': 'POST',
    'server.address': host,
    'cloudevents.event_id': eventId,
    'cloudevents.event_type': eventType,
    'oms.webhook.delivery': id,
    'oms.webhook.subscription': subscriptionId,
    'oms.webhook.attempt': attempts,
  },
});

export function noteAttempt(span: Span, { statusCode, error }: Attempt): void {
  span.set({ 'http.response.status_code': statusCode ?? undefined });
  if (error !== null) span.fail(statusCode === null ? 'no_answer' : String(statusCode));
}
