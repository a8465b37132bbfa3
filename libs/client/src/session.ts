import type { components } from './api.ts';

export type TokenPair = components['schemas']['TokenPair'];

/** Where the tokens of who is signed in are kept. */
export interface TokenStore {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  /** Undefined once nobody is signed in any more. */
  set(tokens: Tokens | undefined): void | Promise<void>;
}

export interface Tokens {
  accessToken: string;
  /** Missing where the browser keeps it in a cookie. */
  refreshToken?: string;
  /** Milliseconds since 1970 at which the access token ends. */
  expiresAt: number;
}

export function memoryTokens(initial?: Tokens): TokenStore {
  let kept = initial;
  return {
    get: () => kept,
    set: (tokens) => {
      kept = tokens;
    },
  };
}

export const tokensFrom = ({ accessToken, refreshToken, expiresIn }: TokenPair, now = Date.now()): Tokens => ({
  accessToken,
  ...(refreshToken !== undefined && { refreshToken }),
  expiresAt: now + expiresIn * 1000,
});

/** Before its end, for what takes time on the way and clocks that differ. */
const earlier = 10_000;

export interface Session {
  /** A token that is good for some seconds yet, renewed where it has to be; undefined when nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** Another one, for `refused` was not taken; undefined when there is none to be had. */
  replace(refused: string): Promise<string | undefined>;
}

/**
 * Renews tokens, once for all requests that wait for it: a refresh token is good for one use, and a second use ends the
 * session. In browsers it is once for all tabs that share a store.
 *
 * @param renew answers undefined when the session has ended, and throws when that cannot be known
 */
export function createSession(
  store: TokenStore,
  renew: (tokens: Tokens) => Promise<Tokens | undefined>,
  now: () => number = Date.now,
): Session {
  let renewing: Promise<string | undefined> | undefined;

  const renewOnce = (isStale: (tokens: Tokens) => boolean): Promise<string | undefined> => {
    renewing ??= exclusively(async () => {
      // Another tab may have been first.
      const before = await store.get();
      if (before === undefined || !isStale(before)) return before?.accessToken;
      const tokens = await renew(before);
      await store.set(tokens);
      return tokens?.accessToken;
    }).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  const isOver = ({ expiresAt }: Tokens): boolean => expiresAt - earlier <= now();
  return {
    async accessToken() {
      const tokens = await store.get();
      if (tokens === undefined || !isOver(tokens)) return tokens?.accessToken;
      return renewOnce(isOver);
    },
    replace: (refused) => renewOnce(({ accessToken }) => accessToken === refused),
  };
}

/** Tabs of a browser share what they keep, and see to it one after the other. */
const exclusively = <T>(work: () => Promise<T>): Promise<T> =>
  typeof document === 'undefined' || !navigator.locks
    ? work()
    : (navigator.locks.request('oms-session', work) as Promise<T>);
