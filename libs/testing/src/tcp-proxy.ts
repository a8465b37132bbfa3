import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Keeps all connections open but carries nothing any more, as a lost network does. */
  silence(): void;
  /** The same of the connections there are alone; new ones work: a server that has vanished, and another in its place. */
  abandon(): void;
  /** Keeps all connections open and holds back what they carry, until restore() lets it go on: a network that is slow. */
  stall(): void;
  /** The same of what the server answers alone: it does what it is asked and seems to hang. */
  stallAnswers(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Stands between a client and a server, to take the network between them away. @param target any URL of the server */
export async function createTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname: host, port } = new URL(target);
  const sockets = new Set<Socket>();
  const upstreams = new Set<Socket>();
  const abandoned = new WeakSet<Socket>();
  let open = true;
  let carrying = true;
  let stalled: 'nothing' | 'answers' | 'all' = 'nothing';

  const server = createServer((client) => {
    if (!open) return client.destroy();
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    upstreams.add(upstream);
    upstream.on('close', () => upstreams.delete(upstream));
    const carry = (from: Socket, to: Socket): void => {
      from.on('data', (chunk) => {
        if (carrying && !abandoned.has(from)) to.write(chunk);
      });
      from.on('close', () => to.destroy());
      if (stalled === 'all' || (stalled === 'answers' && from === upstream)) from.pause();
    };
    carry(client, upstream);
    carry(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      open = false;
      endAll();
    },
    silence() {
      carrying = false;
    },
    abandon() {
      for (const socket of sockets) abandoned.add(socket);
    },
    stall() {
      stalled = 'all';
      for (const socket of sockets) socket.pause();
    },
    stallAnswers() {
      stalled = 'answers';
      for (const upstream of upstreams) upstream.pause();
    },
    restore() {
      open = true;
      carrying = true;
      stalled = 'nothing';
      for (const socket of sockets) socket.resume();
    },
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same URL by way of the proxy. */
export function through(proxy: TcpProxy, url: string): string {
  const address = new URL(url);
  address.hostname = '127.0.0.1';
  address.port = `${proxy.port}`;
  return address.href;
}
