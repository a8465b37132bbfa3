import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@oms/local';
import { type LoadRequest, nextRequest, type Work } from './requests.ts';

export interface Load {
  url: string;
  work: Work;
  /** Connections; each waits for its answer before it asks again. */
  clients: number;
  warmUpSeconds: number;
  seconds: number;
}

export interface LoadResult {
  /** Requests answered a second. */
  perSecond: number;
  done: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  slowest: number;
}

const script = fileURLToPath(new URL('requests.lua', import.meta.url));

/** Requests to pick from where they differ in more than their path; each of them can be sent again and again. */
const variety = 10_000;

/**
 * As many requests as a service answers, by wrk: making them takes a few microseconds each, so that on a machine of two
 * processors it is the service that is measured.
 *
 * @throws {Error} where one request failed, while warming up, too: what was measured then is not what was to be measured
 */
export async function putLoad({ url, work, clients, warmUpSeconds, seconds }: Load): Promise<LoadResult> {
  const directory = mkdtempSync(join(tmpdir(), 'oms-load-'));
  const file = join(directory, 'requests');
  try {
    const { host } = new URL(url);
    const requests = requestsOf(work).map((request) => Buffer.from(toText(request, host)));
    writeFileSync(file, Buffer.concat(requests.flatMap((text) => [Buffer.from(`${text.length}\n`), text])));
    await expectAnswer(url, work);
    const order = isInTurn(work) ? 'in-turn' : 'at-random';
    if (warmUpSeconds > 0) await runWrk(url, file, clients, warmUpSeconds, order);
    return await runWrk(url, file, clients, seconds, order);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const isInTurn = (work: Work): boolean => work.kind === 'get' && work.inTurn === true;

/** Each path once: of paths drawn at random a third would never be asked for. */
const requestsOf = (work: Work): LoadRequest[] =>
  work.kind === 'get'
    ? work.paths.map((path) => nextRequest({ ...work, paths: [path] }))
    : Array.from({ length: variety }, () => nextRequest(work, '{key}'));

/** wrk tells failures by their status alone: whether it is the right thing that succeeds is seen once, before. */
async function expectAnswer(url: string, work: Work): Promise<void> {
  const { expected, path, method, headers, body } = nextRequest(work);
  const answer = await fetch(new URL(path, url), { method, headers, ...(body !== undefined && { body }) });
  if (answer.status !== expected)
    throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
}

function toText({ method, path, headers, body = '' }: LoadRequest, host: string): string {
  const lines = Object.entries({ ...headers, host, ...(body && { 'content-length': Buffer.byteLength(body) }) });
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

async function runWrk(url: string, file: string, clients: number, seconds: number, order: string): Promise<LoadResult> {
  const load = ['-t1', `-c${clients}`, `-d${seconds}s`, '--timeout', '60s', '-s', script];
  const output = await run('wrk', [...load, url, '--', file, randomUUID(), order]);
  const told = JSON.parse(output.slice(output.lastIndexOf('\n{'))) as Record<
    'done' | 'microseconds' | 'p50' | 'p99' | 'slowest' | 'refused' | 'broken',
    number
  >;
  const { done, refused, broken } = told;
  if (refused + broken > 0 || done === 0) {
    throw new Error(
      `of ${done} requests ${refused} were answered with a status of 400 or more, and ${broken} were not answered; the logs of the service say why`,
    );
  }
  return {
    perSecond: (1_000_000 * done) / told.microseconds,
    done,
    p50: told.p50 / 1_000,
    p99: told.p99 / 1_000,
    slowest: told.slowest / 1_000,
  };
}
