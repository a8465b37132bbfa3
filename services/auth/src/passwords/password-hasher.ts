import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Problem } from '@oms/http';
import { argon2id, hash, needsRehash, verify } from 'argon2';
import { compare as compareBcrypt } from 'bcrypt';
import { authProblems } from '../problems.ts';
import { kindOfHash } from './imported-hash.ts';
import { createWorkQueue, QueueFullError } from './work-queue.ts';

/**
 * OWASP Password Storage Cheat Sheet and ASVS 5, appendix C: argon2id with 19 MiB, two passes, one lane; a salt of 16
 * bytes and a tag of 32.
 */
export const hashParameters = {
  type: argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  hashLength: 32,
} as const;

export interface Verification {
  matches: boolean;
  /** The stored hash was made with other parameters than today's: hash the password anew. */
  outdated: boolean;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /**
   * Compares a password with a stored hash. Without one (an unknown account, an account without a password) it does the
   * same work and says no, so that the time tells nothing.
   */
  verify(stored: string | undefined, password: string): Promise<Verification>;
}

/** The same characters typed on another keyboard are the same password (NIST SP 800-63B-4, 3.1.1.2). */
const normalise = (password: string): string => password.normalize('NFKC');

/**
 * Hashes as many passwords at a time as there are cores: each takes its memory and some 20 ms of a core.
 *
 * @throws {Problem} 503 from each function when hundreds wait already
 */
export async function createPasswordHasher(
  options: { concurrency?: number; waiting?: number } = {},
): Promise<PasswordHasher> {
  const enqueue = createWorkQueue({
    concurrency: options.concurrency ?? availableParallelism(),
    waiting: options.waiting ?? 500,
  });
  const queue = <T>(work: () => Promise<T>): Promise<T> =>
    enqueue(work).catch((error: unknown) => {
      if (!(error instanceof QueueFullError)) throw error;
      throw new Problem(authProblems.overloaded, { detail: 'Try again shortly.', headers: { 'Retry-After': '2' } });
    });
  const nobody = await hash(randomBytes(32), hashParameters);
  return {
    hash: (password) => queue(() => hash(normalise(password), { ...hashParameters, salt: randomBytes(16) })),
    verify: (stored, password) =>
      queue(async () => {
        const isBcrypt = stored !== undefined && kindOfHash(stored) === 'bcrypt';
        const compare = isBcrypt ? compareBcrypt : (text: string, hashed: string) => verify(hashed, text);
        // An imported hash may have been made of the characters as they were typed.
        let matches = false;
        for (const text of new Set([normalise(password), password])) {
          matches ||= await compare(text, stored ?? nobody);
        }
        if (stored === undefined) return { matches: false, outdated: false };
        return { matches, outdated: isBcrypt || needsRehash(stored, hashParameters) };
      }),
  };
}
