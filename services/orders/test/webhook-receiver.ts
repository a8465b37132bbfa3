import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudEvent } from '@oms/contracts';

export interface Received {
  path: string;
  headers: Record<string, string>;
  text: string;
  event: CloudEvent;
}

/** What the receiver does about a request: answers with a status, after a time, or never. */
export type Verdict = number | 'never' | { status: number; afterMs?: number; headers?: Record<string, string> };

/** Takes webhooks as a shop's system would, on a port of 127.0.0.1. */
export async function startReceiver() {
  const received: Received[] = [];
  const verdicts = new Map<string, (request: Received) => Verdict>();
  const open = new Map<string, number>();
  let most = 0;
  /** Ids of webhooks that came while the same one was being answered. */
  const overlapping: string[] = [];

  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    const path = request.url ?? '';
    const headers = request.headers as Record<string, string>;
    const one = { path, headers, text, event: JSON.parse(text) as CloudEvent };
    received.push(one);
    const key = `${path} ${headers['webhook-id']}`;
    if (open.has(key)) overlapping.push(key);
    open.set(key, (open.get(key) ?? 0) + 1);
    most = Math.max(most, open.size);
    response.once('close', () => open.delete(key));
    await settle(response, verdicts.get(path)?.(one) ?? 204);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    received,
    overlapping,
    /** Requests that were open at the same time, at the most. */
    most: () => most,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    at: (path: string) => received.filter((each) => each.path === path),
    /** Decides about all that comes to a path from now on. */
    decide(path: string, verdict: (request: Received) => Verdict) {
      verdicts.set(path, verdict);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function settle(response: ServerResponse, verdict: Verdict): Promise<void> {
  if (verdict === 'never') return;
  const { status, afterMs = 0, headers = {} } = typeof verdict === 'number' ? { status: verdict } : verdict;
  if (afterMs > 0) await delay(afterMs);
  response.writeHead(status, headers).end(status === 204 ? undefined : `status ${status}`);
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
