import { createHash, randomBytes } from 'node:crypto';

/** What a link that was mailed lets its reader do, and for how long. */
export type LinkPurpose = 'verify-email' | 'reset-password' | 'change-email' | 'magic-link';

/** Seconds. A verification waits for people to read their mail; a reset is asked for by somebody who waits for it. */
export const linkLifetime: Readonly<Record<LinkPurpose, number>> = {
  'verify-email': 24 * 60 * 60,
  'reset-password': 30 * 60,
  'change-email': 24 * 60 * 60,
  'magic-link': 10 * 60,
};

/** 256 random bits in base64url, 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token. It has 256 bits of its own, so a plain hash is as good as a slow one. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
