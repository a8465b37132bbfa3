import { randomUUID } from 'node:crypto';
import type { Mailbox } from './mailbox.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // A client that knows only the documented surface reads what it is told is there.
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field in assertions
  body: any;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client of the public API that knows nothing but its documentation. */
export interface Client {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

export const createClient = (gatewayUrl: string): Client => ({
  async call(method, path, { token, body, headers = {} } = {}) {
    const response = await fetch(`${gatewayUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  },
});

export interface Customer {
  email: string;
  password: string;
  token: string;
  refreshToken: string;
}

/** Registers somebody, follows the link in their mail and logs them in. */
export async function registerCustomer(client: Client, mailbox: Mailbox, name = 'Ada Lovelace'): Promise<Customer> {
  const email = `ada-${randomUUID()}@example.com`;
  const password = `correct horse ${randomUUID()}`;
  const registered = await client.call('POST', '/api/v1/auth/register', { body: { email, password, name } });
  if (registered.status !== 202)
    throw new Error(`register answered ${registered.status}: ${JSON.stringify(registered.body)}`);
  const mail = await mailbox.waitFor(email, /./);
  const verified = await client.call('POST', '/api/v1/auth/verify-email', { body: { token: tokenIn(mail.text) } });
  if (verified.status !== 204)
    throw new Error(`verify-email answered ${verified.status}: ${JSON.stringify(verified.body)}`);
  const { token, refreshToken } = await logIn(client, email, password);
  return { email, password, token, refreshToken };
}

export async function logIn(
  client: Client,
  email: string,
  password: string,
): Promise<{ token: string; refreshToken: string }> {
  const answer = await client.call('POST', '/api/v1/auth/login', { body: { email, password } });
  if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return { token: answer.body.accessToken, refreshToken: answer.body.refreshToken };
}

/** The token in the fragment of the first link of a mail. */
export function tokenIn(text: string): string {
  const token = /#token=([\w.~-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`the mail holds no link with a token: ${text}`);
  return token;
}
