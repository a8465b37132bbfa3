import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Express } from 'express';
import { answerClientError } from './client-error.ts';

export interface HttpServer {
  readonly port: number;
  /** Tells with every answer that its connection ends, takes no new ones, and lets what is under way finish. */
  close(options: CloseOptions): Promise<void>;
}

/** In milliseconds. */
export interface CloseOptions {
  /** For how long connections are still taken: until whoever routes to this server has learnt that it goes. None unless told. */
  delay?: number;
  /** After the delay: when what is still open is cut off. */
  patience: number;
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
  const connections: Connections = new Map();
  server.on('connection', (socket) => {
    connections.set(socket, []);
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    const answering = connections.get(socket);
    answering?.push(response);
    // Emitted once; `once` would wrap it and take it off again for nothing.
    response.on('close', () => answering?.splice(answering.indexOf(response), 1));
  });
  server.on('clientError', (error, socket) => {
    const hasBegun = connections.get(socket as Socket)?.some(({ headersSent }) => headersSent);
    if (hasBegun) socket.destroy();
    else answerClientError(error, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new Error(`port ${port} on ${host} is taken; set PORT to another one`) : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: (options) => drain(server, connections, options) };
}

/**
 * Open connections, and what is being answered on each. Not a Set of the answers: V8 keeps what was in the tables that a Set has
 * outgrown until it collects the old generation, which for something that every request adds and removes is every request.
 */
type Connections = Map<Socket, ServerResponse[]>;

/**
 * A connection that is closed while it is idle may have a request on its way already, which is lost and which no proxy may
 * send again if it is a POST. So connections end with an answer that says so, and what is left to be closed at the end
 * are those that nobody has used for the whole delay.
 */
async function drain(server: Server, connections: Connections, { delay = 0, patience }: CloseOptions): Promise<void> {
  const endWith = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  };
  for (const response of answering(connections)) endWith(response);
  server.prependListener('request', (_request, response) => endWith(response));
  if (delay > 0) await wait(delay);
  await new Promise<void>((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), patience);
    // An answer that had begun before could not tell, and leaves its connection idle.
    const closeAfter = (response: ServerResponse): void => {
      response.once('close', () => setImmediate(() => server.closeIdleConnections()));
    };
    for (const response of answering(connections)) closeAfter(response);
    server.prependListener('request', (_request, response) => closeAfter(response));
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const answering = (connections: Connections): ServerResponse[] => [...connections.values()].flat();
