import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@oms/telemetry';
import type { Redis } from 'ioredis';
import { generationRun, redisRunId } from './redis-run.ts';
import { RevocationSet, type RevocationSubject, revocationKeys, revocationOf } from './revocation-entries.ts';

/** How long one read waits for news. Freshness is known to twice this, so it stays well under the staleness limit. */
const blockMs = 200;
/** Entries a read takes at the most. A full read means that the reader is far behind: it loads the whole set instead. */
const readCount = 1_000;
const retryMs = 100;
const pruneEveryMs = 10_000;

export interface RevocationListOptions {
  /** Its settings are used for a connection of the list's own, as reads block. */
  redis: Redis;
  logger: Logger;
  /** Age of the last word from Redis beyond which the list is stale, in milliseconds. */
  staleAfterMs?: number;
  /** Begins every key; `oms:` unless told. */
  prefix?: string;
}

export interface RevocationList {
  /** Begins to load and to follow; {@link RevocationList.loaded} and {@link RevocationList.whenLoaded} tell how far it is. */
  start(): void;
  stop(): Promise<void>;
  /** True once all revocations have been read: a replica is not ready before. */
  readonly loaded: boolean;
  /** Resolves once all revocations have been read. */
  whenLoaded(): Promise<void>;
  /** What was ever read counts until it expires, fresh or stale. */
  isRevoked(subject: RevocationSubject): boolean;
  /**
   * `fresh`: everything revoked up to `staleAfterMs` ago is known. `stale`: Redis has been silent for longer, or holds no
   * generation of revocations from its present run, so that something may be missing.
   */
  state(): 'fresh' | 'stale';
}

interface Position {
  generation: string;
  /** Id of the last stream entry that has been taken in. */
  lastId: string;
}

/** Holds the revocations of all sessions in memory, at most a fraction of a second behind Redis. */
export function createRevocationList({
  redis,
  logger,
  staleAfterMs = 1_000,
  prefix,
}: RevocationListOptions): RevocationList {
  const keys = revocationKeys(prefix);
  const revoked = new RevocationSet();
  const stopping = new AbortController();
  const loading = Promise.withResolvers<void>();
  let loaded = false;
  let running: Promise<void> | undefined;
  let connection: Redis | undefined;
  let position: Position | undefined;
  /** Connections lost so far: what was known on one of them is not carried on to the next. */
  let lostConnections = 0;
  /** `performance.now()` of the latest moment up to which everything in Redis is known here. */
  let knownUpTo = Number.NEGATIVE_INFINITY;
  let lastPrune = 0;
  let complained = false;

  function connect(): Redis {
    const own = redis.duplicate({
      // A read that gets no answer fails; nothing is sent again by itself, since each failure begins with a whole load.
      commandTimeout: staleAfterMs,
      connectTimeout: staleAfterMs,
      enableOfflineQueue: true,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => retryMs,
      lazyConnect: false,
    });
    own.on('error', () => {}); // The failing read is what reports it.
    own.on('close', () => {
      lostConnections += 1;
    });
    return own;
  }

  /** Reads the whole set together with the place in the stream from which to go on. */
  async function load(own: Redis): Promise<Position | undefined> {
    const run = await redisRunId(own);
    const replies = await own
      .multi()
      .get(keys.generation)
      .zrange(keys.entries, '0', '-1', 'WITHSCORES')
      .xrevrange(keys.stream, '+', '-', 'COUNT', 1)
      .exec();
    const [generation, entries, newest] = (replies ?? []).map(([error, reply]) => {
      if (error) throw error;
      return reply;
    }) as [string | null, string[], [string, string[]][]];
    for (let index = 0; index < entries.length; index += 2) take(entries[index], entries[index + 1]);
    if (!generation || generationRun(generation) !== run) return undefined;
    return { generation, lastId: newest[0]?.[0] ?? '0-0' };
  }

  /** Waits for additions. @returns where to go on; undefined when the whole set must be loaded */
  async function follow(own: Redis, { generation, lastId }: Position): Promise<Position | undefined> {
    const replies = await own
      .pipeline()
      .xread('COUNT', readCount, 'BLOCK', blockMs, 'STREAMS', keys.stream, lastId)
      .get(keys.generation)
      .exec();
    const [streams, current] = (replies ?? []).map(([error, reply]) => {
      if (error) throw error;
      return reply;
    }) as [[string, [string, string[]][]][] | null, string | null];
    const additions = streams?.[0]?.[1] ?? [];
    for (const [, fields] of additions) take(fields[1], fields[3]);
    if (current !== generation || additions.length >= readCount) return undefined;
    return { generation, lastId: additions.at(-1)?.[0] ?? lastId };
  }

  function take(member: string | undefined, expiresAt: string | undefined): void {
    const revocation = member === undefined ? undefined : revocationOf(member, Number(expiresAt));
    if (revocation) revoked.add(revocation);
  }

  function report(trouble: boolean, message: string, err?: unknown): void {
    if (trouble === complained) return;
    complained = trouble;
    if (trouble) logger.warn({ err }, message);
    else logger.info({ revocations: revoked.size }, message);
  }

  async function run(own: Redis): Promise<void> {
    while (!stopping.signal.aborted) {
      const asked = performance.now();
      const lostBefore = lostConnections;
      const wasFollowing = position !== undefined;
      try {
        const next: Position | undefined = position ? await follow(own, position) : await load(own);
        position = lostConnections === lostBefore ? next : undefined;
        if (position) {
          knownUpTo = asked;
          if (!loaded) {
            loaded = true;
            loading.resolve();
          }
          report(false, 'revocations are up to date again');
        } else if (!wasFollowing) {
          report(true, 'Redis holds no current generation of revocations; auth writes one when it is up');
          await pause(stopping.signal);
        }
      } catch (err) {
        position = undefined;
        if (stopping.signal.aborted) return;
        report(true, 'revocations cannot be read from Redis', err);
        // A connection that does not answer is dropped for a new one.
        if (own.status === 'ready') own.disconnect(true);
        await pause(stopping.signal);
      }
      if (performance.now() - lastPrune > pruneEveryMs) {
        lastPrune = performance.now();
        revoked.prune(Date.now() / 1000);
      }
    }
  }

  return {
    start() {
      if (running) return;
      connection = connect();
      running = run(connection);
    },
    async stop() {
      stopping.abort();
      connection?.disconnect();
      await running;
    },
    get loaded() {
      return loaded;
    },
    whenLoaded: () => loading.promise,
    isRevoked: (subject) => revoked.has(subject),
    state: () => (performance.now() - knownUpTo <= staleAfterMs ? 'fresh' : 'stale'),
  };
}

const pause = (signal: AbortSignal): Promise<void> => delay(retryMs, undefined, { signal }).catch(() => undefined);
