import type { Queryable } from '@oms/database';

/** Milliseconds for a person to find their key and use it: the WebAuthn recommendation (Level 3, section 15.1). */
export const challengeLifetime = 5 * 60_000;

/** @param accountId who registers a passkey; null for a sign-in */
export const insertChallenge = (
  db: Queryable,
  challenge: string,
  accountId: string | null,
  now: Date,
): Promise<unknown> =>
  db.query(`INSERT INTO passkey_challenges (challenge, account_id, expires_at) VALUES ($1, $2, $3)`, [
    challenge,
    accountId,
    new Date(now.getTime() + challengeLifetime),
  ]);

/** Uses a challenge up, whatever becomes of the answer: of all who come with it at once, one gets it. */
export async function takeChallenge(
  db: Queryable,
  challenge: string,
  accountId: string | null,
  now: Date,
): Promise<boolean> {
  const rows = await db.query(
    `DELETE FROM passkey_challenges
      WHERE challenge = $1 AND account_id IS NOT DISTINCT FROM $2 AND expires_at > $3 RETURNING 1`,
    [challenge, accountId, now],
  );
  return rows.length === 1;
}

export const deleteExpiredChallenges = (db: Queryable, now: Date): Promise<unknown> =>
  db.query(`DELETE FROM passkey_challenges WHERE expires_at < $1`, [now]);
