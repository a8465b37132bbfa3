import type { Database } from '@oms/database';
import { deleteExpiredLinks } from './links/link-store.ts';
import { deleteExpiredChallenges } from './passkeys/challenge-store.ts';
import { redactLateEntries } from './privacy/privacy-store.ts';
import { deleteExpiredRevocations } from './revocations/revocation-store.ts';
import { deleteOldSessions } from './sessions/session-store.ts';
import { deleteOldSignInAttempts } from './sessions/sign-in-attempt-store.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Deletes what has expired and nobody asks about any more. */
export async function sweep(db: Database, now: Date): Promise<void> {
  const before = (age: number): Date => new Date(now.getTime() - age);
  await deleteExpiredRevocations(db, before(hour));
  await deleteExpiredLinks(db, before(7 * day));
  await deleteExpiredChallenges(db, now);
  await deleteOldSignInAttempts(db, before(day));
  await deleteOldSessions(db, before(30 * day));
  await redactLateEntries(db, before(day));
}
