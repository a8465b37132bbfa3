import { expect } from 'chai';
import { restAfter } from '../src/retry-policy.ts';

describe('restAfter', () => {
  it('rests longer after each failure and ends after the last delay', () => {
    expect([1, 2, 3, 4].map((failures) => restAfter(failures, [10, 60, 600]))).to.deep.equal([10, 60, 600, undefined]);
  });
});
