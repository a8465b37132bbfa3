import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '@oms/http';
import express from 'express';

export interface Upstream {
  url: string;
  /** Every request that has come, in the order in which it came. */
  requests: IncomingMessage[];
  stop(): Promise<void>;
}

/** A server as those of the services, at which a test answers. */
export async function startUpstream(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Upstream> {
  const requests: IncomingMessage[] = [];
  const app = express().disable('x-powered-by');
  app.use((request, response) => {
    requests.push(request);
    return answer(request, response);
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${server.port}`, requests, stop: () => server.close({ patience: 0 }) };
}
