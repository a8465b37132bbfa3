import type { Database } from '@oms/database';
import type { Metrics } from '@oms/telemetry';

/** What the connections to the database do, and who waits for one. */
export function measurePool({ gauge }: Metrics, { pool }: Pick<Database, 'pool'>): void {
  gauge('database_pool_connections', 'Connections to the database of this process', ['state'], (connections) => {
    connections.set({ state: 'used' }, pool.totalCount - pool.idleCount);
    connections.set({ state: 'idle' }, pool.idleCount);
  });
  gauge('database_pool_limit_connections', 'Connections that this process may have', [], (limit) =>
    limit.set(pool.options.max),
  );
  gauge('database_pool_waiting_requests', 'Whoever waits for a connection', [], (waiting) =>
    waiting.set(pool.waitingCount),
  );
}
