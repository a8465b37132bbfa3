import { createHash } from 'node:crypto';
import type { Database, Transaction, TransactionOptions } from '@oms/database';
import {
  type Claim,
  claimKeys,
  type KeyScope,
  LostRace,
  type StoredResponse,
  storeResponses,
} from './idempotency-store.ts';
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

/** Carries the refusal of a request past the rollback of what the request had done so far. */
class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export interface Attempt {
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
  const [claim] = await claimKeys(tx, [scope]);
  const known = claim && answerOf(claim, requestHash);
  if (known) return known;
  const outcome = await work(tx).catch((error: unknown) => {
    throw error instanceof Problem && isKept(error) ? new Refused(error) : error;
  });
  tx.endWith(() => [storeResponses(tx, [{ scope, response: { requestHash, ...outcome } }])]);
  return { replayed: false, outcome };
}

/**
 * The answer that a request has without any work; undefined when it is to be done.
 *
 * @throws {Problem} 409 while another request with the key is at work, 422 when the key came with another request
 */
function answerOf({ inFlight, stored }: Claim, requestHash: string): Attempt | undefined {
  if (inFlight) throw inProgress();
  return stored && { replayed: true, outcome: replay(stored, requestHash) };
}

const inProgress = (): Problem =>
  new Problem(problems.idempotency_in_progress, {
    detail: 'Wait for the first request with this key, or ask again in a second.',
    headers: { 'Retry-After': '1' },
  });

/** A request that can run in one transaction with others. */
export interface Keyed {
  scope: KeyScope;
  requestHash: string;
  about: About;
}

/** What became of one of several requests; `error` is for its client alone. */
export type Settled = { attempt: Attempt } | { error: unknown };

/**
 * As {@link runOnce}, for several requests in one transaction. Their answers are stored with their effects, refusals too, for
 * `work` writes nothing for a request that it refuses.
 *
 * @param work answers those that are not answered yet, each with an outcome or an error
 * @throws where nothing became of any of them, such as {@link LostRace}: they can be run one by one
 */
export async function runTogether<Request extends Keyed>(
  db: Database,
  requests: readonly Request[],
  work: (tx: Transaction, requests: readonly Request[]) => Promise<(Outcome | Error)[]>,
  options: TransactionOptions = {},
): Promise<Settled[]> {
  return db.transaction(async (tx) => {
    const settled = new Map<Request, Settled>();
    const firsts = firstOfEachKey(requests);
    for (const request of requests) if (!firsts.includes(request)) settled.set(request, { error: inProgress() });
    for (const [index, claim] of (
      await claimKeys(
        tx,
        firsts.map(({ scope }) => scope),
      )
    ).entries()) {
      const request = firsts[index] as Request;
      const known = settle(() => answerOf(claim, request.requestHash));
      if (known) settled.set(request, known);
    }
    const open = firsts.filter((request) => !settled.has(request));
    const answers = open.length > 0 ? await work(tx, open) : [];
    const kept: { scope: KeyScope; response: StoredResponse }[] = [];
    for (const [index, request] of open.entries()) {
      const answer = answers[index] ?? new Error('a request was given no answer');
      const outcome = answer instanceof Problem && isKept(answer) ? problemOutcome(answer, request.about) : answer;
      if (outcome instanceof Error) {
        settled.set(request, { error: outcome });
        continue;
      }
      settled.set(request, { attempt: { replayed: false, outcome } });
      kept.push({ scope: request.scope, response: { requestHash: request.requestHash, ...outcome } });
    }
    if (kept.length > 0) tx.endWith(() => [storeResponses(tx, kept)]);
    return requests.map((request) => settled.get(request) as Settled);
  }, options);
}

/** The lock of a key is the transaction's, so it would not keep the second of two requests in it from passing. */
function firstOfEachKey<Request extends Keyed>(requests: readonly Request[]): Request[] {
  const byKey = new Map<string, Request>();
  for (const request of requests) {
    const { principal, route, key } = request.scope;
    const name = JSON.stringify([principal, route, key]);
    if (!byKey.has(name)) byKey.set(name, request);
  }
  return [...byKey.values()];
}

function settle(work: () => Attempt | undefined): Settled | undefined {
  try {
    const attempt = work();
    return attempt && { attempt };
  } catch (error) {
    return { error };
  }
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
  headers: { 'Content-Type': 'application/problem+json; charset=utf-8', ...problem.headers },
  body: JSON.stringify({ ...problem.toJSON(), ...about }),
});
