import { createHash } from 'node:crypto';

/** Who did it, as it is kept: the order's customer is named by the personal part alone. */
export type KeptActor = 'person' | 'apiKey' | 'system' | 'customer';

/** One row of a timeline. */
export interface TimelineEntry {
  orderId: string;
  version: number;
  eventId: string;
  type: string;
  /** RFC 3339, to the millisecond. */
  occurredAt: string;
  actorKind: KeptActor;
  actorId: string | null;
  /** JSON of a {@link Kept}; the hash covers it to the letter. */
  changes: string;
  /** Ciphertext of JSON of a {@link Kept}. */
  personal: string | null;
  hash: string;
}

/** What is kept of an event: what it changed in the order, and what else it told. */
export interface Kept {
  order: Patch;
  data: Record<string, unknown>;
}

/** Members that changed, with their new values. */
export type Patch = Record<string, unknown>;

/** The chain begins here. */
export const noHash = '';

/**
 * Hash of an entry over all that it says and the hash of the one before: SHA-256, base64url. It covers the ciphertext of the
 * personal part, so it holds when the key is gone.
 */
export const hashOf = (entry: Omit<TimelineEntry, 'hash'>, previous: string): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        previous,
        entry.orderId,
        entry.version,
        entry.eventId,
        entry.type,
        entry.occurredAt,
        entry.actorKind,
        entry.actorId,
        entry.changes,
        entry.personal,
      ]),
    )
    .digest('base64url');
