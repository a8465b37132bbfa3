import http, { type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import express from 'express';
import { listen } from '../src/server.ts';

describe('a server that drains', () => {
  const get = (port: number, agent: http.Agent): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      http.get({ host: '127.0.0.1', port, agent }, resolve).once('error', reject);
    });

  it('finishes what is under way and does not wait for connections that are kept alive', async () => {
    const [began, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app = express().use(async (_request, response) => {
      began.resolve();
      await go.promise;
      response.send('whole');
    });
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const agent = new http.Agent({ keepAlive: true });
    const answer = get(server.port, agent);
    await began.promise;
    const closed = server.close(60_000);
    go.resolve();
    expect(await text(await answer)).to.equal('whole');
    await closed;
    agent.destroy();
  });

  it('cuts off what outlasts its patience', async () => {
    const began = Promise.withResolvers<void>();
    const server = await listen(
      express().use(() => began.resolve()),
      { host: '127.0.0.1', port: 0 },
    );
    const agent = new http.Agent();
    const failed = get(server.port, agent).catch((error: NodeJS.ErrnoException) => error.code);
    await began.promise;
    await server.close(50);
    expect(await failed).to.equal('ECONNRESET');
  });
});
