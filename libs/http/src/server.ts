import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface HttpServer {
  readonly port: number;
  /**
   * Takes no new connection, lets requests under way finish and closes idle connections.
   *
   * @param patience milliseconds after which what is still open is cut off
   */
  close(patience: number): Promise<void>;
}

/** @throws an error that says who to change when the port is taken */
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<HttpServer> {
  const server = createServer(
    {
      // Longer than the edge keeps its idle connections (60 s), so that it never writes into one that we are closing.
      keepAliveTimeout: 75_000,
      headersTimeout: 30_000,
      requestTimeout: 120_000,
      maxHeaderSize: 16 * 1024,
    },
    app,
  );
  const answering = new Set<ServerResponse>();
  server.prependListener('request', (_request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new Error(`port ${port} on ${host} is taken; set PORT to another one`) : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: (patience) => drain(server, answering, patience) };
}

/**
 * What is being answered is told that its connection ends with the answer, so that a proxy does not send its next request
 * into a connection that is about to close.
 */
function drain(server: Server, answering: ReadonlySet<ServerResponse>, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), patience);
    const closeAfter = (response: ServerResponse): void => {
      if (!response.headersSent) response.setHeader('Connection', 'close');
      response.once('close', () => setImmediate(() => server.closeIdleConnections()));
    };
    for (const response of answering) closeAfter(response);
    server.prependListener('request', (_request, response) => closeAfter(response));
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
