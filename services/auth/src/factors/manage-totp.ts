import type { Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import { seal, unseal } from '@oms/security';
import encodeQr from 'qr';
import { type Account, findAccount, lockAccount } from '../accounts/account-store.ts';
import type { AuthContext, Client } from '../context.ts';
import { authProblems, notFound } from '../problems.ts';
import { rfc4648, toBase32 } from './base32.ts';
import { noteFactorChange } from './factor-changed.ts';
import { giveRecoveryCodes } from './give-recovery-codes.ts';
import { settleAfterRemoval } from './last-factor.ts';
import { secondFactorsOf } from './second-factors.ts';
import { matchingStep, newTotpSecret, otpauthUri } from './totp.ts';
import { confirmTotp, deleteTotp, findTotp, putUnconfirmedTotp, useTotpStep } from './totp-store.ts';

/** Whose factor it is, and from where they ask. */
export interface Owner {
  accountId: string;
  client: Client;
}

/** What a secret is sealed in: it opens for its own account alone. */
const sealingContext = (accountId: string): string => `totp:${accountId}`;

/** Milliseconds that a secret waits for its first code. */
const setUpLifetime = 15 * 60_000;

export interface TotpSetUp {
  /** Base32, to be typed where no QR code can be read. */
  secret: string;
  otpauthUri: string;
  /** The URI as a QR code. */
  qrSvg: string;
}

/** Begins to set an authenticator app up: it asks for no codes before it has given a first one. @throws {Problem} 404, 409 */
export async function beginTotp(
  { db, now, keyEncryptionKey, totpIssuer }: AuthContext,
  accountId: string,
): Promise<TotpSetUp> {
  const account = await findAccount(db, accountId);
  if (!account) throw notFound('account');
  const secret = newTotpSecret();
  const encoded = toBase32(secret, rfc4648);
  const sealed = seal(keyEncryptionKey, secret.toString('base64url'), sealingContext(account.id));
  if (!(await putUnconfirmedTotp(db, account.id, sealed, now()))) {
    throw new Problem(authProblems.mfa_already_enabled, { detail: 'Remove it first: DELETE /api/v1/auth/mfa/totp.' });
  }
  const uri = otpauthUri(secret, { issuer: totpIssuer, account: account.email });
  return { secret: encoded, otpauthUri: uri, qrSvg: encodeQr(uri, 'svg') };
}

/**
 * Ends the set-up by a first code: from now on signing in needs one.
 *
 * @returns recovery codes, which are shown this once
 * @throws {Problem} 409 without a set-up of the last minutes, 422 mfa_setup_code_invalid, 429
 */
export async function confirmTotpSetUp(context: AuthContext, owner: Owner, code: string): Promise<string[]> {
  const { db, now, guesses } = context;
  const found = await findAccount(db, owner.accountId);
  if (!found) throw notFound('account');
  const attempt = await guesses.begin(found.email);
  const codes = await db.transaction(async (tx) => {
    const account = await requireLocked(tx, owner.accountId);
    const factor = await findTotp(tx, account.id);
    const begunAfter = now().getTime() - setUpLifetime;
    if (!factor || factor.confirmedAt !== null || new Date(factor.createdAt).getTime() < begunAfter) {
      throw new Problem(authProblems.mfa_not_enabled, { detail: 'Begin at POST /api/v1/auth/mfa/totp.' });
    }
    if (!(await useTotpCode(tx, context, account.id, code))) {
      throw new Problem(authProblems.mfa_setup_code_invalid, {
        detail: 'Give the code that the app shows now. If it goes on, check that the clock of its device is right.',
      });
    }
    await confirmTotp(tx, account.id, now());
    await noteFactorChange(tx, context, { account, change: 'totp_enabled', client: owner.client });
    return giveRecoveryCodes(tx, account.id, now());
  });
  await attempt.forgive();
  return codes;
}

/** Gives other recovery codes; those from before are void. @throws {Problem} 409 without a second factor */
export const renewRecoveryCodes = ({ db, now }: AuthContext, owner: Owner): Promise<string[]> =>
  db.transaction(async (tx) => {
    const account = await requireLocked(tx, owner.accountId);
    if ((await secondFactorsOf(tx, account.id)).length === 0) {
      throw new Problem(authProblems.mfa_not_enabled, {
        detail: 'Set up an authenticator app at POST /api/v1/auth/mfa/totp, or register a passkey.',
      });
    }
    await noteFactorChange(tx, { now }, { account, change: 'recovery_codes_replaced', client: owner.client });
    return giveRecoveryCodes(tx, account.id, now());
  });

/** Removes the authenticator app, and the recovery codes where no passkey is left either. @throws {Problem} 404, 409 when the password could not stand alone */
export const removeTotp = ({ db, now }: AuthContext, owner: Owner): Promise<void> =>
  db.transaction(async (tx) => {
    const account = await requireLocked(tx, owner.accountId);
    const removed = await deleteTotp(tx, account.id);
    if (removed === undefined) throw notFound('authenticator app');
    if (removed === 'unconfirmed') return;
    await settleAfterRemoval(tx, account.id, now());
    await noteFactorChange(tx, { now }, { account, change: 'totp_disabled', client: owner.client });
  });

/**
 * Compares a code with those of now, and uses its time step up.
 *
 * @returns false when it is wrong or was used
 */
export async function useTotpCode(
  tx: Transaction,
  { keyEncryptionKey, now }: Pick<AuthContext, 'keyEncryptionKey' | 'now'>,
  accountId: string,
  code: string,
): Promise<boolean> {
  const factor = await findTotp(tx, accountId);
  if (!factor) return false;
  const secret = unseal(keyEncryptionKey, factor.sealedSecret, sealingContext(accountId));
  const step = matchingStep(Buffer.from(secret, 'base64url'), code, now());
  return step !== undefined && useTotpStep(tx, accountId, step);
}

async function requireLocked(tx: Transaction, id: string): Promise<Account> {
  const account = await lockAccount(tx, id);
  if (!account) throw notFound('account');
  return account;
}
