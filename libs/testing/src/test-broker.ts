import { randomUUID } from 'node:crypto';
import { createVhost, deleteVhost } from '@oms/local';
import { brokerDefinitions, useInfrastructure } from './infrastructure.ts';

export interface TestBroker {
  /** AMQP_URL of a virtual host of its own, with the policies of every environment. */
  url: string;
  vhost: string;
  managementUrl: string;
  /** Deletes the virtual host with all its queues; open connections are closed. */
  drop(): Promise<void>;
}

export async function createTestBroker({ amqpUrl, managementUrl } = useInfrastructure()): Promise<TestBroker> {
  const vhost = `oms-test-${randomUUID()}`;
  await createVhost(managementUrl, vhost, brokerDefinitions);
  return {
    url: `${amqpUrl.replace(/\/$/, '')}/${vhost}`,
    vhost,
    managementUrl,
    drop: () => deleteVhost(managementUrl, vhost),
  };
}
