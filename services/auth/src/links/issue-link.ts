import type { Transaction } from '@oms/database';
import { seal } from '@oms/security';
import type { AuthContext } from '../context.ts';
import { insertLink } from './link-store.ts';
import { type LinkPurpose, linkLifetime, newToken, tokenHash } from './link-token.ts';

/** Contexts that tokens are sealed in on their way to the mailer. */
const sealingContext: Readonly<Record<LinkPurpose, string>> = {
  'verify-email': 'email-verification',
  'reset-password': 'password-reset',
  'change-email': 'email-verification',
  'magic-link': 'magic-link',
};

/** Makes a link for an account. Its token stands nowhere in clear: hashed in the table, sealed for the mailer. */
export async function issueLink(
  tx: Transaction,
  { now, mailSealingKey }: Pick<AuthContext, 'now' | 'mailSealingKey'>,
  link: {
    purpose: LinkPurpose;
    accountId: string;
    email: string;
    passwordHash?: string;
    sessionId?: string;
    browserHash?: Buffer;
  },
): Promise<{ sealedToken: string; expiresAt: string }> {
  const { purpose, accountId, email, passwordHash = null, sessionId = null, browserHash = null } = link;
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + linkLifetime[purpose] * 1000);
  const token = newToken();
  const sealedToken = seal(mailSealingKey, token, sealingContext[purpose]);
  const hash = tokenHash(token);
  const kept = { passwordHash, sessionId, browserHash };
  await insertLink(tx, { hash, purpose, accountId, email, ...kept, createdAt, expiresAt });
  return { sealedToken, expiresAt: expiresAt.toISOString() };
}
