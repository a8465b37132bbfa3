import { currentRequest, type TracedWork } from '@oms/telemetry';
import type { ClaimedOperation } from './operation-store.ts';

/** Of one attempt at a payment provider, below the request that asked for it. */
export const operationSpan = ({ id, kind, paymentId, attempts, traceparent }: ClaimedOperation): TracedWork => ({
  name: `payment ${kind}`,
  kind: 'client',
  requestId: currentRequest()?.requestId ?? id,
  parent: traceparent ?? undefined,
  attributes: {
    'oms.payment.operation': id,
    'oms.payment.id': paymentId,
    'oms.payment.attempt': attempts,
  },
});
