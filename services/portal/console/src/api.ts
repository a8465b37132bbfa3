import {
  type components,
  createClient,
  type MfaChallenge,
  type ProblemCode,
  ProblemError,
  type TokenStore,
  type Tokens,
} from '@oms/client';

export type Schemas = components['schemas'];
export type Money = Schemas['SignedMoney'];

/** Nothing is known of the session when the page opens, but the browser may hold a cookie that renews it. */
let kept: Tokens | undefined = { accessToken: '', expiresAt: 0 };
const listeners = new Set<() => void>();
let signingIn = false;

const tokens: TokenStore = {
  get: () => kept,
  set: (next) => {
    kept = next;
    if (!next && !signingIn) for (const listener of listeners) listener();
  },
};

/** Of the page's own origin. The access token is in this page's memory alone, the refresh token where no script reads it. */
export const api = createClient({ cookie: true, tokens });

/**
 * Signs in with a password. Who is signed in already stays so until it is done: they may be asked only because it was long ago.
 *
 * @returns the challenge of a second factor, where the account has one
 */
export async function signIn(email: string, password: string): Promise<MfaChallenge | undefined> {
  const before = kept;
  signingIn = true;
  try {
    return await api.signIn(email, password);
  } finally {
    signingIn = false;
    kept ??= before;
  }
}

/** @returns how to stop listening */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The answer of a list that can be asked for as a stream of text as well, and was not. */
export const listOf = <Data>(data: Data): Exclude<Data, string> => data as Exclude<Data, string>;

/** What went wrong, in words for whoever sits in front of the page. */
export function messageOf(error: unknown): string {
  if (error instanceof ProblemError) {
    const { title = 'That did not work' } = error.problem as { title?: string };
    const fields = error.errors.map(({ pointer, detail }) => `${pointer.replace(/^\//, '')} ${detail}`.trim());
    const parts = [title, error.detail, ...fields].filter((part): part is string => Boolean(part));
    return parts.map((part) => part.replace(/[.\s]*$/, '.')).join(' ');
  }
  // What browsers call it that nobody answered (Fetch Standard, network error).
  if (error instanceof TypeError) return 'The server cannot be reached. Check the connection and try again.';
  return error instanceof Error ? error.message : String(error);
}

export const isProblemCode = (error: unknown, ...codes: ProblemCode[]): error is ProblemError =>
  error instanceof ProblemError && codes.includes(error.code);
