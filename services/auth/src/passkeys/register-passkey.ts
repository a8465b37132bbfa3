import { isUniqueViolation } from '@oms/database';
import { Problem } from '@oms/http';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { parse as uuidBytes, v7 as uuidv7 } from 'uuid';
import type * as z from 'zod';
import { findAccount, lockAccount } from '../accounts/account-store.ts';
import { tellOfFactor } from '../accounts/tell-of-factor.ts';
import { requireWayIn } from '../accounts/ways-in.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { giveRecoveryCodes } from '../factors/give-recovery-codes.ts';
import { settleAfterRemoval } from '../factors/last-factor.ts';
import { countRecoveryCodes } from '../factors/recovery-code-store.ts';
import { authProblems, notFound } from '../problems.ts';
import { challengeLifetime, insertChallenge, takeChallenge } from './challenge-store.ts';
import { challengeOf, type registrationCredential } from './credential-fields.ts';
import { loadWebAuthn } from './load-webauthn.ts';
import { deletePasskey, findPasskeys, insertPasskey, type Passkey } from './passkey-store.ts';

/** EdDSA, ES256 and RS256 (COSE): what authenticators can do between them (WebAuthn Level 3, section 5.4). */
const algorithms = [-8, -7, -257];

/** Passkeys that an account may have. */
const limit = 20;

/** What an account's authenticator is known under: 16 bytes that say nothing about the person (section 14.6.1). */
export const userHandleOf = (accountId: string): Uint8Array<ArrayBuffer> => new Uint8Array(uuidBytes(accountId));

/** What a browser needs to make a passkey for the person. @throws {Problem} 409 too_many_passkeys */
export async function passkeyOptions(
  { db, site, now, totpIssuer }: AuthContext,
  accountId: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const account = await findAccount(db, accountId);
  if (!account) throw notFound('account');
  const held = await findPasskeys(db, accountId);
  requireRoom(held);
  const { generateRegistrationOptions } = await loadWebAuthn();
  const options = await generateRegistrationOptions({
    rpName: totpIssuer,
    rpID: site.hostname,
    userID: userHandleOf(accountId),
    userName: account.email,
    userDisplayName: account.name ?? account.email,
    timeout: challengeLifetime,
    attestationType: 'none',
    // Found by the authenticator without our naming it, and unlocked by the person: it then is two factors at once.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: held.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  });
  await insertChallenge(db, options.challenge, accountId, now());
  return options;
}

/**
 * Registers the passkey that a browser has made for a challenge of {@link passkeyOptions}. From now on it is asked for beside
 * a password, so that an account without recovery codes is given some.
 *
 * @returns recovery codes, which are shown this once; none where the account has some left
 * @throws {Problem} 422 passkey_invalid, 409 too_many_passkeys
 */
export async function registerPasskey(
  context: AuthContext,
  accountId: string,
  { credential, name }: { credential: z.output<typeof registrationCredential>; name: string },
  client: Client,
): Promise<{ passkey: Passkey; recoveryCodes: string[] | undefined }> {
  const { db, now } = context;
  const made = await verify(context, accountId, credential);
  const id = uuidv7();
  const at = now();
  let recoveryCodes: string[] | undefined;
  try {
    recoveryCodes = await db.transaction(async (tx) => {
      const account = await lockAccount(tx, accountId);
      if (!account) throw notFound('account');
      requireRoom(await findPasskeys(tx, accountId));
      await insertPasskey(tx, {
        id,
        accountId,
        credentialId: made.credential.id,
        publicKey: made.credential.publicKey,
        signCount: made.credential.counter,
        transports: credential.response.transports ?? [],
        synced: made.credentialDeviceType === 'multiDevice',
        name,
        createdAt: at,
      });
      const details = { passkeyId: id, name };
      await audit(tx, at, { type: 'passkey.added', accountId, actorId: accountId, client, details });
      await tellOfFactor(tx, account, { change: 'passkey_added', label: name }, client);
      return (await countRecoveryCodes(tx, accountId)) === 0 ? giveRecoveryCodes(tx, accountId, at) : undefined;
    });
  } catch (error) {
    if (isUniqueViolation(error, 'passkeys_credential_unique')) throw invalid('It is registered already.', error);
    throw error;
  }
  const [added] = (await findPasskeys(db, accountId)).filter((each) => each.id === id);
  if (!added) throw notFound('passkey');
  return { passkey: added, recoveryCodes };
}

async function verify(
  { db, site, now }: AuthContext,
  accountId: string,
  credential: z.output<typeof registrationCredential>,
) {
  const challenge = challengeOf(credential.response.clientDataJSON);
  if (!(await takeChallenge(db, challenge, accountId, now()))) {
    throw invalid('Its challenge was used, has expired, or is not one of yours. Ask for options again.');
  }
  const { transports, ...response } = credential.response;
  const { verifyRegistrationResponse } = await loadWebAuthn();
  const verified = await verifyRegistrationResponse({
    response: { ...credential, response: { ...response, ...(transports && { transports }) } },
    expectedChallenge: challenge,
    expectedOrigin: [...site.origins],
    expectedRPID: site.hostname,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => {
    throw invalid('It was made for another site, or without the person being verified.', error);
  });
  if (!verified.verified) throw invalid('Its attestation does not hold.');
  return verified.registrationInfo;
}

function requireRoom(held: readonly unknown[]): void {
  if (held.length < limit) return;
  throw new Problem(authProblems.too_many_passkeys, {
    detail: `An account has ${limit} at the most. Remove one first.`,
  });
}

const invalid = (detail: string, cause?: unknown): Problem =>
  Object.assign(new Problem(authProblems.passkey_invalid, { detail }), cause === undefined ? {} : { cause });

/** @throws {Problem} 404, 409 last_way_in, password_needs_second_factor */
export async function removePasskey(
  { db, now }: AuthContext,
  accountId: string,
  id: string,
  client: Client,
): Promise<void> {
  await db.transaction(async (tx) => {
    const account = await lockAccount(tx, accountId);
    const gone = account && (await deletePasskey(tx, accountId, id));
    if (!gone) throw notFound('passkey');
    await requireWayIn(tx, accountId);
    await settleAfterRemoval(tx, accountId, now());
    const details = { passkeyId: id, name: gone.name };
    await audit(tx, now(), { type: 'passkey.removed', accountId, actorId: accountId, client, details });
    await tellOfFactor(tx, account, { change: 'passkey_removed', label: gone.name }, client);
  });
}
