import { createDatabase } from '@oms/database';
import { connectBroker, createRelay } from '@oms/events';
import { createMetrics } from '@oms/telemetry';
import { logger } from './parcels.ts';

/** A relay in a process of its own that is never given the time to delete what it has published: made to be killed. */
const [databaseUrl = '', amqpUrl = ''] = process.argv.slice(2);
const db = createDatabase({ url: databaseUrl, applicationName: 'parcels', logger });
createRelay({
  db,
  amqp: connectBroker({ url: amqpUrl, logger }),
  logger,
  metrics: createMetrics('parcels'),
  service: 'parcels',
  timing: { leaseTtl: 1_000, leaseRenewal: 200, poll: 100, forgetDelay: 600_000 },
}).start();
