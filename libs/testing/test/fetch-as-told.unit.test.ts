import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { fetchAsTold } from '../src/index.ts';

describe('a request sent as clients are told to', () => {
  let answers: string[] = [];
  const server = createServer((_request, response) => {
    const text = answers.shift();
    response.writeHead(text === undefined ? 200 : 503).end(text ?? 'known');
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => new Promise<unknown>((resolve) => server.close(resolve).closeAllConnections()));
  const ask = () => fetchAsTold(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  it('is sent again where the service does not know yet who was signed out', async () => {
    answers = ['{"code":"revocation_unavailable"}', '{"code":"revocation_unavailable"}'];
    const response = await ask();
    expect([response.status, await response.text()]).to.deep.equal([200, 'known']);
  });

  it('gives any other refusal as it came, JSON or not', async () => {
    for (const text of ['{"code":"service_unavailable"}', '<h1>Service Unavailable</h1>', '']) {
      answers = [text];
      const response = await ask();
      expect([response.status, await response.text()]).to.deep.equal([503, text]);
    }
  });
});
