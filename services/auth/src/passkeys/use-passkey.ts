import type { Queryable, Transaction } from '@oms/database';
import type * as z from 'zod';
import type { AuthContext } from '../context.ts';
import { takeChallenge } from './challenge-store.ts';
import { challengeOf, type loginCredential } from './credential-fields.ts';
import { loadWebAuthn } from './load-webauthn.ts';
import { findPasskey, markPasskeyUsed, type Passkey } from './passkey-store.ts';
import { userHandleOf } from './register-passkey.ts';

/** What a browser has answered to request options of ours. */
export type PasskeyAnswer = z.output<typeof loginCredential>;

/** Uses the answer's challenge up, whatever becomes of the answer. @returns false when it is none of ours, or was used */
export const takeLoginChallenge = (db: Queryable, answer: PasskeyAnswer, now: Date): Promise<boolean> =>
  takeChallenge(db, challengeOf(answer.response.clientDataJSON), null, now);

/**
 * Uses a passkey of an account by an answer whose challenge was taken.
 *
 * @param accountId of an account that `tx` has locked, so that two with copies of one key do not both get past its counter
 * @returns the passkey and what it proves (RFC 8176); undefined when the answer does not prove possession of a passkey of the
 *   account, by its person, for this site, now
 */
export async function usePasskey(
  tx: Transaction,
  { site, now }: Pick<AuthContext, 'site' | 'now'>,
  accountId: string,
  answer: PasskeyAnswer,
): Promise<{ passkey: Passkey; amr: string[] } | undefined> {
  const passkey = await findPasskey(tx, answer.id);
  if (passkey?.accountId !== accountId) return undefined;
  const used = await verify(site, passkey, answer);
  if (!used) return undefined;
  await markPasskeyUsed(tx, passkey.id, { signCount: used.newCounter, now: now() });
  // The key is in hardware unless it can be copied; `user` for the person's presence, checked by PIN or finger.
  return { passkey, amr: [used.credentialDeviceType === 'singleDevice' ? 'hwk' : 'swk', 'user', 'mfa'] };
}

async function verify(site: AuthContext['site'], passkey: Passkey, answer: PasskeyAnswer) {
  const { userHandle, ...response } = answer.response;
  const owner = Buffer.from(userHandleOf(passkey.accountId)).toString('base64url');
  // A discoverable credential says whose it is (WebAuthn Level 3, section 7.2, step 6).
  if (userHandle && userHandle !== owner) return undefined;
  const { verifyAuthenticationResponse } = await loadWebAuthn();
  const verified = await verifyAuthenticationResponse({
    response: { ...answer, response },
    expectedChallenge: challengeOf(response.clientDataJSON),
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
