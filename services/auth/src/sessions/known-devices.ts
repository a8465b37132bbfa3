import { createHash } from 'node:crypto';
import type { Transaction } from '@oms/database';
import type { Client } from '../context.ts';

/** A browser is the same after an update: user agents without their versions. */
const kindOf = (userAgent: string | null): string => (userAgent ?? '').replaceAll(/[\d._]+/g, '');

/** What a kind of browser is kept as. */
export const fingerprintOf = (client: Client): Buffer => createHash('sha256').update(kindOf(client.userAgent)).digest();

/** Notes what a person signs in from. */
export const noteDevice = (tx: Transaction, accountId: string, client: Client, now: Date): Promise<unknown> =>
  tx.query(
    `INSERT INTO known_devices (account_id, fingerprint, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (account_id, fingerprint) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
    [accountId, fingerprintOf(client), now],
  );
