import { Problem } from '@oms/http';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { lockAccount } from '../accounts/account-store.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { tokenHash } from '../links/link-token.ts';
import { authProblems, mfaTokenInvalid } from '../problems.ts';
import type { TokenPair } from '../sessions/open-session.ts';
import { finishSignIn, type MfaChallenge, signIn } from '../sessions/sign-in.ts';
import { findSignInAttempt } from '../sessions/sign-in-attempt-store.ts';
import { challengeLifetime, insertChallenge } from './challenge-store.ts';
import { loadWebAuthn } from './load-webauthn.ts';
import { findPasskey, findPasskeys, type Passkey } from './passkey-store.ts';
import { type PasskeyAnswer, takeLoginChallenge, usePasskey } from './use-passkey.ts';

/** What a browser needs to sign somebody in with a passkey. It names nobody: the passkey tells who it is. */
export const passkeyLoginOptions = (context: AuthContext): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  requestOptions(context);

/**
 * What a browser needs to end a sign-in with one of the account's passkeys.
 *
 * @param mfaToken of whoever has proved a first factor, and may therefore know which passkeys there are
 * @throws {Problem} 401 mfa_token_invalid
 */
export async function passkeyMfaOptions(
  context: AuthContext,
  mfaToken: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const begun = await findSignInAttempt(context.db, tokenHash(mfaToken), context.now());
  if (!begun) throw mfaTokenInvalid();
  return requestOptions(context, await findPasskeys(context.db, begun.accountId));
}

async function requestOptions({ db, site, now }: AuthContext, allowed?: readonly Passkey[]) {
  const { generateAuthenticationOptions } = await loadWebAuthn();
  const options = await generateAuthenticationOptions({
    rpID: site.hostname,
    timeout: challengeLifetime,
    userVerification: 'required',
    ...(allowed && {
      allowCredentials: allowed.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    }),
  });
  await insertChallenge(db, options.challenge, null, now());
  return options;
}

/**
 * Signs in whoever holds a passkey. The authenticator has seen to it that it is its person who uses it, so it is two factors
 * (NIST SP 800-63B-4, 3.1.7) and no other is asked for. Attempts are not counted as guesses at the account: there is nothing to
 * guess, and so nobody who guesses its password can keep its owner from this way in.
 *
 * @throws {Problem} 401 passkey_refused, whatever the reason; 403
 */
export async function logInWithPasskey(
  context: AuthContext,
  answer: PasskeyAnswer,
  client: Client,
): Promise<TokenPair | MfaChallenge> {
  const { db, now } = context;
  const isOurs = await takeLoginChallenge(db, answer, now());
  const passkey = await findPasskey(db, answer.id);
  if (!isOurs || !passkey)
    throw await refuse(context, passkey, isOurs ? 'unknown passkey' : 'no such challenge', client);

  const outcome = await db.transaction(async (tx) => {
    const account = await lockAccount(tx, passkey.accountId);
    const used = account && (await usePasskey(tx, context, account.id, answer));
    if (!account || !used) return undefined;
    return signIn(tx, context, { account, amr: used.amr, client, details: { passkeyId: used.passkey.id } });
  });
  if (!outcome) throw await refuse(context, passkey, 'not verified', client);
  return finishSignIn(context, outcome);
}

/** Notes the failure and answers all of them alike. */
async function refuse(
  { db, now }: AuthContext,
  passkey: Passkey | undefined,
  reason: string,
  client: Client,
): Promise<Problem> {
  const details = { method: 'passkey', reason, ...(passkey && { passkeyId: passkey.id }) };
  await audit(db, now(), { type: 'login.failed', accountId: passkey?.accountId ?? null, client, details });
  return new Problem(authProblems.passkey_refused, { detail: 'Ask for options again, or sign in another way.' });
}
