import type { Transaction } from '@oms/database';
import type { Client } from '../context.ts';
import { type FactorRow, factorColumns, methodsOf, type SecondFactorMethod } from '../factors/second-factors.ts';
import { fingerprintOf } from './known-devices.ts';

/** What decides, beside the account itself, how its sign-in goes on. */
export interface SignInFacts {
  passwordHash: string | null;
  /** What a second factor can be proved with; none where one factor is enough. */
  methods: SecondFactorMethod[];
  /** The account has been used before, but not from such a browser. */
  newDevice: boolean;
  /** Of the account, which grows with each event. */
  version: number;
}

/** Reads it all in one statement, in a transaction that holds the account. @returns undefined when there is no such account */
export async function findSignInFacts(
  tx: Transaction,
  accountId: string,
  client: Client,
): Promise<SignInFacts | undefined> {
  const [row] = await tx.query<Omit<SignInFacts, 'methods'> & FactorRow>(
    `SELECT a.version, p.hash AS "passwordHash", ${factorColumns('a.id')},
            EXISTS (SELECT 1 FROM known_devices WHERE account_id = a.id)
              AND NOT EXISTS (SELECT 1 FROM known_devices WHERE account_id = a.id AND fingerprint = $2) AS "newDevice"
       FROM accounts a LEFT JOIN passwords p ON p.account_id = a.id WHERE a.id = $1`,
    [accountId, fingerprintOf(client)],
  );
  if (!row) return undefined;
  const { version, passwordHash, newDevice } = row;
  return { version, passwordHash, newDevice, methods: methodsOf(row) };
}
