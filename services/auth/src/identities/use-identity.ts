import { accountRegistered } from '@oms/contracts';
import { isUniqueViolation, type Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import { type Account, findByEmail, insertAccount, lockAccount, replaceRoles } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { emailKey } from '../accounts/email-address.ts';
import { tellOfFactor } from '../accounts/tell-of-factor.ts';
import { requireWayIn } from '../accounts/ways-in.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { notFound } from '../problems.ts';
import type { TokenPair } from '../sessions/open-session.ts';
import { findLiveSessions } from '../sessions/session-store.ts';
import { finishSignIn, type MfaChallenge, signIn } from '../sessions/sign-in.ts';
import type { ProvenIdentity } from './claims.ts';
import { decideSignIn } from './decide-sign-in.ts';
import { deleteIdentity, findIdentity, insertIdentity, markIdentityUsed } from './identity-store.ts';
import { OidcFailure } from './oidc-failure.ts';

/**
 * `amr` of a session that another issuer vouched for. RFC 8176 has no word for it; this one is in use elsewhere. Whatever
 * the issuer's own `amr` says, a second factor that the account has here is asked for: the person set it up here.
 */
const federated = ['fed'];

/**
 * Signs in a person whom an issuer vouches for: into the account that the identity is linked to, into the one that it can
 * safely be linked to now, or into a new one.
 *
 * @throws {OidcFailure} when none of these is possible
 * @throws {Problem} 403 when the account cannot be used
 */
export async function signInWithIdentity(
  context: AuthContext,
  identity: ProvenIdentity,
  client: Client,
): Promise<TokenPair | MfaChallenge> {
  const { db, now } = context;
  const outcome = await onceMore(() =>
    db.transaction(async (tx) => {
      const linked = await findIdentity(tx, identity.issuer, identity.subject);
      const holder = identity.email === null ? undefined : await findByEmail(tx, emailKey(identity.email));
      const decision = decideSignIn(
        identity,
        linked?.accountId,
        holder && { id: holder.id, emailVerified: holder.emailVerifiedAt !== null },
      );
      if (decision.kind === 'refuse') throw new OidcFailure(decision.reason);
      const account =
        decision.kind === 'register'
          ? await register(tx, context, { ...identity, email: decision.email }, client)
          : await lockAccount(tx, decision.accountId);
      if (!account) throw new Retry();
      if (decision.kind === 'link') await link(tx, context, account, identity, client);
      if (linked) await markIdentityUsed(tx, linked.id, identity.email, now());
      return signIn(tx, context, {
        account,
        amr: federated,
        client,
        // A single sign-on without a person's doing is no recent sign-in. An issuer that does not say counts from now.
        authenticatedAt: identity.authenticatedAt ?? undefined,
        details: { provider: identity.provider },
      });
    }),
  );
  return finishSignIn(context, outcome);
}

/**
 * Links an identity to the account of the session that asked for it.
 *
 * @throws {OidcFailure} identity_taken when it is somebody else's, sign_in_expired when the session has ended meanwhile
 */
export async function linkIdentity(
  context: AuthContext,
  owner: { accountId: string; sessionId: string },
  identity: ProvenIdentity,
  client: Client,
): Promise<void> {
  const { db, now } = context;
  await onceMore(() =>
    db.transaction(async (tx) => {
      const account = await lockAccount(tx, owner.accountId);
      const sessions = await findLiveSessions(tx, owner.accountId, now());
      if (account?.status !== 'active' || !sessions.some(({ id }) => id === owner.sessionId)) {
        throw new OidcFailure('sign_in_expired');
      }
      const linked = await findIdentity(tx, identity.issuer, identity.subject);
      if (linked && linked.accountId !== account.id) throw new OidcFailure('identity_taken');
      if (!linked) await link(tx, context, account, identity, client);
    }),
  );
}

/** @throws {Problem} 404, 409 last_way_in */
export async function unlinkIdentity(
  { db, now }: AuthContext,
  accountId: string,
  id: string,
  client: Client,
): Promise<void> {
  await db.transaction(async (tx) => {
    const account = await lockAccount(tx, accountId);
    const gone = account && (await deleteIdentity(tx, accountId, id));
    if (!gone) throw notFound('identity');
    await requireWayIn(tx, accountId);
    const details = { provider: gone.provider, identityId: id };
    await audit(tx, now(), { type: 'identity.unlinked', accountId, actorId: accountId, client, details });
    await tellOfFactor(tx, account, { change: 'identity_unlinked', label: gone.provider }, client);
  });
}

async function register(
  tx: Transaction,
  { now }: AuthContext,
  identity: ProvenIdentity & { email: string },
  client: Client,
): Promise<Account> {
  const { email, name, provider } = identity;
  const id = uuidv7();
  const at = now();
  const account = { id, email, emailKey: emailKey(email), name, locale: null, emailVerifiedAt: at, createdAt: at };
  if (!(await insertAccount(tx, account))) throw new Retry();
  await replaceRoles(tx, id, ['customer'], { by: null, now: at });
  await insertIdentity(tx, { ...identity, id: uuidv7(), accountId: id, linkedAt: at });
  await audit(tx, at, { type: 'account.registered', accountId: id, client, details: { provider } });
  await record(tx, {
    event: accountRegistered,
    aggregateId: id,
    aggregateVersion: 1,
    data: { ...addresseeOf({ id, email, name, locale: null }), emailVerified: true },
  });
  const created = await lockAccount(tx, id);
  if (!created) throw new Error(`account ${id} is gone`);
  return created;
}

async function link(
  tx: Transaction,
  { now }: AuthContext,
  account: Account,
  identity: ProvenIdentity,
  client: Client,
): Promise<void> {
  const id = uuidv7();
  const at = now();
  await insertIdentity(tx, { ...identity, id, accountId: account.id, linkedAt: at });
  const details = { provider: identity.provider, identityId: id };
  await audit(tx, at, { type: 'identity.linked', accountId: account.id, actorId: account.id, client, details });
  await tellOfFactor(tx, account, { change: 'identity_linked', label: identity.provider }, client);
}

/** What was looked up has changed by now. */
class Retry extends Error {}

/** Runs `work` again when somebody else was first: what it then finds decides. */
async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Retry || isUniqueViolation(error, 'identities_subject_unique')) return work();
    throw error;
  }
}

/** Why a sign-in that was begun at another issuer failed, for the audit log and the sign-in page. */
export function failureCode(error: unknown): OidcFailure['code'] | undefined {
  if (error instanceof OidcFailure) return error.code;
  if (!(error instanceof Problem)) return undefined;
  const { code } = error.definition;
  return code === 'account_suspended' || code === 'email_not_verified' ? code : undefined;
}
