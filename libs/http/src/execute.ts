import type { Database, Transaction } from '@oms/database';
import type { Principal } from '@oms/security';
import { currentRequest, runWithRequest } from '@oms/telemetry';
import type { Request } from 'express';
import * as z from 'zod';
import { readIfMatch } from './etag.ts';
import { type Gathering, gather } from './gathering.ts';
import {
  type Attempt,
  hashRequest,
  type Keyed,
  type Outcome,
  readIdempotencyKey,
  runOnce,
  runTogether,
} from './idempotency.ts';
import { LostRace } from './idempotency-store.ts';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import { type AnyReply, type RequestInfo, type Route, takesBytes } from './route.ts';
import { invalidFields, parsePart, refuseUnstorableText, toPointer } from './validation.ts';

/** Ends a dry run: carries the reply past the rollback. */
class DryRun extends Error {
  readonly reply: AnyReply;
  constructor(reply: AnyReply) {
    super('dry run');
    this.reply = reply;
  }
}

const noParameters = z.strictObject({});
/** Many clients send `{}` with every POST. */
const noBody = z.union([z.undefined(), z.strictObject({})], 'must be empty').transform(() => undefined);
const dryRunQuery = z.object({ dryRun: z.enum(['true', 'false']).optional() });

export interface Executed extends AnyReply {
  replayed?: boolean;
}

interface ExecuteHooks<Context> {
  checkReply(route: Route<Context>, reply: AnyReply): void;
  /** Told what a handler throws. */
  checkProblem(route: Route<Context>, error: unknown): void;
  /** Told why requests could not be handled together, and are now each by themselves. */
  onParted(route: Route<Context>, error: unknown): void;
  /** Told why a reply could not be brought up to date. */
  onUnsettled(route: Route<Context>, error: unknown): void;
}

/** Validates a request against its route and runs the handler as the declaration says. */
export async function execute<Context>(
  route: Route<Context>,
  request: Request,
  info: RequestInfo,
  principal: Principal | undefined,
  context: Context,
  db: Database | undefined,
  hooks: ExecuteHooks<Context>,
): Promise<Executed> {
  const { checkReply, checkProblem, onUnsettled } = hooks;
  const params = parseParams(route, request);
  const { dryRun, query } = parseQuery(route, request);
  const body = takesBytes(route) ? request.body : parsePart(route.body ?? noBody, request.body, 'body');
  const expectedVersion = route.ifMatch ? readIfMatch(info.header('if-match')) : 'any';
  const key = route.idempotent ? readIdempotencyKey(info.header('idempotency-key')) : undefined;

  const input = { params, query, body, principal, expectedVersion, dryRun, request: info };
  const handle = async (tx: Transaction | undefined): Promise<AnyReply> => {
    try {
      const reply = await route.handler({ ...input, tx }, context);
      checkReply(route, reply);
      return reply;
    } catch (error) {
      checkProblem(route, error);
      throw error;
    }
  };
  const settled = async (reply: Executed): Promise<Executed> => {
    if (!route.settle || reply.status >= 400) return reply;
    try {
      const settledReply = await route.settle(reply, input, context);
      checkReply(route, settledReply);
      return { ...reply, ...settledReply };
    } catch (error) {
      onUnsettled(route, error);
      return reply;
    }
  };
  if (!route.transaction) return handle(undefined);
  if (!db) throw new Error(`${route.operationId} needs a database`);
  if (dryRun) return runDry(db, handle);
  if (key === undefined || !principal) return settled(await db.transaction(handle));

  const scope = { principal: `${principal.kind}:${principal.subject}`, route: route.operationId, key };
  // The same bytes of another type are read in another way.
  const target = [request.method, request.originalUrl, ...(takesBytes(route) ? [info.mediaType] : [])].join(' ');
  const about = { instance: request.path, requestId: info.id };
  const keyed: Joining = {
    scope,
    requestHash: hashRequest(target, request.body),
    about,
    input,
    work: async (tx) => toOutcome(await handle(tx)),
    context: currentRequest(),
  };
  const { replayed, outcome } =
    route.together && (route.together.takes?.(input) ?? true)
      ? await groupsOf(route, context, db, hooks).add(keyed)
      : await runAlone(db, keyed);
  const { status, headers, body: text } = outcome;
  if (route.settle && status < 400 && text !== null) {
    return settled({ status, headers, body: JSON.parse(text) as unknown, replayed });
  }
  return { status, headers, ...(text !== null && { type: 'application/json', content: text }), replayed };
}

/** A request with a key, and how it is handled by itself. */
interface Joining extends Keyed {
  input: object;
  work(tx: Transaction): Promise<Outcome>;
  context: ReturnType<typeof currentRequest>;
}

const within = <T>({ context }: Joining, work: () => T): T => (context ? runWithRequest(context, work) : work());

const runAlone = (db: Database, { scope, requestHash, about, work }: Joining): Promise<Attempt> =>
  runOnce(db, scope, requestHash, about, work);

const grouping = {
  /** Enough that one group is made ready while another is written. */
  atOnce: 2,
  largest: 32,
  slowAfter: 1_000,
  // As long as others wait for a connection to the database, and then with the same answer.
  patience: 5_000,
};
/** Milliseconds that a group waits for a lock: what one of its requests has to wait longer for should not keep the others waiting. */
const groupLockTimeout = 1_000;
type Groups = Gathering<Joining, Attempt>;
const groups = new WeakMap<object, WeakMap<Database, Groups>>();

/** Requests of a route that wait for those with which they will be handled. */
export const waitingRequests = <Context>(route: Route<Context>, db: Database): number =>
  groups.get(route)?.get(db)?.waiting() ?? 0;

/** The groups of a route's requests in a process: those that come while others are at work go together. */
function groupsOf<Context>(
  route: Route<Context>,
  context: Context,
  db: Database,
  { checkReply, checkProblem, onParted }: ExecuteHooks<Context>,
): Groups {
  const ofRoute = groups.get(route) ?? new WeakMap<Database, Groups>();
  groups.set(route, ofRoute);
  const known = ofRoute.get(db);
  if (known) return known;
  const made = gather<Joining, Attempt>({
    ...grouping,
    run: async (requests) => {
      const [first] = requests;
      const alone = (request: Joining) => within(request, () => runAlone(db, request));
      if (first === undefined || requests.length === 1) return requests.map(alone);
      const handleAll = async (tx: Transaction, open: readonly Joining[]): Promise<(Outcome | Error)[]> => {
        const inputs = open.map((request) => ({
          ...request.input,
          within: <T>(work: () => T): T => within(request, work),
        }));
        const replies = (await route.together?.handler(inputs, tx, context)) ?? [];
        return replies.map((reply) => {
          if (reply instanceof Error) {
            checkProblem(route, reply);
            return reply;
          }
          checkReply(route, reply);
          return toOutcome(reply);
        });
      };
      try {
        // What they have in common is part of the first, for who follows its trace.
        const settled = await within(first, () =>
          runTogether(db, requests, handleAll, { lockTimeout: groupLockTimeout }),
        );
        return settled.map((each) => ('error' in each ? Promise.reject(each.error) : Promise.resolve(each.attempt)));
      } catch (error) {
        if (!(error instanceof LostRace)) within(first, () => onParted(route, error));
        return requests.map(alone);
      }
    },
  });
  ofRoute.set(db, made);
  return made;
}

async function runDry(db: Database, handle: (tx: Transaction) => Promise<AnyReply>): Promise<AnyReply> {
  try {
    return await db.transaction(async (tx) => {
      throw new DryRun(await handle(tx));
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
    const { body } = error.reply;
    return { status: 200, body };
  }
}

function toOutcome({ status, headers = {}, body, content }: AnyReply): Outcome {
  if (content !== undefined) throw new TypeError('an idempotent route must answer JSON, for that is what is kept');
  return { status, headers, body: body === undefined ? null : JSON.stringify(body) };
}

/** A path that names nothing that could exist is a 404, whatever is wrong with it. */
function parseParams<Context>(route: Route<Context>, request: Request): unknown {
  const parsed = (route.params ?? noParameters).safeParse({ ...request.params });
  if (parsed.success) return parsed.data;
  throw new Problem(problems.not_found, { detail: 'There is nothing at this path.' });
}

function parseQuery<Context>(route: Route<Context>, request: Request): { dryRun: boolean; query: unknown } {
  const parse = (query: unknown): unknown => parsePart(route.query ?? noParameters, query, 'query');
  if (!request.originalUrl.includes('?')) return { dryRun: false, query: parse({}) };
  // Parsed each time that it is asked for.
  const asked = request.query;
  const { dryRun, ...rest } = asked;
  refuseUnstorableText(asked, 'query');
  refuseRepeated(asked);
  const given = route.dryRun || dryRun === undefined ? rest : { dryRun, ...rest };
  const flag = route.dryRun ? parsePart(dryRunQuery, { dryRun }, 'query').dryRun : undefined;
  return { dryRun: flag === 'true', query: parse(given) };
}

/** @throws {Problem} 422 for parameters that are given more than once: none of ours is a list */
function refuseRepeated(query: Request['query']): void {
  const repeated = Object.keys(query).filter((name) => Array.isArray(query[name]));
  if (repeated.length === 0) return;
  const refuse = (name: string) =>
    ({ pointer: toPointer([name]), in: 'query', code: 'repeated', detail: 'must be given once' }) as const;
  throw invalidFields(repeated.map(refuse), 'See errors for what is wrong with the query.');
}
