export const messageStatuses = ['queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'suppressed'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export const attemptOutcomes = ['sent', 'rejected', 'deferred', 'unknown', 'abandoned'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** A mail as the ledger shows it: without the token of its link. */
export interface Message {
  id: string;
  eventId: string;
  recipient: string;
  recipientName: string | null;
  template: string;
  locale: string;
  timeZone: string;
  data: Record<string, unknown>;
  status: MessageStatus;
  attempts: number;
  nextAttemptAt: string | null;
  expiresAt: string | null;
  messageId: string;
  sentAt: string | null;
  lastError: string | null;
  /** What the provider tells came of it after it was sent, and when. */
  deliveredAt: string | null;
  bouncedAt: string | null;
  complainedAt: string | null;
  createdAt: string;
}

export interface Attempt {
  number: number;
  startedAt: string;
  finishedAt: string | null;
  outcome: AttemptOutcome | null;
  transport: string | null;
  detail: string | null;
  response: string | null;
  providerId: string | null;
}
