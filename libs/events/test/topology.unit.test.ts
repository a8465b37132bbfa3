import { expect } from 'chai';
import { consumerQueues } from '../src/topology.ts';

describe('the queues of a consumer', () => {
  it('carry their retry delay in their name, and every one refuses rather than drops', () => {
    const queues = consumerQueues({
      queue: 'oms.orders.mail',
      routingKeys: [],
      retryDelaysMs: [10_000, 60_000, 600_000, 50],
    });
    expect(queues.map(({ name }) => name)).to.deep.equal([
      'oms.orders.mail.dlq',
      'oms.orders.mail',
      'oms.orders.mail.retry.10s',
      'oms.orders.mail.retry.1m',
      'oms.orders.mail.retry.10m',
      'oms.orders.mail.retry.50ms',
    ]);
    for (const queue of queues) {
      expect(queue.arguments).to.include({ 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' });
    }
  });
});
