import http, { type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
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
    const closed = server.close({ patience: 60_000 });
    go.resolve();
    expect(await text(await answer)).to.equal('whole');
    await closed;
    agent.destroy();
  });

  it('ends each connection with an answer that says so, and takes new ones until its delay is over', async () => {
    const server = await listen(
      express().use((_request, response) => response.send('whole')),
      { host: '127.0.0.1', port: 0 },
    );
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (): Promise<{ connection: string | undefined; clientPort: number | undefined }> => {
      const answer = await get(server.port, agent);
      const { localPort: clientPort } = answer.socket;
      await text(answer);
      return { connection: answer.headers.connection, clientPort };
    };
    const before = await ask();
    const closed = server.close({ delay: 1_000, patience: 60_000 });
    const kept = await ask();
    const fresh = await ask();
    expect(before.connection).to.equal('keep-alive');
    expect(kept).to.deep.equal({ connection: 'close', clientPort: before.clientPort });
    expect(fresh.connection).to.equal('close');
    expect(fresh.clientPort).to.not.equal(before.clientPort);
    await closed;
    const refused = await ask().catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal('ECONNREFUSED');
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
    await server.close({ patience: 50 });
    expect(await failed).to.equal('ECONNRESET');
  });
});

describe('a server', () => {
  /** What it answers to these bytes. */
  const answerTo = async (request: string): Promise<string> => {
    const server = await listen(
      express().use((_request, response) => response.send('whole')),
      { host: '127.0.0.1', port: 0 },
    );
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
    socket.write(request);
    const answer = await text(socket);
    await server.close({ patience: 0 });
    return answer;
  };

  it('answers headers that are too large with a problem', async () => {
    const answer = await answerTo(`GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(17 * 1024)}\r\n\r\n`);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).to.match(/^HTTP\/1\.1 431 .*\r\nContent-Type: application\/problem\+json/);
    expect(JSON.parse(body)).to.include({ status: 431, code: 'headers_too_large' }).and.to.have.property('requestId');
  });

  it('answers what is no request with a problem', async () => {
    const [head = '', body = ''] = (await answerTo('what is this\r\n\r\n')).split('\r\n\r\n');
    expect(head).to.match(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(body)).to.include({ status: 400, code: 'bad_request' });
  });
});
