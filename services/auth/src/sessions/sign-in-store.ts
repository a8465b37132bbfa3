import type { Transaction } from '@oms/database';
import { type Account, accountColumns } from '../accounts/account-store.ts';
import type { Client } from '../context.ts';
import { type FactorRow, factorColumns, methodsOf, type SecondFactorMethod } from '../factors/second-factors.ts';
import { fingerprintOf } from './known-devices.ts';

/** What decides how a sign-in goes on. */
export interface SignInFacts {
  account: Account;
  passwordHash: string | null;
  /** What a second factor can be proved with; none where one factor is enough. */
  methods: SecondFactorMethod[];
  /** The account has been used before, but not from such a browser. */
  newDevice: boolean;
}

type Row = Account & FactorRow & Pick<SignInFacts, 'passwordHash' | 'newDevice'>;

/** Reads it all in one statement, in a transaction that holds the account. @returns undefined when there is no such account */
export async function findSignInFacts(
  tx: Transaction,
  accountId: string,
  client: Client,
): Promise<SignInFacts | undefined> {
  const [row] = await tx.query<Row>(
    `SELECT ${accountColumns}, p.hash AS "passwordHash", ${factorColumns('a.id')},
            EXISTS (SELECT 1 FROM known_devices WHERE account_id = a.id)
              AND NOT EXISTS (SELECT 1 FROM known_devices WHERE account_id = a.id AND fingerprint = $2) AS "newDevice"
       FROM accounts a LEFT JOIN passwords p ON p.account_id = a.id WHERE a.id = $1`,
    [accountId, fingerprintOf(client)],
  );
  if (!row) return undefined;
  const { passwordHash, newDevice, totp, passkey, recovery_code, ...account } = row;
  return { account, passwordHash, newDevice, methods: methodsOf({ totp, passkey, recovery_code }) };
}

export interface NewSession {
  id: string;
  accountId: string;
  createdAt: Date;
  authenticatedAt: Date;
  amr: readonly string[];
  userAgent: string | null;
  ip: string | null;
  expiresAt: Date;
}

/**
 * Stores a session that begins, what it is used from, and the next version of its account, which `tx` holds.
 *
 * @param tokenHash of its first refresh token
 */
export const insertSession = (tx: Transaction, session: NewSession, tokenHash: Buffer): Promise<unknown> =>
  tx.query(
    `WITH session AS (
       INSERT INTO sessions (id, account_id, created_at, last_seen_at, authenticated_at, amr, user_agent, ip, expires_at)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8) RETURNING id, generation, created_at),
     token AS (
       INSERT INTO refresh_tokens (hash, session_id, generation, issued_at)
       SELECT $9, id, generation, created_at FROM session),
     device AS (
       INSERT INTO known_devices (account_id, fingerprint, first_seen_at, last_seen_at) VALUES ($2, $10, $3, $3)
       ON CONFLICT (account_id, fingerprint) DO UPDATE SET last_seen_at = excluded.last_seen_at)
     UPDATE accounts SET version = version + 1 WHERE id = $2`,
    [
      session.id,
      session.accountId,
      session.createdAt,
      session.authenticatedAt,
      session.amr,
      session.userAgent,
      session.ip,
      session.expiresAt,
      tokenHash,
      fingerprintOf(session),
    ],
  );
