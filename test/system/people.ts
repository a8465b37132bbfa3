import { randomUUID } from 'node:crypto';
import { type Client, createClient, memoryTokens, ProblemError, type paths } from '@oms/client';
import { expect } from 'chai';
import type { Mailbox } from './mailbox.ts';

export interface SignedIn {
  /** Signs what it sends, and renews its token. */
  oms: Client;
  /** As they were at the sign-in. */
  token: string;
  refreshToken: string;
}

export interface Customer extends SignedIn {
  email: string;
  password: string;
}

export type NewOrder = paths['/api/v1/orders']['post']['requestBody']['content']['application/json'];

/** Registers somebody, follows the link in their mail and signs them in. */
export async function registerCustomer(gatewayUrl: string, mailbox: Mailbox, name = 'Ada Lovelace'): Promise<Customer> {
  const email = `ada-${randomUUID()}@example.com`;
  const password = `correct horse ${randomUUID()}`;
  const visitor = createClient({ baseUrl: gatewayUrl });
  await visitor.POST('/api/v1/auth/register', { body: { email, password, name } });
  const { text } = await mailbox.waitFor(email, /./);
  await visitor.POST('/api/v1/auth/verify-email', { body: { token: tokenIn(text) } });
  return { email, password, ...(await signIn(gatewayUrl, { email, password })) };
}

/** By password alone. */
export async function signIn(
  gatewayUrl: string,
  { email, password }: { email: string; password: string },
): Promise<SignedIn> {
  const tokens = memoryTokens();
  const oms = createClient({ baseUrl: gatewayUrl, tokens });
  if (await oms.signIn(email, password)) throw new Error(`${email} is asked for a second factor`);
  const { accessToken: token = '', refreshToken = '' } = (await tokens.get()) ?? {};
  return { oms, token, refreshToken };
}

/** What a request is refused with. */
export const refusal = (request: Promise<unknown>): Promise<ProblemError> =>
  request.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => {
      if (error instanceof ProblemError) return error;
      throw error;
    },
  );

/** Signs one request with a token, whoever the client is signed in as. */
export const bearing = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

/** A list to its end. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The token in the fragment of the first link of a mail. */
export function tokenIn(text: string): string {
  const token = /#token=([\w.~-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`the mail holds no link with a token: ${text}`);
  return token;
}
