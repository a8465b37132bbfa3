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

/** @param options.queues with the queues of `all` services, or of one, from the start, as the broker of a whole system has them */
export async function createTestBroker({ queues }: { queues?: string } = {}): Promise<TestBroker> {
  const { amqpUrl, managementUrl } = useInfrastructure();
  const vhost = `oms-test-${randomUUID()}`;
  const parts = queues === undefined ? undefined : (['policies', 'exchanges', 'queues', 'bindings'] as const);
  await createVhost(managementUrl, vhost, brokerDefinitions, parts, queues === 'all' ? undefined : queues);
  return {
    url: `${amqpUrl.replace(/\/$/, '')}/${vhost}`,
    vhost,
    managementUrl,
    drop: () => deleteVhost(managementUrl, vhost),
  };
}
