import createFetchClient, { type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch';
import type { HttpMethod, MediaType, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { components, paths } from './api.ts';
import { ProblemError, problemOf } from './problem.ts';
import { defaultRetryRules, type RetryRules } from './retry.ts';
import { createSession, memoryTokens, type TokenPair, type TokenStore, tokensFrom } from './session.ts';
import { createTransport, withKey } from './transport.ts';

type Schemas = components['schemas'];
export type MfaChallenge = Schemas['MfaChallenge'];

export interface ClientOptions {
  /** Of the gateway: `https://shop.example`. In a page of its own origin it can be left out. */
  baseUrl?: string;
  /** For programs; without it people sign in with {@link Client.signIn}. */
  apiKey?: string;
  /** Where the tokens of who is signed in are kept; in memory unless given. */
  tokens?: TokenStore;
  /** In browsers: leave the refresh token in a cookie that scripts cannot read. */
  cookie?: boolean;
  retry?: Partial<RetryRules>;
  fetch?: (request: Request) => Promise<Response>;
}

/** What an operation answers, once it has been done. */
export interface Answer<Data> {
  data: Data;
  response: Response;
}

type Method<Verb extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Verb>,
  Init extends MaybeOptionalInit<paths[Path], Verb>,
>(
  path: Path,
  ...init: InitParam<Init>
) => Promise<Answer<Exclude<FetchResponse<Operation<Path, Verb>, Init, MediaType>['data'], undefined>>>;
/** Can be left out where nothing in it is required. */
type InitParam<Init> = RequiredKeysOf<Init> extends never ? [init?: Init] : [init: Init];
type Operation<Path extends keyof paths, Verb extends HttpMethod> = paths[Path][Verb & keyof paths[Path]] &
  Record<string | number, unknown>;

export interface Client {
  /** As all five: @throws {ProblemError} on an answer of 400 or above @throws {TypeError} where nobody can be reached */
  GET: Method<'get'>;
  POST: Method<'post'>;
  PUT: Method<'put'>;
  PATCH: Method<'patch'>;
  DELETE: Method<'delete'>;
  /** @returns the challenge of a second factor, where the account has one */
  signIn(email: string, password: string): Promise<MfaChallenge | undefined>;
  /** Answers a challenge with a code of the authenticator app, or a recovery code. */
  answerChallenge(challenge: MfaChallenge, proof: { code: string } | { recoveryCode: string }): Promise<void>;
  /** Ends the session, here and at the server. */
  signOut(): Promise<void>;
}

/** A client of the API: typed by its document, and patient with what passes. */
export function createClient(options: ClientOptions = {}): Client {
  const { baseUrl = '', apiKey, cookie = false, tokens = memoryTokens() } = options;
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request));
  const retry = { ...defaultRetryRules, ...options.retry };
  const common = { baseUrl, ...(cookie && { credentials: 'include' as const }) };

  const session = createSession(tokens, async ({ refreshToken }) => {
    // Sent again it would look as if somebody had a copy of the token, except for ten seconds: less than a retry may take.
    const unsigned = createFetchClient<paths>({ ...common, fetch });
    const { data, error, response } = await unsigned.POST('/api/v1/auth/refresh', {
      // Without a body the cookie counts, and where there is none the answer is that nobody is signed in.
      ...(refreshToken !== undefined && { body: { refreshToken } }),
    });
    if (data) return tokensFrom(data);
    if (response.status === 401) return undefined;
    throw new ProblemError(response, error);
  });
  const transport = createTransport({ fetch, retry, credentials: apiKey === undefined ? { session } : { apiKey } });
  const inner = createFetchClient<paths>({ ...common, fetch: transport });
  inner.use({
    onRequest: ({ request, schemaPath }) => withKey(request, request.method, schemaPath),
    async onResponse({ response }) {
      if (!response.ok) throw await problemOf(response);
    },
  });

  const take = async (answer: TokenPair | MfaChallenge): Promise<MfaChallenge | undefined> => {
    if ('mfaRequired' in answer) return answer;
    await tokens.set(tokensFrom(answer));
    return undefined;
  };
  const client = inner as unknown as Client;
  return {
    GET: client.GET,
    POST: client.POST,
    PUT: client.PUT,
    PATCH: client.PATCH,
    DELETE: client.DELETE,
    async signIn(email, password) {
      await tokens.set(undefined);
      const { data } = await client.POST('/api/v1/auth/login', {
        body: { email, password, ...(cookie && { cookie }) },
      });
      return take(data);
    },
    async answerChallenge({ mfaToken }, proof) {
      const { data } = await client.POST('/api/v1/auth/login/mfa', {
        body: { mfaToken, ...proof, ...(cookie && { cookie }) },
      });
      await take(data);
    },
    async signOut() {
      await client.POST('/api/v1/auth/logout').catch((error: unknown) => {
        // Nobody is signed in any more: that is what was asked for.
        if (!(error instanceof ProblemError && error.status === 401)) throw error;
      });
      await tokens.set(undefined);
    },
  };
}
