import type { FeedbackProvider, FeedbackProviders } from './feedback.ts';
import { createMailgunFeedback } from './mailgun-feedback.ts';
import { createSesFeedback } from './ses-feedback.ts';

export interface FeedbackSettings {
  /** Topics of Amazon SNS that SES publishes to. */
  sesTopicArns: readonly string[];
  /** Not an API key: what Mailgun signs the account's webhooks with. */
  mailgunSigningKey: string | undefined;
}

/** The providers that are set up to send webhooks; what mail is sent by has no part in it, for news of old mails still comes. */
export const createFeedbackProviders = ({ sesTopicArns, mailgunSigningKey }: FeedbackSettings): FeedbackProviders =>
  new Map<string, FeedbackProvider>([
    ...(sesTopicArns.length > 0 ? [['ses', createSesFeedback(sesTopicArns)] as const] : []),
    ...(mailgunSigningKey !== undefined ? [['mailgun', createMailgunFeedback(mailgunSigningKey)] as const] : []),
  ]);
