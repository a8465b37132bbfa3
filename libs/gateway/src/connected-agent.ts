import http from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import tls from 'node:tls';

type Created = (error: Error | null, socket: Socket) => void;

/** How long a connection may take to be made. */
const connectTimeoutMs = 5_000;

/**
 * Agents that hand a connection over only once it stands. A request to a service that cannot be reached then fails before
 * any of its body has been read, so that another replica can have it.
 */
export class ConnectedHttpAgent extends http.Agent {
  override createConnection(options: http.ClientRequestArgs, created?: Created): undefined {
    handOver(net.connect(options as net.TcpNetConnectOpts), 'connect', created);
  }
}

export class ConnectedHttpsAgent extends https.Agent {
  override createConnection(options: https.RequestOptions, created?: Created): undefined {
    handOver(tls.connect(options as tls.ConnectionOptions), 'secureConnect', created);
  }
}

function handOver(socket: Socket, ready: 'connect' | 'secureConnect', created: Created | undefined): void {
  const failed = (error: Error): void => {
    clearTimeout(timer);
    created?.(error, socket);
  };
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('The connection took too long'), { code: 'ETIMEDOUT' }));
  }, connectTimeoutMs);
  socket.once('error', failed);
  socket.once(ready, () => {
    clearTimeout(timer);
    socket.off('error', failed);
    created?.(null, socket);
  });
}
