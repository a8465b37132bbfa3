import type { Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import { type Account, findAccount, lockAccount } from '../accounts/account-store.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { noteFactorChange } from '../factors/factor-changed.ts';
import { useTotpCode } from '../factors/manage-totp.ts';
import { countRecoveryCodes, useRecoveryCode } from '../factors/recovery-code-store.ts';
import { recoveryCodeHash } from '../factors/recovery-codes.ts';
import type { SecondFactorMethod } from '../factors/second-factors.ts';
import { tokenHash } from '../links/link-token.ts';
import { type PasskeyAnswer, takeLoginChallenge, usePasskey } from '../passkeys/use-passkey.ts';
import { authProblems, mfaTokenInvalid } from '../problems.ts';
import type { TokenPair } from './open-session.ts';
import { finishSignIn, type MfaChallenge, signIn } from './sign-in.ts';
import { findSignInAttempt, useSignInAttempt } from './sign-in-attempt-store.ts';

/** What a person gives for their second factor. */
export type SecondFactor = { code: string } | { recoveryCode: string } | { credential: PasskeyAnswer };

/**
 * Ends a sign-in that a first factor began. A wrong code leaves the token as it is; the attempts are counted with those at
 * the account's password.
 *
 * @throws {Problem} 401 mfa_token_invalid, mfa_code_invalid or passkey_refused, 403, 429
 */
export async function logInWithSecondFactor(
  context: AuthContext,
  { mfaToken, factor }: { mfaToken: string; factor: SecondFactor },
  client: Client,
): Promise<TokenPair | MfaChallenge> {
  const { db, guesses, now } = context;
  const hash = tokenHash(mfaToken);
  const begun = await findSignInAttempt(db, hash, now());
  const owner = begun && (await findAccount(db, begun.accountId));
  if (!owner) throw mfaTokenInvalid();
  const attempt = await guesses.begin(owner.email);
  // Used up whatever becomes of it, so apart from the transaction.
  const answersUs = 'credential' in factor && (await takeLoginChallenge(db, factor.credential, now()));
  try {
    const outcome = await db.transaction(async (tx) => {
      const account = await lockAccount(tx, owner.id);
      const first = await useSignInAttempt(tx, hash, now());
      if (!account || !first) throw mfaTokenInvalid();
      if ('credential' in factor && !answersUs) throw passkeyRefused();
      const proved = await prove(tx, context, account, factor, client);
      const amr = [...first.amr, ...proved];
      return signIn(tx, context, { account, amr, client, details: { method: methodOf(factor) } });
    });
    return await finishSignIn(context, outcome, attempt);
  } catch (error) {
    // After the roll-back, which would take the entry with it.
    if (error instanceof Problem && isWrong.has(error.definition)) {
      const details = { method: methodOf(factor) };
      await audit(db, now(), { type: 'login.failed', accountId: owner.id, client, details });
    }
    throw error;
  }
}

const isWrong = new Set<Problem['definition']>([authProblems.mfa_code_invalid, authProblems.passkey_refused]);

const methodOf = (factor: SecondFactor): SecondFactorMethod => {
  if ('code' in factor) return 'totp';
  return 'credential' in factor ? 'passkey' : 'recovery_code';
};

/** @returns what it adds to `amr` (RFC 8176, which has no name for a recovery code) */
async function prove(
  tx: Transaction,
  context: AuthContext,
  account: Account,
  factor: SecondFactor,
  client: Client,
): Promise<string[]> {
  if ('code' in factor) {
    if (await useTotpCode(tx, context, account.id, factor.code)) return ['otp', 'mfa'];
    throw new Problem(authProblems.mfa_code_invalid, {
      detail: 'Give the code that the app shows now; each is used once.',
    });
  }
  if ('credential' in factor) {
    const used = await usePasskey(tx, context, account.id, factor.credential);
    if (!used) throw passkeyRefused();
    return used.amr;
  }
  if (!(await useRecoveryCode(tx, account.id, recoveryCodeHash(factor.recoveryCode), context.now()))) {
    throw new Problem(authProblems.mfa_code_invalid, { detail: 'Give another recovery code; each is used once.' });
  }
  const remaining = await countRecoveryCodes(tx, account.id);
  await noteFactorChange(tx, context, { account, change: 'recovery_code_used', client, remaining });
  return ['mfa'];
}

const passkeyRefused = (): Problem =>
  new Problem(authProblems.passkey_refused, {
    detail: 'Ask for options again at POST /api/v1/auth/login/mfa/passkey/options, or give a code.',
  });
