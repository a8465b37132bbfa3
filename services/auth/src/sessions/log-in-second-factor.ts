import type { Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import { type Account, findAccount, lockAccount } from '../accounts/account-store.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { noteFactorChange } from '../factors/factor-changed.ts';
import { useTotpCode } from '../factors/manage-totp.ts';
import { countRecoveryCodes, useRecoveryCode } from '../factors/recovery-code-store.ts';
import { recoveryCodeHash } from '../factors/recovery-codes.ts';
import { tokenHash } from '../links/link-token.ts';
import { authProblems } from '../problems.ts';
import type { TokenPair } from './open-session.ts';
import { finishSignIn, type MfaChallenge, signIn } from './sign-in.ts';
import { findSignInAttempt, useSignInAttempt } from './sign-in-attempt-store.ts';

/** What a person gives for their second factor. */
export type SecondFactor = { code: string } | { recoveryCode: string };

/**
 * Ends a sign-in that a first factor began. A wrong code leaves the token as it is; the attempts are counted with those at
 * the account's password.
 *
 * @throws {Problem} 401 mfa_token_invalid or mfa_code_invalid, 403, 429
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
  if (!owner) throw signInAgain();
  const attempt = await guesses.begin(owner.email);
  try {
    const outcome = await db.transaction(async (tx) => {
      const account = await lockAccount(tx, owner.id);
      const first = await useSignInAttempt(tx, hash, now());
      if (!account || !first) throw signInAgain();
      const proved = await prove(tx, context, account, factor, client);
      // RFC 8176 has no name for a recovery code.
      const amr = [...first.amr, ...(proved === 'totp' ? ['otp'] : []), 'mfa'];
      return signIn(tx, context, { account, amr, client, details: { method: proved } });
    });
    return await finishSignIn(context, outcome, attempt);
  } catch (error) {
    // After the roll-back, which would take the entry with it.
    if (error instanceof Problem && error.definition === authProblems.mfa_code_invalid) {
      const method = 'code' in factor ? 'totp' : 'recovery_code';
      await audit(db, now(), { type: 'login.failed', accountId: owner.id, client, details: { method } });
    }
    throw error;
  }
}

async function prove(
  tx: Transaction,
  context: AuthContext,
  account: Account,
  factor: SecondFactor,
  client: Client,
): Promise<'totp' | 'recovery_code'> {
  if ('code' in factor) {
    if (await useTotpCode(tx, context, account.id, factor.code)) return 'totp';
    throw new Problem(authProblems.mfa_code_invalid, {
      detail: 'Give the code that the app shows now; each is used once.',
    });
  }
  if (!(await useRecoveryCode(tx, account.id, recoveryCodeHash(factor.recoveryCode), context.now()))) {
    throw new Problem(authProblems.mfa_code_invalid, { detail: 'Give another recovery code; each is used once.' });
  }
  const remaining = await countRecoveryCodes(tx, account.id);
  await noteFactorChange(tx, context, { account, change: 'recovery_code_used', client, remaining });
  return 'recovery_code';
}

const signInAgain = (): Problem => new Problem(authProblems.mfa_token_invalid, { detail: 'Begin to sign in again.' });
