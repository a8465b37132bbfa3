import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { SuppressionReason } from '../suppressions/suppression-store.ts';
import {
  BadSignature,
  type Feedback,
  type FeedbackProvider,
  ledgerIdOf,
  parseWebhook,
  requireFresh,
  shortNote,
} from './feedback.ts';

const signed = z.object({
  signature: z.object({
    timestamp: z.coerce.string().regex(/^\d{1,12}$/),
    token: z.string().min(1).max(200),
    signature: z.string(),
  }),
  'event-data': z.looseObject({ event: z.string() }),
});

const mailEvent = z.object({
  event: z.string(),
  timestamp: z.number(),
  recipient: z.string(),
  severity: z.string().nullish(),
  reason: z.string().nullish(),
  message: z.object({ headers: z.object({ 'message-id': z.string() }) }),
  'delivery-status': z
    .object({
      code: z.union([z.number(), z.string()]).nullish(),
      message: z.string().nullish(),
      description: z.string().nullish(),
      'bounce-type': z.string().nullish(),
    })
    .nullish(),
});
type MailEvent = z.output<typeof mailEvent>;

/**
 * Webhooks of Mailgun. It signs `timestamp + token` with HMAC-SHA256 under the account's webhook signing key; what happened is
 * covered by that only as long as a token counts once, so the token is the notice's id.
 */
export function createMailgunFeedback(signingKey: string): FeedbackProvider {
  return {
    read(body, now) {
      return Promise.resolve().then(() => {
        const parsed = signed.safeParse(parseWebhook(body.toString('utf8')));
        if (!parsed.success) throw new BadSignature('The webhook has no signature of Mailgun.');
        const { signature, 'event-data': data } = parsed.data;
        const expected = createHmac('sha256', signingKey)
          .update(signature.timestamp + signature.token)
          .digest();
        const given = Buffer.from(signature.signature, 'hex');
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
          throw new BadSignature('The signature is not of our MAILGUN_WEBHOOK_SIGNING_KEY.');
        }
        requireFresh(new Date(Number(signature.timestamp) * 1000), now);
        const feedback = feedbackOf(data);
        return { id: signature.token, type: data.event, ...(feedback && { feedback }) };
      });
    },
  };
}

function feedbackOf(data: { event: string }): Feedback | undefined {
  const parsed = mailEvent.safeParse(data);
  if (!parsed.success) return undefined;
  const event = parsed.data;
  const kind = kindOf(event);
  if (!kind) return undefined;
  const messageId = event.message.headers['message-id'];
  const reason = suppressionBy(event);
  return {
    kind,
    at: new Date(event.timestamp * 1000),
    recipients: [event.recipient],
    message: { id: ledgerIdOf(messageId), providerId: messageId.replace(/^<|>$/g, '') },
    suppress: reason && { reason, note: noteOf(event) },
  };
}

/** A temporary failure is tried again by Mailgun and tells nothing yet. */
function kindOf({ event, severity }: MailEvent): Feedback['kind'] | undefined {
  if (event === 'delivered' || event === 'complained') return event;
  return event === 'failed' && severity === 'permanent' ? 'bounced' : undefined;
}

/**
 * Mailgun calls a failure permanent, too, when it has given up trying or was refused as a sender: then nothing is wrong with the
 * address.
 */
function suppressionBy({ event, reason, 'delivery-status': status }: MailEvent): SuppressionReason | undefined {
  if (event === 'complained' || reason === 'suppress-complaint') return 'complained';
  if (event !== 'failed') return undefined;
  const hard = reason === 'bounce' || reason === 'suppress-bounce' || status?.['bounce-type'] === 'hard';
  return hard ? 'bounced' : undefined;
}

function noteOf({ event, reason, 'delivery-status': status }: MailEvent): string {
  if (event === 'complained') return 'Mailgun: marked as spam';
  const said = status?.message || status?.description || reason || undefined;
  return shortNote('Mailgun:', status?.code ?? undefined, said);
}
