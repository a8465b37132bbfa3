import { Problem } from '@oms/http';
import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import type * as z from 'zod';
import { lockAccount } from '../accounts/account-store.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { authProblems } from '../problems.ts';
import type { TokenPair } from '../sessions/open-session.ts';
import { finishSignIn, type MfaChallenge, signIn } from '../sessions/sign-in.ts';
import { challengeLifetime, insertChallenge, takeChallenge } from './challenge-store.ts';
import { challengeOf, type loginCredential } from './credential-fields.ts';
import { findPasskey, markPasskeyUsed, type Passkey } from './passkey-store.ts';
import { userHandleOf } from './register-passkey.ts';

/** What a browser needs to sign somebody in with a passkey. It names nobody: the passkey tells who it is. */
export async function passkeyLoginOptions({
  db,
  site,
  now,
}: AuthContext): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({
    rpID: site.hostname,
    timeout: challengeLifetime,
    userVerification: 'required',
  });
  await insertChallenge(db, options.challenge, null, now());
  return options;
}

type Credential = z.output<typeof loginCredential>;

/**
 * Signs in whoever holds a passkey. The authenticator has seen to it that it is its person who uses it, so it is two factors
 * (NIST SP 800-63B-4, 3.1.7) and no other is asked for. Attempts are not counted as guesses at the account: there is nothing to
 * guess, and so nobody who guesses its password can keep its owner from this way in.
 *
 * @throws {Problem} 401 passkey_refused, whatever the reason; 403
 */
export async function logInWithPasskey(
  context: AuthContext,
  credential: Credential,
  client: Client,
): Promise<TokenPair | MfaChallenge> {
  const { db, now } = context;
  const challenge = challengeOf(credential.response.clientDataJSON);
  const isOurs = await takeChallenge(db, challenge, null, now());
  const passkey = await findPasskey(db, credential.id);
  if (!isOurs || !passkey)
    throw await refuse(context, passkey, isOurs ? 'unknown passkey' : 'no such challenge', client);

  const outcome = await db.transaction(async (tx) => {
    const account = await lockAccount(tx, passkey.accountId);
    // Under the lock: two that sign in with copies of one key do not both get past its counter.
    const present = account && (await findPasskey(tx, credential.id));
    const used = present && (await verify(context, present, credential, challenge));
    if (!account || !present || used === undefined) return undefined;
    await markPasskeyUsed(tx, present.id, { signCount: used.newCounter, now: now() });
    // RFC 8176: the key is in hardware unless it can be copied; `user` for the person's presence, checked by PIN or finger.
    const amr = [used.credentialDeviceType === 'singleDevice' ? 'hwk' : 'swk', 'user', 'mfa'];
    return signIn(tx, context, { account, amr, client, details: { passkeyId: present.id } });
  });
  if (!outcome) throw await refuse(context, passkey, 'not verified', client);
  return finishSignIn(context, outcome);
}

/** @returns undefined when the response does not prove possession of the passkey, by its person, for this site, now */
async function verify({ site }: AuthContext, passkey: Passkey, credential: Credential, challenge: string) {
  const { userHandle, ...response } = credential.response;
  const owner = Buffer.from(userHandleOf(passkey.accountId)).toString('base64url');
  // A discoverable credential says whose it is (WebAuthn Level 3, section 7.2, step 6).
  if (userHandle && userHandle !== owner) return undefined;
  const verified = await verifyAuthenticationResponse({
    response: { ...credential, response },
    expectedChallenge: challenge,
    expectedOrigin: [...site.origins],
    expectedRPID: site.hostname,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.signCount,
    },
  }).catch(() => undefined);
  return verified?.verified ? verified.authenticationInfo : undefined;
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
