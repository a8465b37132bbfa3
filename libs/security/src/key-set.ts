import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Logger } from '@oms/telemetry';
import * as z from 'zod';

/** Bytes; a key set of ours has a few hundred. */
const maximumBytes = 256 * 1024;
const fetchTimeoutMs = 3_000;
/** Least time between two loads that unknown key ids ask for while a source cannot be reached. */
const failureCooldownMs = 250;

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
const signingJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1).max(200),
  x: z.string(),
  y: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('ES256').optional(),
});

/** Gives a JSON Web Key Set (RFC 7517, section 5), parsed but not yet checked. */
export type KeySource = () => Promise<unknown>;

/** A source that reads `location`: `http:` and `https:` URLs are fetched (no redirects), `file:` URLs read. */
export function keySourceOf(location: string): KeySource {
  const url = new URL(location);
  if (url.protocol === 'file:') return async () => JSON.parse(await readFile(url, 'utf8'));
  if (url.protocol === 'http:' || url.protocol === 'https:') return () => fetchJson(url);
  throw new TypeError(`A key set is read over http:, https: or file:, not ${url.protocol} (${location})`);
}

async function fetchJson(url: URL): Promise<unknown> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(fetchTimeoutMs),
    headers: { accept: 'application/jwk-set+json, application/json' },
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url.href} answered ${response.status}`);
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maximumBytes) throw new Error(`${url.href} is larger than ${maximumBytes} bytes`);
  }
  return JSON.parse(text);
}

/** The ES256 public keys of a key set, by `kid`. Keys of other kinds and malformed ones are passed over. */
export function publicKeysOf(document: unknown): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const candidate of jwks.parse(document).keys) {
    const parsed = signingJwk.safeParse(candidate);
    if (!parsed.success || keys.has(parsed.data.kid)) continue;
    const { kty, crv, x, y, kid } = parsed.data;
    try {
      keys.set(kid, createPublicKey({ format: 'jwk', key: { kty, crv, x, y } }));
    } catch {
      // A point that is not on the curve: no key.
    }
  }
  return keys;
}

export interface KeySetOptions {
  sources: readonly KeySource[];
  logger: Logger;
  /** Least time between two loads that unknown key ids ask for, in milliseconds. */
  cooldownMs?: number;
  /** Age at which a set is loaded anew, in the background, in milliseconds. */
  maximumAgeMs?: number;
  now?: () => number;
}

export interface KeySet {
  /** The key of that id: as known, else after at most one load per cool-down. */
  find(kid: string): Promise<KeyObject | undefined>;
  /** Loads all sources once; keeps what a failing source gave before. Never rejects. */
  load(): Promise<void>;
  /** True once every source has answered at least once, or any key is known. */
  readonly loaded: boolean;
  /** True once every source has answered: a key id that is not known then is not ours. */
  readonly complete: boolean;
  /** Called when a key that was known is gone. */
  onRemoved(listener: () => void): void;
}

/** Public keys from several sources, cached as key objects and kept when a source cannot be reached (serve stale). */
export function createKeySet({
  sources,
  logger,
  cooldownMs = 5_000,
  maximumAgeMs = 10 * 60_000,
  now = Date.now,
}: KeySetOptions): KeySet {
  const bySource: Map<string, KeyObject>[] = sources.map(() => new Map());
  const answered = new Set<number>();
  /** Sources whose last load failed. */
  const failing = new Set<number>();
  const listeners: (() => void)[] = [];
  let keys = new Map<string, KeyObject>();
  let lastLoad = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  async function loadAll(): Promise<void> {
    const before = keys;
    await Promise.all(
      sources.map(async (source, index) => {
        try {
          const found = publicKeysOf(await source());
          // An issuer that has just begun: it will have its first key in a moment.
          if (found.size === 0) throw new Error('the key set holds no key to verify with');
          bySource[index] = found;
          answered.add(index);
          failing.delete(index);
        } catch (err) {
          failing.add(index);
          logger.warn({ err, source: index }, 'a key set could not be loaded; the keys known so far are kept');
        }
      }),
    );
    // The first source that has a key id decides it.
    keys = new Map(bySource.toReversed().flatMap((known) => [...known]));
    if ([...before.keys()].some((kid) => !keys.has(kid))) for (const listener of listeners) listener();
  }

  function load(): Promise<void> {
    underWay ??= loadAll().finally(() => {
      lastLoad = now();
      underWay = undefined;
    });
    return underWay;
  }

  return {
    load,
    get loaded() {
      return keys.size > 0 || answered.size === sources.length;
    },
    get complete() {
      return answered.size === sources.length;
    },
    onRemoved: (listener) => void listeners.push(listener),
    async find(kid) {
      const known = keys.get(kid);
      if (known) {
        if (now() - lastLoad > maximumAgeMs) void load();
        return known;
      }
      // What an unreachable source has to say may be the very key: services that start together must not wait for it.
      const wait = failing.size > 0 ? Math.min(cooldownMs, failureCooldownMs) : cooldownMs;
      if (underWay || now() - lastLoad >= wait) await load();
      return keys.get(kid);
    },
  };
}
