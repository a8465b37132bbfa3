import type { Database } from '@oms/database';
import { routesFor } from '@oms/http';
import type { SealingKey } from '@oms/security';
import type { Logger } from '@oms/telemetry';
import type { Renderer } from './templates/render.ts';
import type { FeedbackKind, FeedbackProviders } from './webhooks/feedback.ts';

/** What the handlers of routes work with. */
export interface MailerContext {
  db: Database;
  render: Renderer;
  /** Where links in mails begin. */
  publicUrl: string;
  /** Opens the tokens of links that unsubscribe. */
  sealingKey: SealingKey;
  /** IANA name of the zone that times are given in to people whose own is not known. */
  timeZone: string;
  /** Those that tell what became of mails. */
  feedbackProviders: FeedbackProviders;
  /** Counts what they tell. */
  countFeedback(provider: string, kind: FeedbackKind): void;
  logger: Logger;
  /** Look for mail to send now. */
  wake(): void;
}

export const route = routesFor<MailerContext>();
