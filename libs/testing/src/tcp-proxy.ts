import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Keeps all connections open but carries nothing any more, as a lost network does. */
  silence(): void;
  /** Keeps all connections open and holds back what they carry, until restore() lets it go on: a network that is slow. */
  stall(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Stands between a client and a server, to take the network between them away. */
export async function createTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let open = true;
  let carrying = true;
  let stalled = false;

  const server = createServer((client) => {
    if (!open) return client.destroy();
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    const carry = (from: Socket, to: Socket): void => {
      from.on('data', (chunk) => {
        if (carrying) to.write(chunk);
      });
      from.on('close', () => to.destroy());
      if (stalled) from.pause();
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
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    restore() {
      open = true;
      carrying = true;
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
