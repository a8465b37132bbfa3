import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { createTcpProxy, eventually, type TcpProxy } from '../src/index.ts';

describe('a way to a server that can be taken away', () => {
  let server: Server;
  let proxy: TcpProxy;
  let received: string;
  let client: Socket;

  beforeEach(async () => {
    received = '';
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        received += chunk.toString();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await createTcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
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
