import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that an answer may take before the request is sent again. */
const patienceMs = 10_000;

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
  body: any;
}

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  /** Asked for anew at each try: tokens expire. */
  token?: () => Promise<string>;
  body?: unknown;
  key?: string;
}

/** An answer that trying again does not change, and that should not have come. */
export class UnexpectedAnswer extends Error {}

/** A client that tries until it is answered, as clients of a shop do. */
export interface PatientClient {
  /** Tries sent after the first, so far. */
  readonly retries: number;
  /** Answers that were those of an earlier try. */
  readonly replayed: number;
  /** @throws {UnexpectedAnswer} for a 4xx that says the request is wrong */
  call(request: Call): Promise<Answer>;
}

/** @param urls of all replicas, of which one is chosen for each try */
export function createPatientClient(urls: readonly string[]): PatientClient {
  let retries = 0;
  let replayed = 0;
  let turn = 0;

  async function attempt({ method, path, token, body, key }: Call): Promise<Answer | undefined> {
    turn += 1;
    try {
      const response = await fetch(`${urls[turn % urls.length]}${path}`, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${await token()}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await response.text();
      const answer = { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
      if (response.headers.get('idempotent-replayed') === 'true') replayed += 1;
      return answer;
    } catch (error) {
      if (error instanceof UnexpectedAnswer) throw error;
      return undefined;
    }
  }

  return {
    get retries() {
      return retries;
    },
    get replayed() {
      return replayed;
    },
    async call(request) {
      for (let pauseMs = 50; ; pauseMs = Math.min(1_000, pauseMs * 2)) {
        const answer = await attempt(request);
        if (answer && answer.status < 400) return answer;
        if (answer && !isPassing(answer)) {
          const { status, body } = answer;
          throw new UnexpectedAnswer(`${request.method} ${request.path} answered ${status}: ${JSON.stringify(body)}`);
        }
        retries += 1;
        await delay(pauseMs);
      }
    },
  };
}

/** Whether the same request may be answered otherwise later. */
const isPassing = ({ status, body }: Answer): boolean =>
  status >= 500 || status === 429 || body?.code === 'idempotency_in_progress' || body?.code === 'token_expired';
