import type { TracedWork } from '@oms/telemetry';
import type { Outcome } from '../transports/transport.ts';
import type { ClaimedMessage } from './queue-store.ts';

/** Of one attempt to send a mail, below the handling of the event that it tells of. Nothing in it says whom it goes to. */
export const mailSpan = (message: ClaimedMessage, transport: string): TracedWork => ({
  name: `send mail ${message.template}`,
  kind: 'client',
  requestId: message.requestId ?? message.id,
  parent: message.traceparent ?? undefined,
  attributes: {
    'oms.mail.id': message.id,
    'oms.mail.template': message.template,
    'oms.mail.attempt': message.attempts,
    'oms.mail.transport': transport,
  },
});

export const mailOutcome = ({ kind }: Outcome) => ({ 'oms.mail.outcome': kind });
