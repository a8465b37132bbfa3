import { deadLetterEvents } from '@oms/contracts';
import { on } from '@oms/events';
import { type AuditType, audit } from './audit-log.ts';

const noted = (definition: (typeof deadLetterEvents)['auth']['replayed'], type: AuditType) =>
  on(definition, async ({ data, time }, tx) => {
    const { actorId, ip, ...details } = data;
    const client = { ip, userAgent: null };
    await audit(tx, new Date(time), { type, accountId: null, actorId, client, details });
  });

/** Keeps what administrators did on any service. */
export const auditConsumer = {
  purpose: 'audit',
  handlers: Object.values(deadLetterEvents).flatMap(({ replayed, discarded }) => [
    noted(replayed, 'dead-letter.replayed'),
    noted(discarded, 'dead-letter.discarded'),
  ]),
};
