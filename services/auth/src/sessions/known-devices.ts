import { createHash } from 'node:crypto';
import type { Transaction } from '@oms/database';
import type { Client } from '../context.ts';

/** A browser is the same after an update: user agents without their versions. */
const kindOf = (userAgent: string | null): string => (userAgent ?? '').replaceAll(/[\d._]+/g, '');

/**
 * Notes what a person signs in from, in a transaction that holds their account.
 *
 * @returns true when the account has been used before, but not from such a browser
 */
export async function noteDevice(tx: Transaction, accountId: string, client: Client, now: Date): Promise<boolean> {
  const fingerprint = createHash('sha256').update(kindOf(client.userAgent)).digest();
  const others = await tx.query(`SELECT 1 FROM known_devices WHERE account_id = $1 LIMIT 1`, [accountId]);
  const known = await tx.query(
    `UPDATE known_devices SET last_seen_at = $3 WHERE account_id = $1 AND fingerprint = $2 RETURNING 1`,
    [accountId, fingerprint, now],
  );
  if (known.length > 0) return false;
  await tx.query(
    `INSERT INTO known_devices (account_id, fingerprint, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $3)`,
    [accountId, fingerprint, now],
  );
  return others.length > 0;
}
