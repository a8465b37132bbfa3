import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface Sent extends Pick<RequestOptions, 'method' | 'headers' | 'agent' | 'signal'> {
  body?: string | Buffer;
  /** Instead of the API's host. */
  host?: string;
}

export interface Target extends Sent {
  port: number;
  path: string;
  host: string;
  /** The name asked for in the TLS handshake, where it is not the host. */
  servername?: string;
  plain?: boolean;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  bytes: Buffer;
}

/** Sends path and headers exactly as given, to 127.0.0.1, and reads the whole answer. */
export async function request(target: Target): Promise<Reply> {
  const answer = await open(target);
  const bytes = await buffer(answer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: bytes.toString(), bytes };
}

/** The same, for an answer that is read piece by piece. */
export function open({
  path,
  host,
  servername = host,
  plain,
  body,
  headers,
  ...rest
}: Target): Promise<IncomingMessage> {
  const options = { hostname: '127.0.0.1', path, agent: false, headers: { host, ...headers }, ...rest };
  // The edge signs its certificate itself where it has none.
  const secure = { servername, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const outgoing = plain ? http.request(options, resolve) : https.request({ ...options, ...secure }, resolve);
    outgoing.on('error', reject).end(body);
  });
}
