import { seededRandom } from '@oms/orders/random';
import { expect } from 'chai';
import { planFaults } from './plan.ts';

describe('the plan of faults', () => {
  const options = { seconds: 1_000, kills: 200, serverRestarts: 10, outageSeconds: 120 };
  const plan = planFaults(options, seededRandom(1));

  it('is the same for the same seed, and another for another', () => {
    expect(planFaults(options, seededRandom(1))).to.deep.equal(plan);
    expect(planFaults(options, seededRandom(2))).not.to.deep.equal(plan);
  });

  it('has the deaths that are asked for: each failpoint is two', () => {
    const count = (kind: string) => plan.filter(({ fault }) => fault.kind === kind).length;
    expect(count('kill') + 2 * count('failpoint')).to.equal(200);
    expect(count('failpoint')).to.equal(50);
    for (const server of ['postgres', 'rabbitmq', 'redis']) {
      expect(plan.filter(({ fault }) => fault.kind === 'server' && fault.server === server)).to.have.length(10);
    }
  });

  it('is in order of time, and within it', () => {
    const times = plan.map(({ at }) => at);
    expect(times).to.deep.equal(times.toSorted((one, other) => one - other));
    expect(times.every((at) => at >= 0 && at < 1_000)).to.equal(true);
  });

  it('lets servers rest so long between two deaths that they are started again', () => {
    const short = planFaults({ ...options, seconds: 140 }, seededRandom(1));
    expect(short.filter(({ fault }) => fault.kind === 'server' && fault.server === 'postgres')).to.have.length(2);
  });
});
