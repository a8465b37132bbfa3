import type { Logger } from '@oms/telemetry';
import { type Channel, type ConfirmChannel, connect, type RecoveringChannelModel } from 'amqplib';
import { createOutageLog } from './outage-log.ts';
import { settled } from './time-limit.ts';

/**
 * A connection to RabbitMQ that comes back by itself. Two connections in truth: a broker short of memory or disk stops
 * reading from those that publish, and consumers must be able to go on acknowledging then.
 */
export interface Broker {
  /** True while both connections stand. */
  readonly ready: boolean;
  /** True while the broker takes no messages, for want of memory or disk. */
  readonly blocked: boolean;
  /** Resolves when both connections stand. Rejects once the broker has been closed. */
  whenReady(): Promise<void>;
  /** A channel to publish with confirms; waits for the connection. The caller listens for `error` and `close`. */
  openPublishing(): Promise<ConfirmChannel>;
  /** A channel to consume and declare with; waits for the connection. The caller listens for `error` and `close`. */
  openConsuming(): Promise<Channel>;
  /** Closes both connections, within 5 s. */
  close(): Promise<void>;
}

export interface BrokerOptions {
  /** `amqp[s]://user:password@host:port/vhost` */
  url: string;
  logger: Logger;
  /** Shown in the broker's list of connections. */
  connectionName?: string;
  /** Milliseconds between two tries to connect, at the most. */
  maxReconnectDelayMs?: number;
}

const HEARTBEAT_SECONDS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Begins to connect and returns at once: a broker that is down is waited for, for as long as it takes.
 * @throws {TypeError} when the URL is not an AMQP one
 */
export function connectBroker({
  url,
  logger,
  connectionName = 'oms',
  maxReconnectDelayMs = 5_000,
}: BrokerOptions): Broker {
  const address = withHeartbeat(url);
  const outage = createOutageLog(logger, `the connection to RabbitMQ at ${new URL(url).host}`);
  const waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();
  let closed = false;

  const links = ['publishing', 'consuming'].map((purpose) => {
    const link: Link = { up: false, blocked: false, connection: open(purpose, () => link) };
    return link;
  }) as [Link, Link];
  const [publishing, consuming] = links;
  const ready = () => links.every(({ up }) => up);

  async function open(purpose: string, link: () => Link): Promise<RecoveringChannelModel> {
    const connection = await connect(address, {
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: `${connectionName} ${purpose}` },
      recovery: { initialDelay: 100, maxDelay: maxReconnectDelayMs, waitForConnect: false },
    });
    connection.on('connect', () => {
      link().up = true;
      if (!ready()) return;
      outage.recovered();
      logger.info({ host: new URL(url).host }, 'connected to RabbitMQ');
      for (const waiter of waiting) waiter.resolve();
      waiting.clear();
    });
    connection.on('disconnect', (error) => {
      Object.assign(link(), { up: false, blocked: false });
      outage.failed(error);
    });
    connection.on('connect-failed', (error) => outage.failed(error));
    connection.on('blocked', (reason) => {
      link().blocked = true;
      logger.error({ reason }, 'RabbitMQ takes no messages: give it memory or disk; events wait in the outbox');
    });
    connection.on('unblocked', () => {
      link().blocked = false;
      logger.info('RabbitMQ takes messages again');
    });
    // What matters of it comes as `disconnect`; an EventEmitter throws when nobody listens for `error`.
    connection.on('error', () => undefined);
    return connection;
  }

  return {
    get ready() {
      return ready();
    },
    get blocked() {
      return publishing.blocked;
    },
    whenReady() {
      if (closed) return Promise.reject(new Error('the broker connection has been closed'));
      if (ready()) return Promise.resolve();
      return new Promise((resolve, reject) => waiting.add({ resolve, reject }));
    },
    openPublishing: async () => (await publishing.connection).createConfirmChannel(),
    openConsuming: async () => (await consuming.connection).createChannel(),
    async close() {
      closed = true;
      for (const waiter of waiting) waiter.reject(new Error('the broker connection has been closed'));
      waiting.clear();
      await settled(
        links.map(async (link) => {
          link.up = false;
          await (await link.connection).close();
        }),
        CLOSE_TIMEOUT_MS,
      );
    },
  };
}

interface Link {
  up: boolean;
  blocked: boolean;
  connection: Promise<RecoveringChannelModel>;
}

function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (address.protocol !== 'amqp:' && address.protocol !== 'amqps:') {
    throw new TypeError(`the broker's URL begins with ${address.protocol}//; it must be amqp:// or amqps://`);
  }
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', `${HEARTBEAT_SECONDS}`);
  return address.href;
}
