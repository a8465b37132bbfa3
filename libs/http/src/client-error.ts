import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import { requestIdOf } from './request-id.ts';

/** Answers, in the place of Node.js, what cannot be read as a request, and so never reaches the app. */
export function answerClientError({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(code === 'ERR_HTTP_REQUEST_TIMEOUT' ? timedOut : refusal(code));
}

/** To whom a request that never came whole would be explained is not there to read it. */
const timedOut = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

function refusal(code: string | undefined): string {
  const problem =
    code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(problems.headers_too_large, { detail: 'Send fewer or shorter headers, cookies among them.' })
      : new Problem(problems.bad_request, { detail: 'This is no HTTP request.' });
  const { status } = problem.definition;
  const body = JSON.stringify({ ...problem.toJSON(), requestId: requestIdOf(undefined) });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
