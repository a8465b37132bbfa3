import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { createTcpProxy, eventually, type TcpProxy } from '../src/index.ts';

describe('a way to a server that can be taken away', () => {
  let server: Server;
  let proxy: TcpProxy;
  let received: string;
  const accepted: Socket[] = [];
  let client: Socket;

  beforeEach(async () => {
    received = '';
    accepted.length = 0;
    server = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        received += chunk.toString();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await createTcpProxy(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
    client = connect(proxy.port, '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
    client.write('one ');
    await eventually(() => received === 'one ');
  });
  afterEach(async () => {
    client.destroy();
    await proxy.close();
    server.close();
  });

  it('holds back what is sent while it is stalled, and lets all of it go on afterwards', async () => {
    proxy.stall();
    client.write('two ');
    await delay(50);
    expect(received).to.equal('one ');
    proxy.restore();
    await eventually(() => received === 'one two ');
  });

  it('holds back the answers alone where only they are stalled', async () => {
    let answered = '';
    client.on('data', (chunk) => {
      answered += chunk.toString();
    });
    proxy.stallAnswers();
    client.write('two ');
    await eventually(() => received === 'one two ');
    for (const socket of accepted) socket.write('yes');
    await delay(50);
    expect(answered).to.equal('');
    proxy.restore();
    await eventually(() => answered === 'yes');
  });

  it('loses what is sent while it is silent', async () => {
    proxy.silence();
    client.write('two ');
    await delay(50);
    proxy.restore();
    client.write('three ');
    await eventually(() => received === 'one three ');
  });

  it('ends connections when it is cut, and takes new ones when it is restored', async () => {
    proxy.cut();
    await once(client, 'close');
    const refused = connect(proxy.port, '127.0.0.1');
    refused.on('error', () => undefined);
    await once(refused, 'close');
    proxy.restore();
    client = connect(proxy.port, '127.0.0.1');
    client.write('two ');
    await eventually(() => received === 'one two ');
  });
});
