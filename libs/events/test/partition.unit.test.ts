import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { PARTITIONS, partitionOf } from '../src/partition.ts';

describe('partitionOf', () => {
  it('never changes, for the rows of an outbox carry it', () => {
    const ids = ['0190f5c8-3c1b-7d0a-b0a2-2f6d3c9f8e11', 'a', ''];
    expect(ids.map(partitionOf)).to.deep.equal([19, 0, 25]);
  });

  it('spreads aggregates over all partitions evenly', () => {
    const counts = new Array<number>(PARTITIONS).fill(0);
    for (let index = 0; index < 32_000; index += 1) {
      const partition = partitionOf(randomUUID());
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    expect(Math.min(...counts)).to.be.greaterThan(800);
    expect(Math.max(...counts)).to.be.lessThan(1200);
  });
});
