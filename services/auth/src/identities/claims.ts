import { personName } from '@oms/contracts';
import * as z from 'zod';
import { emailAddress } from '../accounts/email-address.ts';

/** What an issuer has vouched for. */
export interface ProvenIdentity {
  provider: string;
  issuer: string;
  subject: string;
  /** None where it says none, or one that is no address. */
  email: string | null;
  /** The issuer has verified the address. Only `true` counts: an absent claim is a no. */
  emailVerified: boolean;
  name: string | null;
  /** When the person proved to the issuer who they are (`auth_time`); none where it does not say. */
  authenticatedAt: Date | null;
}

/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
const subjectPattern = /^[\x20-\x7e]{1,255}$/;

const seconds = z.int().nonnegative();

/** Reads the claims of a validated ID token, and of the user info, into what counts here. */
export function identityFrom(
  provider: string,
  claims: Readonly<Record<string, unknown>> & { iss: string; sub: string },
): ProvenIdentity | undefined {
  if (!subjectPattern.test(claims.sub)) return undefined;
  const email = emailAddress.safeParse(claims.email);
  const authTime = seconds.safeParse(claims.auth_time);
  const name = personName.safeParse(claims.name);
  return {
    provider,
    issuer: claims.iss,
    subject: claims.sub,
    email: email.success ? email.data : null,
    emailVerified: email.success && claims.email_verified === true,
    name: name.success ? name.data : null,
    authenticatedAt: authTime.success ? new Date(authTime.data * 1000) : null,
  };
}
