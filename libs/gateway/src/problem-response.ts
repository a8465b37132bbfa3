import type { IncomingMessage, ServerResponse } from 'node:http';
import { defineProblems, type Problem, problems } from '@oms/http';
import { responseHeaders } from './headers.ts';

/** What the gateway itself answers, beside the problems that every service knows. */
export const gatewayProblems = {
  ...problems,
  ...defineProblems({
    bad_gateway: { status: 502, title: 'The service broke off its answer' },
    gateway_timeout: { status: 504, title: 'The service took too long to answer' },
  }),
};

/** How long a client that sends too much may go on sending before the connection is closed on it. */
const lingerMs = 2_000;

/** Answers with a problem (RFC 9457), unless an answer has begun or the client has gone. */
export function sendProblem(req: IncomingMessage, res: ServerResponse, problem: Problem, requestId: string): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const instance = (req.url ?? '/').replace(/\?.*$/s, '');
  const body = Buffer.from(JSON.stringify({ ...problem.toJSON(), instance, requestId }));
  const tooLarge = problem.definition.status === 413;
  res.writeHead(problem.definition.status, {
    ...responseHeaders({}, requestId),
    'content-type': 'application/problem+json',
    'content-length': body.length,
    'cache-control': 'no-store',
    ...(tooLarge && { connection: 'close' }),
    ...problem.headers,
  });
  // What is left of the body is read and dropped: it would stand in the way of the connection's next request.
  req.unpipe();
  req.resume();
  if (!tooLarge || req.complete) {
    res.end(req.method === 'HEAD' ? undefined : body);
    return;
  }
  // Closing while the client still sends could destroy the answer before it is read, so the end waits for the client.
  res.write(body);
  const end = (): void => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, lingerMs);
  req.once('end', end);
  res.once('close', () => clearTimeout(timer));
}
