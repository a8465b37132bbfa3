import type { SuppressionReason } from '../suppressions/suppression-store.ts';

export const feedbackKinds = ['delivered', 'bounced', 'complained'] as const;
export type FeedbackKind = (typeof feedbackKinds)[number];

/** What a provider tells of a mail that it had taken. */
export interface Feedback {
  kind: FeedbackKind;
  at: Date;
  recipients: readonly string[];
  /** Which mail: our row of the ledger, where the provider repeats it, and what the provider calls it. */
  message: { id: string | undefined; providerId: string | undefined };
  /** Why nothing more is to be sent to these recipients, where that follows, and in whose words. */
  suppress: { reason: SuppressionReason; note: string } | undefined;
}

/** A webhook, known to be the provider's. */
export interface Notice {
  /** The same each time it is sent. */
  id: string;
  type: string;
  /** Nothing where it tells nothing of how a mail ended. */
  feedback?: Feedback;
  /** To be called, outside of any transaction, for the provider to send more. @throws {Problem} 503 */
  confirm?(): Promise<void>;
}

/** A provider that tells by webhooks what became of mails. */
export interface FeedbackProvider {
  /**
   * Reads a webhook.
   *
   * @param body as it was sent
   * @throws {BadSignature} when it is not the provider's, or not of late
   */
  read(body: Buffer, now: Date): Promise<Notice>;
}

export class BadSignature extends Error {}

/** The providers that are set up, by name. */
export type FeedbackProviders = ReadonlyMap<string, FeedbackProvider>;

/**
 * For how long after it was signed a webhook is taken: providers try for hours to deliver one (Mailgun for eight), and it counts
 * once however often it comes, for receipts are kept longer than this.
 */
const freshForMs = 12 * 3_600_000;
const clockSkewMs = 5 * 60_000;
export const receiptsKeptHours = 24;

/** @throws {BadSignature} */
export function requireFresh(signedAt: Date, now: Date): void {
  const age = now.getTime() - signedAt.getTime();
  if (!(age <= freshForMs && age >= -clockSkewMs)) throw new BadSignature('The webhook was not signed lately.');
}

/** The webhook's JSON. @throws {BadSignature} when it is none, for then nothing in it can be signed */
export function parseWebhook(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadSignature('The webhook is not JSON.');
  }
}

const ledgerId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@|$)/;

/** The row of the ledger that a Message-ID of ours, or a tag, names. */
export const ledgerIdOf = (text: string | undefined): string | undefined =>
  ledgerId.exec(text?.replace(/^</, '') ?? '')?.[1];

/** As much of a provider's words as a note may have. */
export const shortNote = (...words: (string | number | undefined)[]): string =>
  words
    .filter((word) => word !== undefined && word !== '')
    .join(' ')
    .replaceAll('\u0000', '')
    .slice(0, 500);
