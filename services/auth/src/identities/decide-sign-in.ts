import type { ProvenIdentity } from './claims.ts';

/** The account that has the address which the issuer gives, if there is one. */
interface Holder {
  id: string;
  emailVerified: boolean;
}

export type Decision =
  | { kind: 'sign-in'; accountId: string }
  | { kind: 'link'; accountId: string }
  | { kind: 'register'; email: string }
  | { kind: 'refuse'; reason: 'sign_in_to_link' | 'email_not_verified_there' };

/**
 * What to do about somebody whom an issuer vouches for and who is not signed in.
 *
 * An identity that is linked signs its account in, whatever its address is by now. One that is not is linked by itself only
 * where both sides have verified the address: otherwise an issuer that lets people claim any address, or whoever registered
 * a stranger's address here first, would end up in somebody else's account. In every other case the person signs in as
 * before and links it then.
 */
export function decideSignIn(
  identity: Pick<ProvenIdentity, 'email' | 'emailVerified'>,
  linkedTo: string | undefined,
  holder: Holder | undefined,
): Decision {
  if (linkedTo !== undefined) return { kind: 'sign-in', accountId: linkedTo };
  // The same with and without an account: an address that anybody may claim must not tell whether it has one.
  if (identity.email === null || !identity.emailVerified) return { kind: 'refuse', reason: 'email_not_verified_there' };
  if (!holder) return { kind: 'register', email: identity.email };
  return holder.emailVerified ? { kind: 'link', accountId: holder.id } : { kind: 'refuse', reason: 'sign_in_to_link' };
}
