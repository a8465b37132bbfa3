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

/** @param options.queues with every service's queues from the start, as the broker of a whole system has them */
export async function createTestBroker(options: { queues?: boolean } = {}): Promise<TestBroker> {
  const { amqpUrl, managementUrl } = useInfrastructure();
  const vhost = `oms-test-${randomUUID()}`;
  const parts = options.queues ? (['policies', 'exchanges', 'queues', 'bindings'] as const) : undefined;
  await createVhost(managementUrl, vhost, brokerDefinitions, parts);
  return {
    url: `${amqpUrl.replace(/\/$/, '')}/${vhost}`,
    vhost,
    managementUrl,
    drop: () => deleteVhost(managementUrl, vhost),
  };
}
