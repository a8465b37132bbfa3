import * as z from 'zod';
import { sesMessageTag } from '../transports/ses-message-tag.ts';
import { type Feedback, type FeedbackProvider, ledgerIdOf, type Notice, requireFresh, shortNote } from './feedback.ts';
import { createSnsVerifier, type SnsMessage } from './sns-message.ts';

const recipient = z.object({ emailAddress: z.string(), diagnosticCode: z.string().optional() });

const sesEvent = z.object({
  /** `eventType` in what a configuration set publishes, `notificationType` in what an identity does. */
  eventType: z.string().optional(),
  notificationType: z.string().optional(),
  mail: z.object({
    messageId: z.string(),
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
  delivery: z.object({ timestamp: z.iso.datetime(), recipients: z.array(z.string()) }).optional(),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(recipient),
      timestamp: z.iso.datetime(),
    })
    .optional(),
  complaint: z
    .object({
      complainedRecipients: z.array(recipient),
      complaintFeedbackType: z.string().nullish(),
      timestamp: z.iso.datetime(),
    })
    .optional(),
});
type SesEvent = z.output<typeof sesEvent>;

/** What Amazon SES publishes to a topic of Amazon SNS that is subscribed with the address of our webhook. */
export function createSesFeedback(topicArns: readonly string[]): FeedbackProvider {
  const sns = createSnsVerifier(topicArns);
  return {
    async read(body, now): Promise<Notice> {
      const message = await sns.read(body);
      requireFresh(new Date(message.Timestamp), now);
      const { MessageId: id, Type: type } = message;
      if (message.Type === 'SubscriptionConfirmation') return { id, type, confirm: () => sns.confirm(message) };
      const feedback = message.Type === 'Notification' ? feedbackOf(message) : undefined;
      return { id, type, ...(feedback && { feedback }) };
    },
  };
}

function feedbackOf({ Message }: SnsMessage): Feedback | undefined {
  const event = readEvent(Message);
  const told = event && (deliveryOf(event) ?? bounceOf(event) ?? complaintOf(event));
  if (!told) return undefined;
  const { messageId, tags } = event.mail;
  return { ...told, message: { id: ledgerIdOf(tags?.[sesMessageTag]?.[0]), providerId: messageId } };
}

type Told = Omit<Feedback, 'message'>;
const typeOf = ({ eventType, notificationType }: SesEvent): string | undefined => eventType ?? notificationType;

function deliveryOf(event: SesEvent): Told | undefined {
  const { delivery } = event;
  if (typeOf(event) !== 'Delivery' || !delivery) return undefined;
  const { timestamp, recipients } = delivery;
  return { kind: 'delivered', at: new Date(timestamp), recipients, suppress: undefined };
}

/** Only `Permanent` ones: a transient one may be a full mailbox, or a note that somebody is away. */
function bounceOf(event: SesEvent): Told | undefined {
  const { bounce } = event;
  if (typeOf(event) !== 'Bounce' || bounce?.bounceType !== 'Permanent') return undefined;
  const note = shortNote('SES:', bounce.bounceSubType, bounce.bouncedRecipients[0]?.diagnosticCode);
  return {
    kind: 'bounced',
    at: new Date(bounce.timestamp),
    recipients: bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress),
    suppress: { reason: 'bounced', note },
  };
}

/** `not-spam` is the opposite: somebody took the mail out of their spam folder. */
function complaintOf(event: SesEvent): Told | undefined {
  const { complaint } = event;
  if (typeOf(event) !== 'Complaint' || !complaint || complaint.complaintFeedbackType === 'not-spam') return undefined;
  const note = shortNote('SES:', complaint.complaintFeedbackType ?? 'complaint');
  return {
    kind: 'complained',
    at: new Date(complaint.timestamp),
    recipients: complaint.complainedRecipients.map(({ emailAddress }) => emailAddress),
    suppress: { reason: 'complained', note },
  };
}

/** Topics may carry other things than what SES publishes. */
function readEvent(text: string): SesEvent | undefined {
  try {
    return sesEvent.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
