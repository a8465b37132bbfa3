import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { type Header, setCommonHeaders, withCommonHeaders } from './common-headers.ts';
import { isUnchanged } from './etag.ts';
import type { Executed } from './execute.ts';

/** Sends what became of a request. */
export async function answer(request: Request, response: Response, reply: Executed, requestId: string): Promise<void> {
  const { status, type, content } = reply;
  const own = ownHeaders(request, reply);
  if (status === 200 && isReading(request) && isUnchanged(request.get('if-none-match'), find(own, 'etag'))) {
    writeHead(response, 304, own, requestId);
    response.end();
    return;
  }
  const text = jsonOf(reply);
  if (text !== undefined) {
    // What is kept of a refusal says that it is a problem.
    if (!has(own, 'content-type')) own.push(['Content-Type', 'application/json; charset=utf-8']);
    own.push(['Content-Length', `${Buffer.byteLength(text)}`]);
    writeHead(response, status, own, requestId);
    // Head and body are one string and one write this way, where `response.send` makes bytes of the body first.
    response.end(request.method === 'HEAD' ? undefined : text);
  } else if (content === undefined) {
    // A 204 is empty without saying so (RFC 9110, section 8.6); of others the client would have to be told by chunks.
    if (status !== 204) own.push(['Content-Length', '0']);
    writeHead(response, status, own, requestId);
    response.end();
  } else {
    setHeaders(response, own, requestId);
    response.status(status);
    if (type !== undefined && !has(own, 'content-type')) response.type(type);
    if (!(content instanceof Readable)) response.send(content);
    else if (request.method !== 'HEAD') await pipeline(content, response);
    else {
      content.destroy();
      response.end();
    }
  }
}

const isReading = (request: Request): boolean => request.method === 'GET' || request.method === 'HEAD';

function jsonOf({ body, content, type }: Executed): string | undefined {
  if (content === undefined) return body === undefined ? undefined : JSON.stringify(body);
  return typeof content === 'string' && type === 'application/json' ? content : undefined;
}

/** What an answer carries beside what all do. */
function ownHeaders(request: Request, { headers, replayed }: Executed): Header[] {
  const own: Header[] = headers === undefined ? [] : Object.entries(headers);
  if (replayed) own.push(['Idempotent-Replayed', 'true']);
  if (request.headers.authorization !== undefined && !has(own, 'cache-control'))
    own.push(['Cache-Control', 'no-store']);
  return own;
}

const find = (headers: readonly Header[], lowerName: string): Header[1] | undefined =>
  headers.find(([name]) => name.toLowerCase() === lowerName)?.[1];

const has = (headers: readonly Header[], lowerName: string): boolean => find(headers, lowerName) !== undefined;

function setHeaders(response: Response, own: readonly Header[], requestId: string): void {
  setCommonHeaders(response, requestId);
  for (const [name, value] of own) response.setHeader(name, value as string | string[]);
}

/**
 * Node writes a head that it is handed whole faster than one that is put together header by header, unless one was set before
 * (CORS, Vary, or the end of a connection): then it is the other way round.
 */
function writeHead(response: Response, status: number, own: readonly Header[], requestId: string): void {
  if (response.getHeaderNames().length === 0) {
    response.writeHead(status, withCommonHeaders(own, requestId));
  } else {
    setHeaders(response, own, requestId);
    response.writeHead(status);
  }
}
