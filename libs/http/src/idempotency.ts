import { createHash } from 'node:crypto';
import type { Database, Transaction } from '@oms/database';
import { claimKey, type KeyScope, type StoredResponse, storeResponse } from './idempotency-store.ts';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import { invalidFields } from './validation.ts';

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** @throws {Problem} 422 when the header is there but not 1 to 255 visible ASCII characters */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || keyPattern.test(header)) return header;
  const detail = 'must be 1 to 255 visible ASCII characters, such as a UUID';
  throw invalidFields([{ pointer: '/idempotency-key', in: 'header', code: 'invalid_format', detail }]);
}

/** Members in the order of their names, so that the same object written in another order hashes alike. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  ) ?? '';

/** @param body parsed JSON, or bytes */
export const hashRequest = (target: string, body: unknown): string =>
  createHash('sha256')
    .update(target)
    .update('\n')
    .update(Buffer.isBuffer(body) ? body : canonical(body))
    .digest('base64url');

export interface Outcome {
  status: number;
  headers: Record<string, string | readonly string[]>;
  /** JSON text. */
  body: string | null;
}

/** A response that committed between this transaction's snapshot and its lock: try again and it will be found. */
class LostRace extends Error {}

/** Carries the refusal of a request past the rollback of what the request had done so far. */
class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface Attempt {
  replayed: boolean;
  outcome: Outcome;
}

/** What a problem says of the request that met it; a replay says it of the first one. */
export interface About {
  instance: string;
  requestId: string;
}

/**
 * Runs `work` once for a key: its answer is stored in the transaction of its effects, a 4xx problem in one that follows the
 * rollback, and replayed for 24 hours. Failures of ours (5xx, exceptions) and 429 are not stored, so the client may try again.
 *
 * @throws {Problem} 409 while another request with the key is at work, 422 when the key came with another request
 */
export async function runOnce(
  db: Database,
  scope: KeyScope,
  requestHash: string,
  about: About,
  work: (tx: Transaction) => Promise<Outcome>,
): Promise<Attempt> {
  let attempt = work;
  for (let races = 0; ; ) {
    try {
      return await db.transaction((tx) => attemptOnce(tx, scope, requestHash, attempt));
    } catch (error) {
      if (error instanceof Refused) {
        const outcome = problemOutcome(error.problem, about);
        attempt = () => Promise.resolve(outcome);
      } else {
        races += 1;
        if (!(error instanceof LostRace) || races >= 3) throw error;
      }
    }
  }
}

async function attemptOnce(
  tx: Transaction,
  scope: KeyScope,
  requestHash: string,
  work: (tx: Transaction) => Promise<Outcome>,
): Promise<Attempt> {
  const { inFlight, stored } = await claimKey(tx, scope);
  if (inFlight) {
    throw new Problem(problems.idempotency_in_progress, {
      detail: 'Wait for the first request with this key, or ask again in a second.',
      headers: { 'Retry-After': '1' },
    });
  }
  if (stored) return { replayed: true, outcome: replay(stored, requestHash) };
  const outcome = await work(tx).catch((error: unknown) => {
    throw error instanceof Problem && isKept(error) ? new Refused(error) : error;
  });
  if (!(await storeResponse(tx, scope, { requestHash, ...outcome }))) throw new LostRace();
  return { replayed: false, outcome };
}

/** Failures of ours, and limits that pass, are no answer to the request: it may be tried again under its key. */
const isKept = ({ definition: { status } }: Problem): boolean => status < 500 && status !== 429;

function replay(stored: StoredResponse, requestHash: string): Outcome {
  if (stored.requestHash === requestHash) return { status: stored.status, headers: stored.headers, body: stored.body };
  throw new Problem(problems.idempotency_key_reused, {
    detail: 'Use a new Idempotency-Key for a new request; this one belongs to a request with another body.',
  });
}

const problemOutcome = (problem: Problem, about: About): Outcome => ({
  status: problem.definition.status,
  headers: { 'Content-Type': 'application/problem+json', ...problem.headers },
  body: JSON.stringify({ ...problem.toJSON(), ...about }),
});
